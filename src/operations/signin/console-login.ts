import type { Credentials } from '@aws-sdk/client-sts';
import { userPrincipal } from '../../access/authenticate.ts';
import { isPassword } from '../../access/password.ts';
import type { RateLimit } from '../../access/rate-limit.ts';
import type { Sessions } from '../../access/sessions.ts';
import { openCall } from '../../domain/audit/call.ts';
import { HIDDEN } from '../../domain/audit/hidden.ts';
import { ANONYMOUS, type Principal } from '../../domain/principal.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { insertAuditEvents } from '../../store/audit-event.ts';
import { readSignIn } from '../../store/iam-session-user.ts';
import { actorOf } from '../change.ts';

interface ConsoleLoginRequest {
  /** The ID of the account, or its alias. */
  readonly Account: string;
  readonly UserName: string;
  readonly Password: string;
}

interface ConsoleLoginResponse {
  readonly AccountId: string;
  readonly Arn: string;
  /** The credentials may do nothing but ChangePassword until that is done. */
  readonly PasswordResetRequired: boolean;
  readonly Credentials: Credentials;
}

interface Means {
  readonly sessions: Sessions;
  readonly asUser: RateLimit;
  readonly fromAddress: RateLimit;
}

/** Twelve hours, as the AWS console has it. */
const SECONDS = 43_200;
/** Where AWS takes down who signs in. */
const REGION = 'us-east-1';

/**
 * Exchanges a user's name and password for temporary credentials, which end with the password. Whatever of account, name and
 * password is wrong, the answer is the same and takes as long. It is called without a signature, by a header that no page of
 * another site can send, and gives nothing that a browser would keep and send by itself.
 */
export const consoleLogin = (means: Means): Operation<ConsoleLoginRequest, ConsoleLoginResponse> => ({
  unsigned: true,
  decidesAccess: true,
  constraints: {
    Account: { pattern: /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, form: 'the ID of an account, or its alias' },
    UserName: { length: [1, 64], pattern: /^[\w+=,.@-]+$/, form: 'letters, digits and +=,.@_-' },
    Password: { length: [1, 128], pattern: /^[\t\n\r\u0020-\u00ff]+$/, form: 'characters up to U+00FF' },
  },
  async handle({ Account: account, UserName: name, Password: password }, context) {
    const { db, now } = context;
    takeTry(means, `${account}/${name.toLowerCase()}`, context);
    const found = await readSignIn(db, account, name);
    const user = found?.user;
    const isRight = await isPassword(password, user?.passwordHash);
    if (!user || !isRight) {
      if (found) await record(context, user ? userPrincipal(user, NO_KEY) : nobodyIn(found.accountId), FAILED);
      throw new Fault('AccessDeniedException', 'The account, the user name or the password is wrong.', 403);
    }
    const issued = means.sessions.issue({ kind: 'password', userId: user.id }, { now, seconds: SECONDS });
    const { accessKeyId, secretAccessKey, sessionToken, expiresAt: Expiration } = issued;
    const principal = userPrincipal(user, { accessKeyId, issuedAt: now });
    await record(context, principal);
    return {
      AccountId: user.accountId,
      Arn: principal.arn,
      PasswordResetRequired: user.resetRequired,
      Credentials: {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        SessionToken: sessionToken,
        Expiration,
      },
    };
  },
});

function takeTry({ asUser, fromAddress }: Means, user: string, { now, sourceIp }: RequestContext): void {
  if (fromAddress.take(sourceIp, now) && asUser.take(user, now)) return;
  throw new Fault('ThrottlingException', 'Too many tried to sign in. Wait half a minute, then try again.', 429);
}

const NO_KEY = { accessKeyId: '-', issuedAt: new Date(0) };
const FAILED = { code: 'AccessDeniedException', message: 'Failed authentication' };

const nobodyIn = (accountId: string): Principal => ({
  ...ANONYMOUS,
  kind: 'user',
  accountId,
  arn: `arn:aws:iam::${accountId}:user/${HIDDEN}`,
});

/** In the trail of the account that somebody signed in to, or tried to. */
async function record(context: RequestContext, principal: Principal, error?: typeof FAILED): Promise<void> {
  const { accountId } = principal;
  const { session: _, ...known } = principal;
  const actor = actorOf({ ...context, accountId, region: REGION, principal, call: openCall(known) });
  const detail = { ConsoleLogin: error ? 'Failure' : 'Success', MFAUsed: 'No' };
  const event = { actor, resources: [], detail, ...(error && { error }) };
  await insertAuditEvents([event], context.now).execute(context.db);
}
