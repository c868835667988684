import { randomBytes } from 'node:crypto';
import type { PrincipalSession } from '../domain/principal.ts';
import { randomKeyId } from './access-keys.ts';
import type { Machine } from './machines.ts';
import type { SecretBox } from './secret-box.ts';

/** Who temporary credentials are for. What is said of it here holds until they expire; all else is looked up at each request. */
export type SessionOwner =
  | ({ readonly kind: 'machine' } & Machine)
  /** Who has this access key, for as long as the key is active. */
  | { readonly kind: 'key'; readonly keyId: string }
  /** Who signed in with a password, for as long as they have one. */
  | { readonly kind: 'password'; readonly userId: string }
  | RoleSession;

/** Who assumed a role, for as long as the role is there. */
export interface RoleSession
  extends Pick<PrincipalSession, 'tags' | 'transitiveTagKeys' | 'sourceIdentity' | 'federatedProvider'> {
  readonly kind: 'role';
  readonly roleId: string;
  readonly sessionName: string;
  /** The policy in the request, and the ARNs of managed ones, that cut what the role may do. */
  readonly policy?: string | undefined;
  readonly policyArns?: readonly string[] | undefined;
}

/** Temporary credentials, as they are shown this once. */
export interface IssuedSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: Date;
}

/** What a session token stands for. Times are milliseconds since 1970. */
export interface Session {
  readonly owner: SessionOwner;
  readonly secret: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export interface Sessions {
  /** Credentials that end with the whole second `seconds` after `now`. */
  readonly issue: (owner: SessionOwner, validity: { readonly now: Date; readonly seconds: number }) => IssuedSession;
  /** Undefined where the token is not one of this access key, issued under this master key. It may have expired. */
  readonly open: (accessKeyId: string, sessionToken: string) => Session | undefined;
}

/**
 * Temporary credentials, which are kept nowhere: a session's token is the session, sealed under the master key that all
 * servers on a database share. Whether its owner is still there is asked when it is used.
 */
export function createSessions(secretBox: SecretBox): Sessions {
  return {
    issue: (owner, { now, seconds }) => {
      const accessKeyId = randomKeyId('ASIA');
      const secret = randomBytes(30).toString('base64');
      const expiresAt = Math.floor(now.getTime() / 1000 + seconds) * 1000;
      const session: Session = { owner, secret, issuedAt: now.getTime(), expiresAt };
      const sessionToken = secretBox.seal(accessKeyId, JSON.stringify(session)).toString('base64');
      return { accessKeyId, secretAccessKey: secret, sessionToken, expiresAt: new Date(expiresAt) };
    },
    open: (accessKeyId, sessionToken) => {
      try {
        const session: Session = JSON.parse(secretBox.open(accessKeyId, Buffer.from(sessionToken, 'base64')));
        // What was sealed before sessions had owners is of nobody.
        return session.owner ? session : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
