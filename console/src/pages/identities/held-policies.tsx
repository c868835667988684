import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useAwsList } from '../../aws/use-aws.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { EmptyState } from '../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import {
  attachPolicy,
  type HeldPolicy,
  type Holder,
  listHeldPolicies,
  putInlinePolicy,
  removePolicy,
} from './holder.ts';
import { EXAMPLE_POLICY, usePolicies } from './identities.ts';
import { PolicyDocument } from './policy-document.tsx';

type Open = 'attach' | 'put' | 'remove' | { readonly shown: HeldPolicy };

/** The policies of a user, a group or a role; more can be attached or written, and any taken away. */
export function HeldPolicies({ holder }: { holder: Holder }) {
  const list = useAwsList({
    key: ['policies-of', holder.kind, holder.name],
    ask: async (region) => ({ items: await listHeldPolicies(region, holder), nextToken: undefined }),
  });
  const [open, setOpen] = useState<Open>();
  const {
    chosen: [chosen],
    selection,
  } = useSelection(list.items, idOf);
  const close = () => setOpen(undefined);
  const attach = <Button onClick={() => setOpen('attach')}>Attach policy</Button>;
  return (
    <>
      <ResourceTable
        name="held-policies"
        variant="container"
        title="Policies"
        things="policies"
        list={list}
        columns={columnsOf((shown) => setOpen({ shown }))}
        idOf={idOf}
        selection={{ ...selection, single: true }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!chosen} onClick={() => setOpen('remove')}>
              Remove
            </Button>
            <Button onClick={() => setOpen('put')}>Write inline policy</Button>
            {attach}
          </SpaceBetween>
        }
        empty={<EmptyState title="No policies" action={attach} />}
      />
      {open === 'attach' && <Attach holder={holder} held={list.items} onClose={close} />}
      {open === 'put' && <PutInline holder={holder} onClose={close} />}
      {open === 'remove' && chosen && <Remove holder={holder} policy={chosen} onClose={close} />}
      {typeof open === 'object' && <PolicyDocument policy={open.shown} holder={holder} onClose={close} />}
    </>
  );
}

const idOf = ({ name, arn }: HeldPolicy): string => arn ?? name;

const columnsOf = (onShow: (policy: HeldPolicy) => void): readonly Column<HeldPolicy>[] => [
  {
    id: 'name',
    header: 'Policy',
    value: ({ name }) => name,
    cell: (policy) => <Link onFollow={() => onShow(policy)}>{policy.name}</Link>,
    width: 320,
  },
  {
    id: 'type',
    header: 'Type',
    value: ({ arn }) => (arn === undefined ? 'Inline' : arn.startsWith('arn:aws:iam::aws:') ? 'Ready-made' : 'Managed'),
  },
];

interface ChangeProps {
  readonly holder: Holder;
  readonly onClose: () => void;
}

function Attach({ holder, held, onClose }: ChangeProps & { held: readonly HeldPolicy[] }) {
  const policies = usePolicies();
  const has = new Set(held.map(({ arn }) => arn));
  const options = policies.items
    .filter(({ Arn: arn }) => !has.has(arn))
    .map(({ Arn: value, PolicyName: label, Description: description = '' }) => ({
      value: value!,
      label: label!,
      description,
    }));
  return (
    <FieldsDialog
      title={`Attach a policy to ${holder.name}`}
      verb="Attach"
      fields={[{ name: 'arn', label: 'Policy', kind: options }]}
      change={(region, { arn }) => attachPolicy(region, holder, arn)}
      done={({ arn }) => `${arn.replace(/^.*\//, '')} is attached to ${holder.name}.`}
      onClose={onClose}
    />
  );
}

const PutInline = ({ holder, onClose }: ChangeProps) => (
  <FieldsDialog
    title={`Write an inline policy of ${holder.name}`}
    verb="Save"
    fields={[
      { name: 'name', label: 'Name', description: 'One of this name is replaced.' },
      { name: 'document', label: 'Policy', kind: 'text', initial: EXAMPLE_POLICY },
    ]}
    change={(region, { name, document }) =>
      putInlinePolicy(region, holder, { PolicyName: name, PolicyDocument: document })
    }
    done={({ name }) => `${name} is saved.`}
    onClose={onClose}
  />
);

const Remove = ({ holder, policy, onClose }: ChangeProps & { policy: HeldPolicy }) => (
  <FieldsDialog
    title={`Remove ${policy.name} from ${holder.name}?`}
    verb="Remove"
    change={(region) => removePolicy(region, holder, policy)}
    done={() => `${policy.name} is removed from ${holder.name}.`}
    onClose={onClose}
  >
    {policy.arn === undefined ? 'An inline policy is gone then.' : 'The policy itself stays, to be attached again.'}
  </FieldsDialog>
);
