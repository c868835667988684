import type { Transaction } from 'kysely';
import type { IssuedGrant } from '../../../domain/issued/grant.ts';
import { accountPrincipalArn, type KeptGrantStatus, parseGrantPrincipal } from '../../../domain/issued/grant.ts';
import { type Organization, organizationArn, unitArn } from '../../../domain/organizations/organization.ts';
import type { RequestContext } from '../../../operation.ts';
import { findAccountName } from '../../../store/account.ts';
import type { LockedIssuedLicense } from '../../../store/issued-license.ts';
import { findOrganizationOf } from '../../../store/organization.ts';
import type { DB } from '../../../store/schema.ts';
import { findMember } from '../../../views/organizations/members.ts';
import { findUnit } from '../../../views/organizations/organization-units.ts';
import { administeredOrganization } from '../administered-organization.ts';
import { invalid } from './named-grant.ts';

interface Granting {
  readonly license: LockedIssuedLicense;
  /** The grant that is passed on. */
  readonly parent: IssuedGrant | undefined;
  readonly context: RequestContext;
}

interface Grantee {
  readonly principal: string;
  readonly granteeId: string | null;
  readonly organizationId: string | null;
  readonly status: KeptGrantStatus;
  readonly memberStatus: 'DISABLED' | null;
}

/**
 * Whom a grant is to. Who issued a license grants it to any account; who was granted it passes it on inside the own
 * organization. Accounts of the organization that the granter manages, and has linked, have accepted by that.
 */
export async function granteeOf(trx: Transaction<DB>, arn: string, granting: Granting): Promise<Grantee> {
  const principal = parseGrantPrincipal(arn);
  if (!principal)
    throw invalid(
      `The principal ${arn} is none; expected the ARN of an account, such as arn:aws:iam::111122223333:root, of an organization, or of an organizational unit.`,
    );
  if (principal.kind === 'account') return accountGrantee(trx, principal.id, granting);
  const { context } = granting;
  const organization = await findOrganizationOf(trx, context.accountId);
  const administered = await administeredOrganization({ ...context, db: trx });
  if (!organization || administered?.id !== organization.id)
    throw invalid(
      `The principal ${arn} is an organization's: its management account, once it has linked it (UpdateServiceSettings), and its delegated administrator for License Manager can grant to that.`,
    );
  if ((await entityArn(trx, organization, principal)) !== arn)
    throw invalid(`The principal ${arn} is not in the organization of this account, ${organizationArn(organization)}.`);
  const within = { principal: principal.id, organizationId: organization.id };
  return { ...within, granteeId: null, status: 'WORKFLOW_COMPLETED', memberStatus: 'DISABLED' };
}

async function accountGrantee(
  trx: Transaction<DB>,
  granteeId: string,
  { license, parent, context }: Granting,
): Promise<Grantee> {
  const { accountId } = context;
  if (granteeId === accountId) throw invalid('The principal is this account, which has the license already.');
  if (granteeId === license.accountId) throw invalid('The principal is the account that issued the license.');
  const organization = await findOrganizationOf(trx, accountId);
  const isInside = organization && (await findMember(trx, organization.id, granteeId)) !== undefined;
  if (parent && !isInside)
    throw invalid(
      `The principal ${accountPrincipalArn(granteeId)} is not in the organization of this account: a license that was granted is passed on inside it alone.`,
    );
  if (!(await findAccountName(trx, granteeId))) throw invalid(`There is no account ${granteeId} here.`);
  const administered = isInside ? await administeredOrganization({ ...context, db: trx }) : undefined;
  const isAccepted = administered?.managementAccountId === accountId;
  return {
    ...{ principal: granteeId, granteeId, organizationId: parent && organization ? organization.id : null },
    ...{ status: isAccepted ? 'DISABLED' : 'PENDING_ACCEPT', memberStatus: null },
  };
}

async function entityArn(
  trx: Transaction<DB>,
  organization: Organization,
  { kind, id }: { readonly kind: string; readonly id: string },
): Promise<string | undefined> {
  if (kind === 'organization') return id === organization.id ? organizationArn(organization) : undefined;
  return (await findUnit(trx, organization.id, id)) ? unitArn(organization, id) : undefined;
}
