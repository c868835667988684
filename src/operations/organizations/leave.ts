import type { Transaction } from 'kysely';
import type { Organization } from '../../domain/organizations/organization.ts';
import { Fault } from '../../fault.ts';
import { movingGrants } from '../../store/granted-checkout.ts';
import { deleteMember } from '../../store/organization.ts';
import { endSharingInside } from '../../store/resource-share.ts';
import type { DB } from '../../store/schema.ts';
import { deleteAllTags } from '../../store/tag.ts';
import { isDelegated } from '../../views/organizations/services.ts';
import { violates } from './organization-faults.ts';
import { requireMember } from './unit-members.ts';

/** Takes an account out of its organization. What is shared with the organization, and granted to it, is gone for it; what its machines hold stays. */
export async function leave(
  trx: Transaction<DB>,
  organization: Organization,
  { accountId, at }: { readonly accountId: string; readonly at: Date },
): Promise<void> {
  await requireMember(trx, organization, accountId);
  if (accountId === organization.managementAccountId)
    throw new Fault(
      'MasterCannotLeaveOrganizationException',
      'The management account cannot leave its organization: remove all other accounts and delete the organization.',
    );
  if (await isDelegated(trx, accountId))
    throw violates(
      'CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG',
      `The account ${accountId} administers a service for the organization: deregister it first.`,
    );
  await endSharingInside(trx, accountId);
  await movingGrants(trx, { accountId, at }, () => deleteMember(trx, accountId));
  await deleteAllTags(trx, [accountId]);
}
