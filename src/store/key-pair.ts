import { sql, type Transaction } from 'kysely';
import type { DB } from './schema.ts';

export interface KeyPair {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  readonly name: string;
  readonly keyType: 'rsa' | 'ed25519';
  readonly fingerprint: string;
  /** As OpenSSH writes it, without a comment. */
  readonly publicKey: string;
  readonly createdAt: Date;
}

/** Inserts a key pair; false when the account has one of that name in the Region. */
export async function insertKeyPair(trx: Transaction<DB>, key: KeyPair): Promise<boolean> {
  const { numAffectedRows } = await sql`
    INSERT INTO key_pair (account_id, region, key_pair_id, name, key_type, fingerprint, public_key, created_at)
    VALUES (${key.accountId}, ${key.region}, ${key.id}, ${key.name}, ${key.keyType}, ${key.fingerprint}, ${key.publicKey},
      ${key.createdAt})
    ON CONFLICT (account_id, region, name) DO NOTHING`.execute(trx);
  return numAffectedRows === 1n;
}

export async function deleteKeyPairRow(trx: Transaction<DB>, id: string): Promise<void> {
  await sql`DELETE FROM key_pair WHERE key_pair_id = ${id}`.execute(trx);
}
