import { DeleteGroupCommand, type GroupIdentifier } from '@aws-sdk/client-resource-groups';
import { resourceGroups } from '../../aws/resource-groups.ts';
import { useAwsChange } from '../../aws/use-aws.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { ManagedList } from '../../parts/managed-list.tsx';
import type { Column } from '../../parts/resource-table.tsx';
import { useNotify } from '../../shell/notifications.tsx';
import { CreateHostGroup } from './create-host-group.tsx';
import { HostGroup } from './host-group.tsx';
import { useHostGroups } from './host-groups.ts';

export const HostGroupList = () => (
  <ManagedList
    name="host-groups"
    title="Host resource groups"
    description="Hosts that are allocated, filled and released by themselves, for the licenses that a group allows."
    thing="host resource group"
    things="host resource groups"
    list={useHostGroups()}
    columns={COLUMNS}
    idOf={nameOf}
    advice="A launch with a license by core or socket finds its host in one by itself."
    createDialog={(close) => <CreateHostGroup onClose={close} />}
    deleteDialog={(group, close, forget) => <DeleteGroup name={nameOf(group)} onClose={close} onDone={forget} />}
    below={(group) => <HostGroup name={nameOf(group)} />}
  />
);

const nameOf = ({ GroupName: name }: GroupIdentifier): string => name!;

const COLUMNS: readonly Column<GroupIdentifier>[] = [
  { id: 'name', header: 'Name', value: nameOf, width: 260 },
  { id: 'description', header: 'Description', value: ({ Description: text }) => text, width: 320 },
  { id: 'arn', header: 'ARN', value: ({ GroupArn: arn }) => arn, hidden: true },
];

interface DeleteGroupProps {
  readonly name: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function DeleteGroup({ name, onClose, onDone }: DeleteGroupProps) {
  const notify = useNotify();
  const change = useAwsChange(
    (region, Group: string) => resourceGroups(region).send(new DeleteGroupCommand({ Group })),
    () => {
      notify.success(`${name} is deleted.`);
      onDone();
      onClose();
    },
  );
  return (
    <Confirm
      title={`Delete ${name}?`}
      verb="Delete"
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate(name)}
      onClose={onClose}
    >
      A group that has hosts cannot be deleted.
    </Confirm>
  );
}
