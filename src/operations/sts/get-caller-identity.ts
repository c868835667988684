import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import type { Operation } from '../../operation.ts';

/** Who signed the request. The id of an account's root is the account's own. */
export const getCallerIdentity: Operation<GetCallerIdentityRequest, GetCallerIdentityResponse> = {
  handle: async (_, { principal }) => ({
    UserId: principal.accountId,
    Account: principal.accountId,
    Arn: principal.arn,
  }),
};
