import type {
  Account,
  OrganizationalUnit,
  Organization as OrganizationShape,
  PolicySummary,
  PolicyTypeSummary,
  Root,
} from '@aws-sdk/client-organizations';
import {
  FULL_ACCESS,
  memberArn,
  type Organization,
  organizationArn,
  policyArn,
  type Unit,
  unitArn,
} from '../../domain/organizations/organization.ts';
import type { Member } from '../../views/organizations/members.ts';
import type { PolicyRow } from '../../views/organizations/organization-policies.ts';

const policyTypes = ({ policiesEnabled }: Organization): PolicyTypeSummary[] =>
  policiesEnabled ? [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }] : [];

/** `AvailablePolicyTypes` is what AWS answers still: the type is there to be enabled, whatever the roots say. */
export const organizationShape = (organization: Organization, email: string | null | undefined): OrganizationShape => ({
  Id: organization.id,
  Arn: organizationArn(organization),
  FeatureSet: organization.featureSet,
  MasterAccountArn: memberArn(organization, organization.managementAccountId),
  MasterAccountId: organization.managementAccountId,
  MasterAccountEmail: email ?? undefined,
  AvailablePolicyTypes:
    organization.featureSet === 'ALL' ? [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }] : [],
});

export const rootShape = (organization: Organization): Root => ({
  Id: organization.rootId,
  Arn: unitArn(organization, organization.rootId),
  Name: 'Root',
  PolicyTypes: policyTypes(organization),
});

export const unitShape = (organization: Organization, { id, name, path }: Unit): OrganizationalUnit => ({
  Id: id,
  Arn: unitArn(organization, id),
  Name: name,
  Path: `${path.join('/')}/`,
});

export const accountShape = (organization: Organization, member: Member): Account => ({
  Id: member.accountId,
  Arn: memberArn(organization, member.accountId),
  Email: member.email ?? undefined,
  Name: member.name ?? undefined,
  Status: member.isClosed ? 'SUSPENDED' : 'ACTIVE',
  State: member.isClosed ? 'CLOSED' : 'ACTIVE',
  Paths: [`${[...member.path, member.accountId].join('/')}/`],
  JoinedMethod: member.joinedMethod,
  JoinedTimestamp: member.joinedAt,
});

export const policySummaryShape = (organization: Organization, policy: PolicyRow): PolicySummary => ({
  Id: policy.id,
  Arn: policyArn(organization, policy.id),
  Name: policy.name,
  Description: policy.description,
  Type: 'SERVICE_CONTROL_POLICY',
  AwsManaged: policy.id === FULL_ACCESS.id,
});
