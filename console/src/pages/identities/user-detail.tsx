import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useParams } from 'wouter';
import { eventsOf } from '../../parts/events-link.ts';
import { formatTime } from '../../parts/format-time.ts';
import { useHref } from '../../shell/region.ts';
import { AccessCheck } from './access-check.tsx';
import { AccessKeys } from './access-keys.tsx';
import { HeldPolicies } from './held-policies.tsx';
import { useUser } from './identities.ts';
import { IdentityPage } from './identity-page.tsx';
import { PasswordOf } from './password-of.tsx';
import { UserGroups } from './user-groups.tsx';

/** Everything about one user; `?tab=` is the tab that is open. */
export function UserDetail() {
  const { name = '' } = useParams();
  const user = useUser(name);
  const href = useHref();
  const { data } = user;
  return (
    <IdentityPage
      name={name}
      query={user}
      actions={<Button href={href(eventsOf({ Username: name }))}>What {name} did</Button>}
      facts={[
        { label: 'ARN', value: data?.Arn ?? '–' },
        { label: 'User ID', value: data?.UserId ?? '–' },
        { label: 'Created', value: formatTime(data?.CreateDate) },
        { label: 'Permissions boundary', value: data?.PermissionsBoundary?.PermissionsBoundaryArn ?? 'None' },
      ]}
      tabs={[
        { id: 'policies', label: 'Policies', content: <HeldPolicies holder={{ kind: 'user', name }} /> },
        { id: 'groups', label: 'Groups', content: <UserGroups userName={name} /> },
        {
          id: 'credentials',
          label: 'Password and keys',
          content: (
            <SpaceBetween size="l">
              <PasswordOf userName={name} />
              <AccessKeys userName={name} />
            </SpaceBetween>
          ),
        },
        { id: 'check', label: 'May they?', content: data && <AccessCheck principal={data.Arn!} /> },
      ]}
    />
  );
}
