import { CommandError, call, type Endpoint } from './call.ts';
import { type CreatedAccount, show } from './create-account.ts';

/** `headroom create-account-key`: one more root key for an account that the caller's organization created. */
export async function createAccountKey(endpoint: Endpoint, options: { 'account-id'?: string }): Promise<number> {
  const { 'account-id': AccountId } = options;
  if (AccountId === undefined) throw new CommandError('Name the account with --account-id.');
  show(await call<CreatedAccount>(endpoint, 'CreateAccountKey', { AccountId }));
  return 0;
}
