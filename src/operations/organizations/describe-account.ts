import type { DescribeAccountRequest, DescribeAccountResponse } from '@aws-sdk/client-organizations';
import type { Operation } from '../../operation.ts';
import { accountShape } from './organization-shapes.ts';
import { readableOrganization } from './own-organization.ts';
import { accountIdConstraint, requireMember } from './unit-members.ts';

export const describeAccount: Operation<DescribeAccountRequest, DescribeAccountResponse> = {
  constraints: { AccountId: accountIdConstraint },

  async handle({ AccountId: accountId }, context) {
    const organization = await readableOrganization(context);
    return { Account: accountShape(organization, await requireMember(context.db, organization, accountId!)) };
  },
};
