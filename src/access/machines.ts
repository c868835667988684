import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { SESSION_SECONDS } from '../domain/managed-instances/machine-session.ts';
import { findMachineKey } from '../store/managed-instance.ts';
import type { DB } from '../store/schema.ts';
import { randomKeyId } from './access-keys.ts';
import type { SecretBox } from './secret-box.ts';

/** A managed server, as its key or its session proves it. */
export interface Machine {
  readonly accountId: string;
  readonly region: string;
  readonly instanceId: string;
}

/** Temporary credentials as a server gets them. */
export interface MachineSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: Date;
}

interface OpenedSession extends Machine {
  readonly secret: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface Machines {
  /** The server with the RSA key that it is registered with; undefined where there is no such server. */
  readonly findKey: (instanceId: string) => Promise<(Machine & { readonly publicKey: KeyObject }) | undefined>;
  readonly issueSession: (machine: Machine, now: Date) => MachineSession;
  /** What a session token stands for; undefined where it is not one of this access key, issued under this master key. */
  readonly openSession: (accessKeyId: string, sessionToken: string) => OpenedSession | undefined;
}

/**
 * The credentials of managed servers. A session is kept nowhere: its token is the session, sealed under the master key
 * that all servers on a database share. Whether its machine is still registered is asked by what it calls.
 */
export function createMachines({ db, secretBox }: { db: Kysely<DB>; secretBox: SecretBox }): Machines {
  return {
    findKey: async (instanceId) => {
      const found = await findMachineKey(db, instanceId);
      if (!found) return undefined;
      const { publicKey, ...machine } = found;
      return { ...machine, publicKey: createPublicKey({ key: publicKey, format: 'der', type: 'spki' }) };
    },
    issueSession: (machine, now) => {
      const accessKeyId = randomKeyId('ASIA');
      const secret = randomBytes(30).toString('base64');
      const expiresAt = Math.floor(now.getTime() / 1000 + SESSION_SECONDS) * 1000;
      const session: OpenedSession = { ...machine, secret, expiresAt };
      const sessionToken = secretBox.seal(accessKeyId, JSON.stringify(session)).toString('base64');
      return { accessKeyId, secretAccessKey: secret, sessionToken, expiresAt: new Date(expiresAt) };
    },
    openSession: (accessKeyId, sessionToken) => {
      try {
        return JSON.parse(secretBox.open(accessKeyId, Buffer.from(sessionToken, 'base64')));
      } catch {
        return undefined;
      }
    },
  };
}
