import { createPrivateKey, generateKeyPairSync, hash, sign } from 'node:crypto';
import type { Kysely } from 'kysely';
import { type AuditKeyRow, insertAuditKey, readAuditKeys } from '../store/audit-block.ts';
import type { DB } from '../store/schema.ts';
import { ensureKey } from './ensure-key.ts';
import { kept } from './kept.ts';
import type { SecretBox } from './secret-box.ts';

/** Signs what the audit trail states, with an Ed25519 key that all servers on a database share. */
export interface AuditSigner {
  /** The id of the key, which is made when it is first asked for. */
  readonly keyId: () => Promise<string>;
  /** The signature in base64. */
  readonly sign: (statement: string) => Promise<string>;
  /** PEM, by the key's id. */
  readonly publicKeys: () => Promise<Readonly<Record<string, string>>>;
}

export function createAuditSigner({ db, secretBox }: { db: Kysely<DB>; secretBox: SecretBox }): AuditSigner {
  const find = kept(async () => {
    const { keyId, sealed } = await ensureKey(db, {
      of: 'audit',
      find: async (at): Promise<SealedKey | undefined> => (await readAuditKeys(at))[0],
      make: () => makeKey(secretBox),
      insert: insertAuditKey,
    });
    return { keyId, privateKey: createPrivateKey(secretBox.open(keyId, sealed)) };
  });
  return {
    keyId: async () => (await find()).keyId,
    sign: async (statement) => sign(null, Buffer.from(statement), (await find()).privateKey).toString('base64'),
    publicKeys: async () => {
      await find();
      return Object.fromEntries((await readAuditKeys(db)).map(({ keyId, publicKey }) => [keyId, publicKey]));
    },
  };
}

type SealedKey = Omit<AuditKeyRow, 'createdAt'>;

async function makeKey(secretBox: SecretBox): Promise<SealedKey> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const keyId = hash('sha256', publicKey, 'hex').slice(0, 32);
  return { keyId, publicKey, sealed: secretBox.seal(keyId, privateKey) };
}
