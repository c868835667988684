import type { Transaction } from 'kysely';
import type { Organization } from '../../domain/organizations/organization.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { findOrganizationOf, lockOrganization } from '../../store/organization.ts';
import type { DB } from '../../store/schema.ts';
import { isDelegated } from '../../views/organizations/services.ts';
import { change } from '../change.ts';

/** The organization that the caller's account is in. */
export async function ownOrganization({ db, accountId }: RequestContext): Promise<Organization> {
  const organization = await findOrganizationOf(db, accountId);
  if (organization) return organization;
  throw new Fault('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
}

/** The caller's organization, for what its management account alone may do. */
export async function managedOrganization(context: RequestContext): Promise<Organization> {
  const organization = await ownOrganization(context);
  if (organization.managementAccountId === context.accountId) return organization;
  throw accessDenied(context, `Only the management account ${organization.managementAccountId} may do this.`);
}

/** The caller's organization, for what its management account and its delegated administrators may read. */
export async function readableOrganization(context: RequestContext): Promise<Organization> {
  const organization = await ownOrganization(context);
  const { db, accountId } = context;
  if (organization.managementAccountId === accountId || (await isDelegated(db, accountId))) return organization;
  const who = `the management account ${organization.managementAccountId} and delegated administrators`;
  throw accessDenied(context, `Only ${who} may do this.`);
}

const accessDenied = ({ accountId }: RequestContext, why: string): Fault =>
  new Fault(
    'AccessDeniedException',
    `You don't have permissions to access this resource: ${why} This is ${accountId}.`,
  );

interface OrganizationChange {
  readonly organization: Organization;
  /** ARNs of what is changed. */
  readonly resources: readonly string[];
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Changes an organization, one change after the other; `work` is given it as it is then. */
export function changeOrganization<Result>(
  context: RequestContext,
  { organization, ...record }: OrganizationChange,
  work: (trx: Transaction<DB>, organization: Organization) => Promise<Result>,
): Promise<Result> {
  return change(context, record, async (trx) => {
    const locked = await lockOrganization(trx, organization.id);
    if (!locked)
      throw new Fault('AWSOrganizationsNotInUseException', `The organization ${organization.id} was deleted.`);
    return work(trx, locked);
  });
}
