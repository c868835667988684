import type { Session } from './session.ts';

export interface Login {
  /** The ID of the account, or its alias. */
  readonly account: string;
  readonly userName: string;
  readonly password: string;
}

interface Answer {
  readonly AccountId: string;
  readonly Arn: string;
  readonly PasswordResetRequired: boolean;
  readonly Credentials: {
    readonly AccessKeyId: string;
    readonly SecretAccessKey: string;
    readonly SessionToken: string;
  };
}

/**
 * Exchanges a name and a password for temporary credentials, which may do nothing but change the password where that is
 * required first. Rejects with the server's fault.
 */
export async function consoleLogin({
  account,
  userName,
  password,
}: Login): Promise<{ session: Session; passwordResetRequired: boolean }> {
  const response = await fetch('/', {
    method: 'POST',
    credentials: 'omit',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'SignIn.ConsoleLogin' },
    body: JSON.stringify({ Account: account.trim(), UserName: userName.trim(), Password: password }),
  });
  if (!response.ok) throw await faultOf(response);
  const { AccountId: accountId, Arn: arn, PasswordResetRequired, Credentials: given }: Answer = await response.json();
  const credentials = {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken,
  };
  return { session: { accountId, arn, credentials }, passwordResetRequired: PasswordResetRequired };
}

async function faultOf(response: Response): Promise<Error> {
  const { __type: name = 'Error', Message: message = response.statusText } = await response.json().catch(() => ({}));
  return Object.assign(new Error(message), { name });
}
