import { CreateGroupCommand, DeleteGroupCommand, type Group } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { iam } from '../../aws/iam.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { formatTime } from '../../parts/format-time.ts';
import { EmptyState } from '../../parts/query-state.tsx';
import { ResourceTable } from '../../parts/resource-table.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { useHref } from '../../shell/region.ts';
import { useGroups } from './identities.ts';

const nameOf = ({ GroupName: name }: Group): string => name!;

export function GroupList() {
  const list = useGroups();
  const href = useHref();
  const [open, setOpen] = useState<'create' | 'delete'>();
  const {
    chosen: [chosen],
    selection,
  } = useSelection(list.items, nameOf);
  const close = () => setOpen(undefined);
  const create = <Button onClick={() => setOpen('create')}>Create group</Button>;
  return (
    <>
      <ResourceTable
        name="groups"
        title="User groups"
        description="Users who do the same work; what a group’s policies allow, each of them may."
        things="groups"
        list={list}
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
        selection={{ ...selection, single: true }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!chosen} onClick={() => setOpen('delete')}>
              Delete
            </Button>
            {create}
          </SpaceBetween>
        }
        empty={<EmptyState title="No user groups" action={create} />}
      />
      {open === 'create' && <CreateGroup onClose={close} />}
      {open === 'delete' && chosen && <DeleteGroup name={nameOf(chosen)} onClose={close} />}
    </>
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
