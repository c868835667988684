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

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

/** Whether the account has so many key pairs in the Region, or more. */
export async function hasKeyPairs(db: Kysely<DB>, { accountId, region }: Scope, count: number): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM key_pair WHERE account_id = ${accountId} AND region = ${region} OFFSET ${count - 1} LIMIT 1`.execute(
    db,
  );
  return rows.length > 0;
}

/** The account's key pairs in the Region, in the order of their names. */
export async function listKeyPairs(db: Kysely<DB>, { accountId, region }: Scope): Promise<ListedKeyPair[]> {
  const { rows } = await sql<ListedKeyPair>`
    SELECT key_pair_id AS id, name, key_type AS "keyType", fingerprint, public_key AS "publicKey", created_at AS "createdAt"
    FROM key_pair WHERE account_id = ${accountId} AND region = ${region} ORDER BY name COLLATE "C"`.execute(db);
  return rows;
}
