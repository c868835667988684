import type { GetSessionTokenRequest, GetSessionTokenResponse } from '@aws-sdk/client-sts';
import type { Sessions } from '../../access/sessions.ts';
import { CommonFault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { credentialsShape } from './credentials-shape.ts';

const ROOT_SECONDS = 3600;
const USER_SECONDS = 43_200;

/** Temporary credentials of whoever signed with an access key. They end with it, and may do what it may. */
export const getSessionToken = (sessions: Sessions): Operation<GetSessionTokenRequest, GetSessionTokenResponse> => ({
  constraints: {
    DurationSeconds: { range: [900, 129_600], integer: true },
    SerialNumber: { length: [9, 256] },
    TokenCode: { pattern: /^\d{6}$/, form: 'six digits' },
  },
  async handle({ DurationSeconds: asked, SerialNumber, TokenCode }, { principal, now }) {
    if (principal.session) throw denied('Cannot call GetSessionToken with session credentials; use an access key.');
    if (SerialNumber !== undefined || TokenCode !== undefined)
      throw denied(
        'MultiFactorAuthentication failed, for nobody has an MFA device; leave SerialNumber and TokenCode out.',
      );
    const seconds = principal.kind === 'root' ? Math.min(asked ?? ROOT_SECONDS, ROOT_SECONDS) : (asked ?? USER_SECONDS);
    const session = sessions.issue({ kind: 'key', keyId: principal.accessKeyId }, { now, seconds });
    return { Credentials: credentialsShape(session) };
  },
});

const denied = (message: string): CommonFault => new CommonFault('NotAuthorized', message);
