import { CreateGroupCommand, DeleteGroupCommand, type Group } from '@aws-sdk/client-iam';
import Link from '@cloudscape-design/components/link';
import { useLocation } from 'wouter';
import { iam } from '../../aws/iam.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { formatTime } from '../../parts/format-time.ts';
import { ManagedList } from '../../parts/managed-list.tsx';
import { useHref } from '../../shell/region.ts';
import { useGroups } from './identities.ts';

const nameOf = ({ GroupName: name }: Group): string => name!;

export function GroupList() {
  const href = useHref();
  return (
    <ManagedList
      name="groups"
      title="User groups"
      description="Users who do the same work; what a group’s policies allow, each of them may."
      thing="group"
      things="groups"
      list={useGroups()}
      columns={[
        {
          id: 'name',
          header: 'Group name',
          value: nameOf,
          cell: (group) => <Link href={href(`/groups/${nameOf(group)}`)}>{nameOf(group)}</Link>,
          width: 260,
        },
        { id: 'created', header: 'Created', value: ({ CreateDate: at }) => formatTime(at), width: 200 },
        { id: 'arn', header: 'ARN', value: ({ Arn: arn }) => arn, width: 380 },
      ]}
      idOf={nameOf}
      createDialog={(close) => <CreateGroup onClose={close} />}
      deleteDialog={(group, close) => <DeleteGroup name={nameOf(group)} onClose={close} />}
    />
  );
}

function CreateGroup({ onClose }: { onClose: () => void }) {
  const [, navigate] = useLocation();
  return (
    <FieldsDialog
      title="Create group"
      verb="Create"
      fields={[{ name: 'name', label: 'Group name' }]}
      change={(region, { name: GroupName }) => iam(region).send(new CreateGroupCommand({ GroupName }))}
      done={({ name }) => `${name} is created.`}
      onDone={(_, { name }) => navigate(`/groups/${name}`)}
      onClose={onClose}
    />
  );
}

const DeleteGroup = ({ name: GroupName, onClose }: { name: string; onClose: () => void }) => (
  <FieldsDialog
    title={`Delete ${GroupName}?`}
    verb="Delete"
    change={(region) => iam(region).send(new DeleteGroupCommand({ GroupName }))}
    done={() => `${GroupName} is deleted.`}
    onClose={onClose}
  >
    A group is deleted once nobody is in it and its policies are taken away.
  </FieldsDialog>
);
