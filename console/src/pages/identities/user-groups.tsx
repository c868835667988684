import {
  AddUserToGroupCommand,
  type Group,
  ListGroupsForUserCommand,
  RemoveUserFromGroupCommand,
} from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { iam } from '../../aws/iam.ts';
import { type AwsList, useAwsList } from '../../aws/use-aws.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { EmptyState } from '../../parts/query-state.tsx';
import { ResourceTable } from '../../parts/resource-table.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { useHref } from '../../shell/region.ts';
import { iamPage, MaxItems } from './iam-page.ts';
import { useGroups } from './identities.ts';

const nameOf = ({ GroupName: name }: Group): string => name!;

const useGroupsOf = (UserName: string): AwsList<Group> =>
  useAwsList({
    key: ['groups-of', UserName],
    ask: async (region, Marker) => {
      const answer = await iam(region).send(new ListGroupsForUserCommand({ UserName, MaxItems, Marker }));
      return iamPage(answer.Groups, answer);
    },
  });

/** The groups that a user is in, whose policies are the user's too. */
export function UserGroups({ userName: UserName }: { userName: string }) {
  const href = useHref();
  const list = useGroupsOf(UserName);
  const [open, setOpen] = useState<'add' | 'remove'>();
  const {
    chosen: [chosen],
    selection,
  } = useSelection(list.items, nameOf);
  const close = () => setOpen(undefined);
  const add = <Button onClick={() => setOpen('add')}>Add to group</Button>;
  return (
    <>
      <ResourceTable
        name="groups-of-user"
        variant="container"
        title="Groups"
        things="groups"
        list={list}
        columns={[
          {
            id: 'name',
            header: 'Group',
            value: nameOf,
            cell: (group) => <Link href={href(`/groups/${nameOf(group)}`)}>{nameOf(group)}</Link>,
          },
        ]}
        idOf={nameOf}
        selection={{ ...selection, single: true }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!chosen} onClick={() => setOpen('remove')}>
              Remove from group
            </Button>
            {add}
          </SpaceBetween>
        }
        empty={<EmptyState title="In no group" action={add} />}
      />
      {open === 'add' && <AddToGroup userName={UserName} groups={list.items} onClose={close} />}
      {open === 'remove' && chosen && (
        <RemoveFromGroup userName={UserName} groupName={nameOf(chosen)} onClose={close} />
      )}
    </>
  );
}

interface AddToGroupProps {
  readonly userName: string;
  /** Those that the user is in. */
  readonly groups: readonly Group[];
  readonly onClose: () => void;
}

function AddToGroup({ userName: UserName, groups, onClose }: AddToGroupProps) {
  const all = useGroups();
  const has = new Set(groups.map(nameOf));
  const options = all.items.map(nameOf).flatMap((value) => (has.has(value) ? [] : [{ value }]));
  return (
    <FieldsDialog
      title={`Add ${UserName} to a group`}
      verb="Add"
      fields={[{ name: 'group', label: 'Group', kind: options }]}
      change={(region, { group: GroupName }) => iam(region).send(new AddUserToGroupCommand({ UserName, GroupName }))}
      done={({ group }) => `${UserName} is in ${group}.`}
      onClose={onClose}
    />
  );
}

interface RemoveFromGroupProps {
  readonly userName: string;
  readonly groupName: string;
  readonly onClose: () => void;
}

export const RemoveFromGroup = ({ userName: UserName, groupName: GroupName, onClose }: RemoveFromGroupProps) => (
  <FieldsDialog
    title={`Remove ${UserName} from ${GroupName}?`}
    verb="Remove"
    change={(region) => iam(region).send(new RemoveUserFromGroupCommand({ UserName, GroupName }))}
    done={() => `${UserName} is in ${GroupName} no more.`}
    onClose={onClose}
  >
    What the group’s policies allow is allowed to {UserName} no more.
  </FieldsDialog>
);
