import {
  CreateOrganizationCommand,
  DeleteOrganizationCommand,
  LeaveOrganizationCommand,
  type Organization,
} from '@aws-sdk/client-organizations';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useState } from 'react';
import { organizations } from '../../aws/organizations.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { EmptyState, QueryError } from '../../parts/query-state.tsx';
import { useSession } from '../../session/session.ts';
import { IdentityPage } from '../identities/identity-page.tsx';
import { Accounts } from './accounts.tsx';
import { Invitations } from './invitations.tsx';
import { useOrganization } from './organization.ts';
import { ServiceControlPolicies } from './service-control-policies.tsx';
import { Units } from './units.tsx';

export function OrganizationPage() {
  const organization = useOrganization();
  if (organization.data) return <InOrganization organization={organization.data} query={organization} />;
  return (
    <ContentLayout header={<Header variant="h1">AWS accounts</Header>}>
      <QueryError error={organization.error} onRetry={organization.refetch} />
      {organization.data === null ? <NoOrganization /> : !organization.error && <Spinner size="large" />}
    </ContentLayout>
  );
}

interface InOrganizationProps {
  readonly organization: Organization;
  readonly query: ReturnType<typeof useOrganization>;
}

function InOrganization({ organization, query }: InOrganizationProps) {
  const { accountId } = useSession();
  const [ending, setEnding] = useState(false);
  const { Id: id, MasterAccountId: manager, MasterAccountEmail: email, FeatureSet: features } = organization;
  const manages = manager === accountId;
  return (
    <>
      <IdentityPage
        name="AWS accounts"
        description="The accounts of the organization, its units, and what they are not to do."
        query={query}
        actions={
          <Button onClick={() => setEnding(true)}>{manages ? 'Delete organization' : 'Leave organization'}</Button>
        }
        facts={[
          { label: 'Organization', value: id },
          { label: 'Management account', value: `${manager}${manages ? ' (this one)' : ''}` },
          { label: 'Its email address', value: email || '–' },
          { label: 'Features', value: features },
        ]}
        tabs={[
          { id: 'accounts', label: 'Accounts', content: <Accounts managementId={manager!} /> },
          { id: 'units', label: 'Units', content: <Units /> },
          { id: 'policies', label: 'Service control policies', content: <ServiceControlPolicies /> },
          { id: 'invitations', label: 'Invitations', content: <Invitations sent /> },
        ]}
      />
      {ending && <EndOrganization manages={manages} onClose={() => setEnding(false)} />}
    </>
  );
}

const EndOrganization = ({ manages, onClose }: { manages: boolean; onClose: () => void }) => (
  <FieldsDialog
    title={manages ? 'Delete the organization?' : 'Leave the organization?'}
    verb={manages ? 'Delete' : 'Leave'}
    change={(region): Promise<unknown> =>
      manages
        ? organizations(region).send(new DeleteOrganizationCommand({}))
        : organizations(region).send(new LeaveOrganizationCommand({}))
    }
    done={() => (manages ? 'The organization is deleted.' : 'This account has left the organization.')}
    onClose={onClose}
  >
    {manages
      ? 'An organization is deleted once no other account is in it.'
      : 'What is shared with the organization is seen no more; what machines hold of it stays recorded.'}
  </FieldsDialog>
);

function NoOrganization() {
  const [creating, setCreating] = useState(false);
  return (
    <SpaceBetween size="l">
      <Container>
        <EmptyState
          title="No organization"
          action={
            <Button variant="primary" onClick={() => setCreating(true)}>
              Create organization
            </Button>
          }
        >
          An organization has many accounts, whose launches take licenses of one pool.
        </EmptyState>
      </Container>
      <Invitations sent={false} />
      {creating && (
        <FieldsDialog
          title="Create organization"
          verb="Create"
          change={(region) => organizations(region).send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }))}
          done={() => 'The organization is created. Next, create accounts in it, or invite them.'}
          onClose={() => setCreating(false)}
        >
          This account manages it then. It has all features, so that service control policies can be used.
        </FieldsDialog>
      )}
    </SpaceBetween>
  );
}
