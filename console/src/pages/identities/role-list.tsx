import { CreateRoleCommand, DeleteRoleCommand, type Role } from '@aws-sdk/client-iam';
import Link from '@cloudscape-design/components/link';
import { useLocation } from 'wouter';
import { iam } from '../../aws/iam.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { formatTime } from '../../parts/format-time.ts';
import { ManagedList } from '../../parts/managed-list.tsx';
import type { Column } from '../../parts/resource-table.tsx';
import { useSession } from '../../session/session.ts';
import { useHref } from '../../shell/region.ts';
import { useRoles } from './identities.ts';

const nameOf = ({ RoleName: name }: Role): string => name!;

export function RoleList() {
  const href = useHref();
  return (
    <ManagedList
      name="roles"
      title="Roles"
      description="Rights for a while, for whom a role trusts: people of this or of another account, or a service."
      thing="role"
      things="roles"
      list={useRoles()}
      columns={columnsOf(href)}
      idOf={nameOf}
      createDialog={(close) => <CreateRole onClose={close} />}
      deleteDialog={(role, close) => <DeleteRole name={nameOf(role)} onClose={close} />}
    />
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

const DeleteRole = ({ name: RoleName, onClose }: { name: string; onClose: () => void }) => (
  <FieldsDialog
    title={`Delete ${RoleName}?`}
    verb="Delete"
    change={(region) => iam(region).send(new DeleteRoleCommand({ RoleName }))}
    done={() => `${RoleName} is deleted.`}
    onClose={onClose}
  >
    A role is deleted once its policies are taken away. Its sessions end at once.
  </FieldsDialog>
);
