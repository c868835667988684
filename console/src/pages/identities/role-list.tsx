import { CreateRoleCommand, DeleteRoleCommand, type Role } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { iam } from '../../aws/iam.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { formatTime } from '../../parts/format-time.ts';
import { EmptyState } from '../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { useSession } from '../../session/session.ts';
import { useHref } from '../../shell/region.ts';
import { useRoles } from './identities.ts';

const nameOf = ({ RoleName: name }: Role): string => name!;

export function RoleList() {
  const list = useRoles();
  const href = useHref();
  const [open, setOpen] = useState<'create' | 'delete'>();
  const {
    chosen: [chosen],
    selection,
  } = useSelection(list.items, nameOf);
  const close = () => setOpen(undefined);
  const create = <Button onClick={() => setOpen('create')}>Create role</Button>;
  return (
    <>
      <ResourceTable
        name="roles"
        title="Roles"
        description="Rights for a while, for whom a role trusts: people of this or of another account, or a service."
        things="roles"
        list={list}
        columns={columnsOf(href)}
        idOf={nameOf}
        selection={{ ...selection, single: true }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!chosen} onClick={() => setOpen('delete')}>
              Delete
            </Button>
            {create}
          </SpaceBetween>
        }
        empty={<EmptyState title="No roles" action={create} />}
      />
      {open === 'create' && <CreateRole onClose={close} />}
      {open === 'delete' && chosen && (
        <FieldsDialog
          title={`Delete ${nameOf(chosen)}?`}
          verb="Delete"
          change={(region) => iam(region).send(new DeleteRoleCommand({ RoleName: nameOf(chosen) }))}
          done={() => `${nameOf(chosen)} is deleted.`}
          onClose={close}
        >
          A role is deleted once its policies are taken away. Its sessions end at once.
        </FieldsDialog>
      )}
    </>
  );
}

const columnsOf = (href: (path: string) => string): readonly Column<Role>[] => [
  {
    id: 'name',
    header: 'Role name',
    value: nameOf,
    cell: (role) => <Link href={href(`/roles/${nameOf(role)}`)}>{nameOf(role)}</Link>,
    width: 300,
  },
  { id: 'description', header: 'Description', value: ({ Description: text }) => text, width: 300 },
  { id: 'created', header: 'Created', value: ({ CreateDate: at }) => formatTime(at), width: 200 },
  { id: 'arn', header: 'ARN', value: ({ Arn: arn }) => arn, hidden: true },
];

/** Who may assume a role: users and roles of an account, as far as their own policies let them. */
const trustIn = (accountId: string): string =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: accountId }, Action: 'sts:AssumeRole' }],
    },
    null,
    2,
  );

function CreateRole({ onClose }: { onClose: () => void }) {
  const { accountId } = useSession();
  const [, navigate] = useLocation();
  return (
    <FieldsDialog
      title="Create role"
      verb="Create"
      fields={[
        { name: 'name', label: 'Role name' },
        { name: 'description', label: 'Description', optional: true },
        {
          name: 'trust',
          label: 'Trust policy',
          kind: 'text',
          initial: trustIn(accountId),
          description: 'Who may assume it: as it stands, who in this account has a policy that allows sts:AssumeRole.',
        },
      ]}
      change={(region, { name: RoleName, description, trust: AssumeRolePolicyDocument }) =>
        iam(region).send(
          new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, Description: description || undefined }),
        )
      }
      done={({ name }) => `${name} is created. Next, attach policies: they say what it may do.`}
      onDone={(_, { name }) => navigate(`/roles/${name}`)}
      onClose={onClose}
    />
  );
}
