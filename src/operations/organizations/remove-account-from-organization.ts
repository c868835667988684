import type { RemoveAccountFromOrganizationRequest } from '@aws-sdk/client-organizations';
import { memberArn } from '../../domain/organizations/organization.ts';
import type { Operation } from '../../operation.ts';
import { leave } from './leave.ts';
import { changeOrganization, managedOrganization } from './own-organization.ts';
import { accountIdConstraint } from './unit-members.ts';

export const removeAccountFromOrganization: Operation<RemoveAccountFromOrganizationRequest, object> = {
  constraints: { AccountId: accountIdConstraint },

  async handle({ AccountId: accountId }, context) {
    const organization = await managedOrganization(context);
    const record = { organization, resources: [memberArn(organization, accountId!)] };
    await changeOrganization(context, record, (trx) =>
      leave(trx, organization, { accountId: accountId!, at: context.now }),
    );
    return {};
  },
};
