import type {
  DescribeCreateAccountStatusRequest,
  DescribeCreateAccountStatusResponse,
} from '@aws-sdk/client-organizations';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { findCreateAccountRequest } from '../../views/organizations/create-account-requests.ts';
import { createAccountStatusShape } from './create-account-status-shape.ts';
import { readableOrganization } from './own-organization.ts';

export const describeCreateAccountStatus: Operation<
  DescribeCreateAccountStatusRequest,
  DescribeCreateAccountStatusResponse
> = {
  constraints: {
    CreateAccountRequestId: { pattern: /^car-[a-z0-9]{8,32}$/, form: 'the ID of a request for an account, car-…' },
  },

  async handle({ CreateAccountRequestId: id }, context) {
    const organization = await readableOrganization(context);
    const request = await findCreateAccountRequest(context.db, organization.id, id!);
    if (request) return { CreateAccountStatus: createAccountStatusShape(request) };
    throw new Fault('CreateAccountStatusNotFoundException', `There is no request ${id} for an account.`);
  },
};
