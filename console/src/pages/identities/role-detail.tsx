import { UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { useState } from 'react';
import { useParams } from 'wouter';
import { iam } from '../../aws/iam.ts';
import { Document } from '../../parts/document.tsx';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { formatTime } from '../../parts/format-time.ts';
import { AccessCheck } from './access-check.tsx';
import { HeldPolicies } from './held-policies.tsx';
import { useRole } from './identities.ts';
import { IdentityPage } from './identity-page.tsx';

/** Everything about one role. */
export function RoleDetail() {
  const { name = '' } = useParams();
  const role = useRole(name);
  const { data } = role;
  return (
    <IdentityPage
      name={name}
      description={data?.Description}
      query={role}
      facts={[
        { label: 'ARN', value: data?.Arn ?? '–' },
        { label: 'Created', value: formatTime(data?.CreateDate) },
        { label: 'Longest session', value: data?.MaxSessionDuration ? `${data.MaxSessionDuration / 3600} h` : '–' },
      ]}
      tabs={[
        { id: 'policies', label: 'Policies', content: <HeldPolicies holder={{ kind: 'role', name }} /> },
        {
          id: 'trust',
          label: 'Trust',
          content: <Trust name={name} policy={decodeURIComponent(data?.AssumeRolePolicyDocument ?? '')} />,
        },
        { id: 'check', label: 'May they?', content: data && <AccessCheck principal={data.Arn!} /> },
      ]}
    />
  );
}

function Trust({ name: RoleName, policy }: { name: string; policy: string }) {
  const [editing, setEditing] = useState(false);
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Who may assume the role."
          actions={<Button onClick={() => setEditing(true)}>Edit</Button>}
        >
          Trust policy
        </Header>
      }
    >
      <Document label="Trust policy" text={policy} />
      {editing && (
        <FieldsDialog
          title={`Edit the trust policy of ${RoleName}`}
          verb="Save"
          fields={[{ name: 'document', label: 'Trust policy', kind: 'text', initial: policy }]}
          change={(region, { document: PolicyDocument }) =>
            iam(region).send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }))
          }
          done={() => `The trust policy of ${RoleName} is saved.`}
          onClose={() => setEditing(false)}
        />
      )}
    </Container>
  );
}
