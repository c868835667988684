import { type Kysely, sql } from 'kysely';
import type { DB } from '../../store/schema.ts';

export interface ListedKeyPair {
  readonly id: string;
  readonly name: string;
  readonly keyType: 'rsa' | 'ed25519';
  readonly fingerprint: string;
  readonly publicKey: string;
  readonly createdAt: Date;
}

/** The account's key pairs in the Region, in the order of their names. */
export async function listKeyPairs(
  db: Kysely<DB>,
  { accountId, region }: { accountId: string; region: string },
): Promise<ListedKeyPair[]> {
  const { rows } = await sql<ListedKeyPair>`
    SELECT key_pair_id AS id, name, key_type AS "keyType", fingerprint, public_key AS "publicKey", created_at AS "createdAt"
    FROM key_pair WHERE account_id = ${accountId} AND region = ${region} ORDER BY name COLLATE "C"`.execute(db);
  return rows;
}
