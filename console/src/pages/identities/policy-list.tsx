import { CreatePolicyCommand, CreatePolicyVersionCommand, DeletePolicyCommand, type Policy } from '@aws-sdk/client-iam';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { iam } from '../../aws/iam.ts';
import { useAws } from '../../aws/use-aws.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { formatTime } from '../../parts/format-time.ts';
import { ManagedList } from '../../parts/managed-list.tsx';
import type { Column } from '../../parts/resource-table.tsx';
import { AccessCheck } from './access-check.tsx';
import { EXAMPLE_POLICY, usePolicies } from './identities.ts';
import { PolicyDocument, readManagedPolicy } from './policy-document.tsx';

export function PolicyList() {
  const [shown, setShown] = useState<Policy>();
  return (
    <SpaceBetween size="l">
      <ManagedList
        name="policies"
        title="Policies"
        description="What may be done, on what, under which conditions; for users, groups and roles to have."
        thing="policy"
        things="policies"
        list={usePolicies()}
        columns={columnsOf(setShown)}
        idOf={arnOf}
        isOwn={(policy) => !isReadyMade(policy)}
        createDialog={(close) => <CreatePolicy onClose={close} />}
        editDialog={(policy, close) => <EditPolicy policy={policy} onClose={close} />}
        deleteDialog={(policy, close) => <DeletePolicy policy={policy} onClose={close} />}
      />
      <AccessCheck />
      {shown && (
        <PolicyDocument policy={{ name: shown.PolicyName!, arn: arnOf(shown) }} onClose={() => setShown(undefined)} />
      )}
    </SpaceBetween>
  );
}

const arnOf = ({ Arn: arn }: Policy): string => arn!;
const isReadyMade = (policy: Policy): boolean => arnOf(policy).startsWith('arn:aws:iam::aws:');

const columnsOf = (onShow: (policy: Policy) => void): readonly Column<Policy>[] => [
  {
    id: 'name',
    header: 'Policy name',
    value: ({ PolicyName: name }) => name,
    cell: (policy) => <Link onFollow={() => onShow(policy)}>{policy.PolicyName}</Link>,
    width: 300,
  },
  { id: 'type', header: 'Type', value: (policy) => (isReadyMade(policy) ? 'Ready-made' : 'Of this account') },
  { id: 'used', header: 'Attached to', value: ({ AttachmentCount: count }) => count },
  { id: 'description', header: 'Description', value: ({ Description: text }) => text, width: 320 },
  { id: 'updated', header: 'Changed', value: ({ UpdateDate: at }) => formatTime(at), width: 200, hidden: true },
  { id: 'arn', header: 'ARN', value: arnOf, hidden: true },
];

const CreatePolicy = ({ onClose }: { onClose: () => void }) => (
  <FieldsDialog
    title="Create policy"
    verb="Create"
    fields={[
      { name: 'name', label: 'Policy name' },
      { name: 'description', label: 'Description', optional: true },
      { name: 'document', label: 'Policy', kind: 'text', initial: EXAMPLE_POLICY },
    ]}
    change={(region, { name: PolicyName, description, document: PolicyDocument }) =>
      iam(region).send(new CreatePolicyCommand({ PolicyName, PolicyDocument, Description: description || undefined }))
    }
    done={({ name }) => `${name} is created. Attach it to a user, a group or a role on their page.`}
    onClose={onClose}
  />
);

interface PolicyProps {
  readonly policy: Policy;
  readonly onClose: () => void;
}

/** Writes a new version, which holds from then on; the server keeps five, and says so when one has to go. */
function EditPolicy({ policy, onClose }: PolicyProps) {
  const text = useAws({
    key: ['policy-document', arnOf(policy)],
    refreshMs: false,
    ask: (region) => readManagedPolicy(region, arnOf(policy)),
  });
  if (text.data === undefined) return null;
  return (
    <FieldsDialog
      title={`Edit ${policy.PolicyName}`}
      verb="Save"
      fields={[
        { name: 'document', label: 'Policy', kind: 'text', initial: JSON.stringify(JSON.parse(text.data), null, 2) },
      ]}
      change={(region, { document: PolicyDocument }) =>
        iam(region).send(
          new CreatePolicyVersionCommand({ PolicyArn: arnOf(policy), PolicyDocument, SetAsDefault: true }),
        )
      }
      done={() => `${policy.PolicyName} is saved as a new version, which holds now.`}
      onClose={onClose}
    />
  );
}

const DeletePolicy = ({ policy, onClose }: PolicyProps) => (
  <FieldsDialog
    title={`Delete ${policy.PolicyName}?`}
    verb="Delete"
    change={(region) => iam(region).send(new DeletePolicyCommand({ PolicyArn: arnOf(policy) }))}
    done={() => `${policy.PolicyName} is deleted.`}
    onClose={onClose}
  >
    A policy is deleted once nobody has it and no other version than the one that holds is left.
  </FieldsDialog>
);
