import type { CloseAccountRequest } from '@aws-sdk/client-organizations';
import { memberArn } from '../../domain/organizations/organization.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { closeAccount as close } from '../../store/account.ts';
import { violates } from './organization-faults.ts';
import { changeOrganization, managedOrganization } from './own-organization.ts';
import { accountIdConstraint, requireMember } from './unit-members.ts';

/** Ends an account: its keys are taken no more, and it is listed as suspended. What it has stays, and holds what it holds. */
export const closeAccount: Operation<CloseAccountRequest, object> = {
  constraints: { AccountId: accountIdConstraint },

  async handle({ AccountId: accountId }, context) {
    const organization = await managedOrganization(context);
    const record = { organization, resources: [memberArn(organization, accountId!)] };
    await changeOrganization(context, record, async (trx) => {
      await requireMember(trx, organization, accountId!);
      if (accountId === organization.managementAccountId)
        throw violates(
          'CANNOT_CLOSE_MANAGEMENT_ACCOUNT',
          'The management account cannot be closed from its organization.',
        );
      if (!(await close(trx, accountId!, context.now)))
        throw new Fault('AccountAlreadyClosedException', `The account ${accountId} is closed already.`);
    });
    return {};
  },
};
