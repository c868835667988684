import type { DescribeOrganizationResponse } from '@aws-sdk/client-organizations';
import type { Operation } from '../../operation.ts';
import { findAccountName } from '../../store/account.ts';
import { organizationShape } from './organization-shapes.ts';
import { ownOrganization } from './own-organization.ts';

/** The organization of the caller's account, which any of its accounts may look at. */
export const describeOrganization: Operation<object, DescribeOrganizationResponse> = {
  async handle(_, context) {
    const organization = await ownOrganization(context);
    const account = await findAccountName(context.db, organization.managementAccountId);
    return { Organization: organizationShape(organization, account?.email) };
  },
};
