import type { CreateAccountStatus } from '@aws-sdk/client-organizations';
import type { AccountRequest } from '../../domain/organizations/organization.ts';

/** What came of a request for an account. */
export const createAccountStatusShape = (request: Omit<AccountRequest, 'sequence'>): CreateAccountStatus => ({
  Id: request.id,
  AccountName: request.accountName,
  State: request.failureReason === null ? 'SUCCEEDED' : 'FAILED',
  RequestedTimestamp: request.requestedAt,
  CompletedTimestamp: request.requestedAt,
  AccountId: request.accountId ?? undefined,
  FailureReason: request.failureReason ?? undefined,
});
