import { DeleteGroupCommand, type GroupIdentifier } from '@aws-sdk/client-resource-groups';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { resourceGroups } from '../../aws/resource-groups.ts';
import { useAwsChange } from '../../aws/use-aws.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { EmptyState } from '../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { useNotify } from '../../shell/notifications.tsx';
import { CreateHostGroup } from './create-host-group.tsx';
import { HostGroup } from './host-group.tsx';
import { useHostGroups } from './host-groups.ts';

export function HostGroupList() {
  const list = useHostGroups();
  const [open, setOpen] = useState<'create' | 'delete'>();
  const {
    chosen: [chosen],
    selection,
  } = useSelection(list.items, nameOf);
  const create = <Button onClick={() => setOpen('create')}>Create host resource group</Button>;
  const close = () => setOpen(undefined);
  return (
    <SpaceBetween size="m">
      <ResourceTable
        name="host-groups"
        title="Host resource groups"
        description="Hosts that are allocated, filled and released by themselves, for the licenses that a group allows."
        things="host resource groups"
        list={list}
        columns={COLUMNS}
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
        empty={
          <EmptyState title="No host resource groups" action={create}>
            A launch with a license by core or socket finds its host in one by itself.
          </EmptyState>
        }
      />
      {chosen && <HostGroup name={nameOf(chosen)} />}
      {open === 'create' && <CreateHostGroup onClose={close} />}
      {open === 'delete' && chosen && (
        <DeleteGroup name={nameOf(chosen)} onClose={close} onDone={() => selection.onChange([])} />
      )}
    </SpaceBetween>
  );
}

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
