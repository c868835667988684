import {
  AttachPolicyCommand,
  DetachPolicyCommand,
  type PolicySummary,
  type PolicyTargetSummary,
} from '@aws-sdk/client-organizations';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { organizations } from '../../aws/organizations.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { EmptyState } from '../../parts/query-state.tsx';
import { ResourceTable } from '../../parts/resource-table.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { useAccounts, useTargets, useUnits } from './organization.ts';

const idOf = ({ TargetId: id }: PolicyTargetSummary): string => id!;

/** The root, units and accounts that a policy holds for, and for all below them. */
export function PolicyTargets({ policy }: { policy: PolicySummary }) {
  const list = useTargets(policy.Id!);
  const [open, setOpen] = useState<'attach' | 'detach'>();
  const {
    chosen: [chosen],
    selection,
  } = useSelection(list.items, idOf);
  const close = () => setOpen(undefined);
  const attach = <Button onClick={() => setOpen('attach')}>Attach</Button>;
  return (
    <>
      <ResourceTable
        name="policy-targets"
        variant="container"
        title={`${policy.Name} is attached to`}
        things="targets"
        list={list}
        columns={[
          { id: 'name', header: 'Name', value: ({ Name: name }) => name, width: 260 },
          { id: 'type', header: 'Type', value: ({ Type: type }) => type },
          { id: 'id', header: 'ID', value: idOf },
        ]}
        idOf={idOf}
        selection={{ ...selection, single: true }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!chosen} onClick={() => setOpen('detach')}>
              Detach
            </Button>
            {attach}
          </SpaceBetween>
        }
        empty={<EmptyState title="Attached to nothing" action={attach} />}
      />
      {open === 'attach' && <Attach policy={policy} attached={list.items} onClose={close} />}
      {open === 'detach' && chosen && (
        <FieldsDialog
          title={`Detach ${policy.Name} from ${chosen.Name}?`}
          verb="Detach"
          change={(region) =>
            organizations(region).send(new DetachPolicyCommand({ PolicyId: policy.Id, TargetId: idOf(chosen) }))
          }
          done={() => `${policy.Name} is detached from ${chosen.Name}.`}
          onClose={close}
        />
      )}
    </>
  );
}

interface AttachProps {
  readonly policy: PolicySummary;
  readonly attached: readonly PolicyTargetSummary[];
  readonly onClose: () => void;
}

function Attach({ policy, attached, onClose }: AttachProps) {
  const units = useUnits();
  const accounts = useAccounts();
  const has = new Set(attached.map(idOf));
  const targets = [
    ...units.items.map(({ id: value, path: label }) => ({ value, label })),
    ...accounts.items.map(({ Id: value = '', Name: name }) => ({ value, label: `${name} (${value})` })),
  ].filter(({ value }) => !has.has(value));
  return (
    <FieldsDialog
      title={`Attach ${policy.Name}`}
      verb="Attach"
      fields={[{ name: 'target', label: 'To', kind: targets }]}
      change={(region, { target: TargetId }) =>
        organizations(region).send(new AttachPolicyCommand({ PolicyId: policy.Id, TargetId }))
      }
      done={() => `${policy.Name} is attached.`}
      onClose={onClose}
    />
  );
}
