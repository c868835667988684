import {
  AttachUserPolicyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  DeleteUserCommand,
  type User,
} from '@aws-sdk/client-iam';
import Link from '@cloudscape-design/components/link';
import { useLocation } from 'wouter';
import { iam } from '../../aws/iam.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { formatTime } from '../../parts/format-time.ts';
import { ManagedList } from '../../parts/managed-list.tsx';
import type { Column } from '../../parts/resource-table.tsx';
import { useHref } from '../../shell/region.ts';
import { useUsers } from './identities.ts';

export function UserList() {
  const href = useHref();
  return (
    <ManagedList
      name="users"
      title="Users"
      description="People and programs that sign in with a password or an access key of their own."
      thing="user"
      things="users"
      list={useUsers()}
      columns={columnsOf(href)}
      idOf={nameOf}
      advice="Give each person and program an identity of its own, and keep the root’s key for a rainy day."
      createDialog={(close) => <CreateUser onClose={close} />}
      deleteDialog={(user, close) => <DeleteUser name={nameOf(user)} onClose={close} />}
    />
  );
}

const nameOf = ({ UserName: name }: User): string => name!;

const columnsOf = (href: (path: string) => string): readonly Column<User>[] => [
  {
    id: 'name',
    header: 'User name',
    value: nameOf,
    cell: (user) => <Link href={href(`/users/${nameOf(user)}`)}>{nameOf(user)}</Link>,
    width: 260,
  },
  { id: 'path', header: 'Path', value: ({ Path: path }) => path },
  { id: 'created', header: 'Created', value: ({ CreateDate: at }) => formatTime(at), width: 200 },
  { id: 'id', header: 'User ID', value: ({ UserId: id }) => id, hidden: true },
  { id: 'arn', header: 'ARN', value: ({ Arn: arn }) => arn, width: 380 },
];

const CHANGE_PASSWORD = 'arn:aws:iam::aws:policy/IAMUserChangePassword';

interface NewUser {
  readonly name: string;
  readonly password: string;
  readonly reset: string;
}

/** With a password, if one is given; who has to change it is let do so, as the AWS console does it. */
async function createUser(region: string, { name: UserName, password: Password, reset }: NewUser): Promise<void> {
  const client = iam(region);
  await client.send(new CreateUserCommand({ UserName }));
  if (!Password) return;
  try {
    await client.send(new CreateLoginProfileCommand({ UserName, Password, PasswordResetRequired: reset === 'true' }));
  } catch (error) {
    // As it was, so that the form can be sent again.
    await client.send(new DeleteUserCommand({ UserName }));
    throw error;
  }
  if (reset) await client.send(new AttachUserPolicyCommand({ UserName, PolicyArn: CHANGE_PASSWORD }));
}

function CreateUser({ onClose }: { onClose: () => void }) {
  const [, navigate] = useLocation();
  return (
    <FieldsDialog
      title="Create user"
      verb="Create"
      fields={[
        { name: 'name', label: 'User name' },
        {
          name: 'password',
          label: 'Password',
          kind: 'password',
          optional: true,
          description: 'To sign in to the console with; a program has access keys instead, which come next.',
        },
        { name: 'reset', label: 'It has to be changed at the first sign-in', kind: 'check', initial: 'true' },
      ]}
      change={createUser}
      done={({ name }) => `${name} is created. Next, attach policies: without one, a user may do nothing.`}
      onDone={(_, { name }) => navigate(`/users/${name}`)}
      onClose={onClose}
    />
  );
}

const DeleteUser = ({ name: UserName, onClose }: { name: string; onClose: () => void }) => (
  <FieldsDialog
    title={`Delete ${UserName}?`}
    verb="Delete"
    change={(region) => iam(region).send(new DeleteUserCommand({ UserName }))}
    done={() => `${UserName} is deleted.`}
    onClose={onClose}
  >
    A user is deleted once the password, the access keys, the groups and the policies are taken away.
  </FieldsDialog>
);
