import { EnableSharingWithAwsOrganizationCommand } from '@aws-sdk/client-ram';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Tabs from '@cloudscape-design/components/tabs';
import { useSearchParams } from 'wouter';
import { ram } from '../../aws/ram.ts';
import { useAwsChange } from '../../aws/use-aws.ts';
import { useNotify } from '../../shell/notifications.tsx';
import { OwnShares } from './own-shares.tsx';
import { ShareInvitations } from './share-invitations.tsx';
import { SharesOfOthers } from './shares-of-others.tsx';

/** What this account shares, and what is shared with it; `?tab=` is the tab that is open. */
export function Sharing() {
  const [search, setSearch] = useSearchParams();
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description="License configurations and host resource groups that several accounts use; the owner’s pool pays."
          actions={<EnableSharing />}
        >
          Resource shares
        </Header>
      }
    >
      <Tabs
        activeTabId={search.get('tab') ?? 'own'}
        onChange={({ detail }) => setSearch({ tab: detail.activeTabId }, { replace: true })}
        tabs={[
          { id: 'own', label: 'Shared by this account', content: <OwnShares /> },
          { id: 'others', label: 'Shared with this account', content: <SharesOfOthers /> },
          { id: 'invitations', label: 'Invitations', content: <ShareInvitations /> },
        ]}
      />
    </ContentLayout>
  );
}

function EnableSharing() {
  const notify = useNotify();
  const enable = useAwsChange(
    (region, _: undefined) => ram(region).send(new EnableSharingWithAwsOrganizationCommand({})),
    () => notify.success('The organization and its units can be shared with.'),
  );
  return (
    <Button loading={enable.isPending} onClick={() => enable.mutate(undefined, { onError: notify.failure })}>
      Enable sharing with the organization
    </Button>
  );
}
