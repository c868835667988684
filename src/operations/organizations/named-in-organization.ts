import {
  isAccountId,
  isRootId,
  type Organization,
  policyArn,
  targetArn,
} from '../../domain/organizations/organization.ts';
import type { Keys } from '../../domain/policies/context.ts';
import type { ResourceScope } from '../../operation.ts';
import { findOrganizationOf } from '../../store/organization.ts';
import { SCP } from './policy-text.ts';

type Input = Readonly<Record<string, unknown>>;

/** The members that name something in the organization by its id. */
const NAMING = [
  'AccountId',
  'ChildId',
  'DestinationParentId',
  'OrganizationalUnitId',
  'ParentId',
  'PolicyId',
  'ResourceId',
  'RootId',
  'SourceParentId',
  'TargetId',
] as const;

/**
 * The ARNs of what a request names in the caller's organization. Ids say what they are of. None where the account is in no
 * organization, which the operation says.
 */
export async function namedInOrganization(input: Input, { db, accountId }: ResourceScope): Promise<string[]> {
  const ids = NAMING.flatMap((member) => (typeof input[member] === 'string' ? [input[member]] : []));
  const organization = ids.length > 0 ? await findOrganizationOf(db, accountId) : undefined;
  return organization ? ids.flatMap((id) => arnOf(organization, id) ?? []) : [];
}

function arnOf(organization: Organization, id: string): string | undefined {
  if (/^p-[0-9a-zA-Z_]{8,128}$/.test(id)) return policyArn(organization, id);
  const isUnit = isRootId(id) || /^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/.test(id);
  return isUnit || isAccountId(id) ? targetArn(organization, id) : undefined;
}

/** What Organizations' own condition keys are of a request: the type of the policies and the service that it is about. */
export function organizationKeys({ Type, PolicyType, Filter, PolicyId, ResourceId, ServicePrincipal }: Input): Keys {
  const isOnPolicy = PolicyId !== undefined || (typeof ResourceId === 'string' && ResourceId.startsWith('p-'));
  const type = [Type, PolicyType, Filter, isOnPolicy ? SCP : undefined].find((given) => typeof given === 'string');
  return {
    ...(type && { 'organizations:PolicyType': [type] }),
    ...(typeof ServicePrincipal === 'string' && { 'organizations:ServicePrincipal': [ServicePrincipal] }),
  };
}

/** Operations, each asked for what it names by an id, unless it says itself what it is about. */
export const askedByIds = <Table extends object>(operations: Table): Table =>
  Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      { resources: namedInOrganization, keys: organizationKeys, ...operation },
    ]),
  ) as Table;
