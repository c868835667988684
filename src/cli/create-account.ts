import { call, type Endpoint } from './call.ts';

export interface CreatedAccount {
  readonly AccountId: string;
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
}

/** `headroom create-account`: adds an account and prints its credentials, this once. */
export async function createAccount(endpoint: Endpoint, options: { 'account-id'?: string }): Promise<number> {
  const created = await call<CreatedAccount>(endpoint, 'CreateAccount', { AccountId: options['account-id'] });
  show(created);
  return 0;
}

/** Prints credentials, this once. */
export const show = (created: CreatedAccount): void =>
  console.log(`Account ${created.AccountId}. Its credentials are shown this once:

  export AWS_ACCESS_KEY_ID=${created.AccessKeyId}
  export AWS_SECRET_ACCESS_KEY=${created.SecretAccessKey}`);
