import { GetGroupCommand, type User } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import { useState } from 'react';
import { useParams } from 'wouter';
import { iam } from '../../aws/iam.ts';
import { type AwsList, useAws, useAwsList } from '../../aws/use-aws.ts';
import { formatTime } from '../../parts/format-time.ts';
import { EmptyState } from '../../parts/query-state.tsx';
import { ResourceTable } from '../../parts/resource-table.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { useHref } from '../../shell/region.ts';
import { AccessCheck } from './access-check.tsx';
import { HeldPolicies } from './held-policies.tsx';
import { iamPage, MaxItems } from './iam-page.ts';
import { IdentityPage } from './identity-page.tsx';
import { RemoveFromGroup } from './user-groups.tsx';

const useGroup = (GroupName: string) =>
  useAws({
    key: ['group', GroupName],
    ask: async (region) => (await iam(region).send(new GetGroupCommand({ GroupName, MaxItems: 1 }))).Group!,
  });

const useMembers = (GroupName: string): AwsList<User> =>
  useAwsList({
    key: ['group-members', GroupName],
    ask: async (region, Marker) => {
      const answer = await iam(region).send(new GetGroupCommand({ GroupName, MaxItems, Marker }));
      return iamPage(answer.Users, answer);
    },
  });

/** Everything about one group. */
export function GroupDetail() {
  const { name = '' } = useParams();
  const group = useGroup(name);
  const { data } = group;
  return (
    <IdentityPage
      name={name}
      query={group}
      facts={[
        { label: 'ARN', value: data?.Arn ?? '–' },
        { label: 'Created', value: formatTime(data?.CreateDate) },
      ]}
      tabs={[
        { id: 'policies', label: 'Policies', content: <HeldPolicies holder={{ kind: 'group', name }} /> },
        { id: 'members', label: 'Users', content: <Members groupName={name} /> },
        { id: 'check', label: 'May they?', content: data && <AccessCheck principal={data.Arn!} /> },
      ]}
    />
  );
}

const nameOf = ({ UserName: name }: User): string => name!;

function Members({ groupName }: { groupName: string }) {
  const list = useMembers(groupName);
  const href = useHref();
  const [removing, setRemoving] = useState(false);
  const {
    chosen: [chosen],
    selection,
  } = useSelection(list.items, nameOf);
  return (
    <>
      <ResourceTable
        name="group-members"
        variant="container"
        title="Users"
        things="users"
        list={list}
        columns={[
          {
            id: 'name',
            header: 'User name',
            value: nameOf,
            cell: (user) => <Link href={href(`/users/${nameOf(user)}`)}>{nameOf(user)}</Link>,
          },
        ]}
        idOf={nameOf}
        selection={{ ...selection, single: true }}
        actions={
          <Button disabled={!chosen} onClick={() => setRemoving(true)}>
            Remove from group
          </Button>
        }
        empty={<EmptyState title="Nobody is in it">Users are added on their own pages.</EmptyState>}
      />
      {removing && chosen && (
        <RemoveFromGroup userName={nameOf(chosen)} groupName={groupName} onClose={() => setRemoving(false)} />
      )}
    </>
  );
}
