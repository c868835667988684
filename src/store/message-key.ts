import { type Kysely, sql, type Transaction } from 'kysely';
import type { DB } from './schema.ts';

export interface MessageKeyRow {
  readonly keyId: string;
  /** PEM. */
  readonly certificate: string;
  readonly sealed: Buffer;
}

/** The key that messages are signed with, if it is made. */
export async function findMessageKey(db: Kysely<DB>): Promise<MessageKeyRow | undefined> {
  const { rows } = await sql<MessageKeyRow>`
    SELECT key_id AS "keyId", certificate, sealed FROM message_key ORDER BY created_at DESC, key_id LIMIT 1`.execute(
    db,
  );
  return rows[0];
}

/** The certificate of a key, PEM; undefined where there is none of that id. */
export async function findCertificate(db: Kysely<DB>, keyId: string): Promise<string | undefined> {
  const { rows } = await sql<{ certificate: string }>`
    SELECT certificate FROM message_key WHERE key_id = ${keyId}`.execute(db);
  return rows[0]?.certificate;
}

export async function insertMessageKey(trx: Transaction<DB>, { keyId, certificate, sealed }: MessageKeyRow) {
  await sql`INSERT INTO message_key (key_id, certificate, sealed) VALUES (${keyId}, ${certificate}, ${sealed})`.execute(
    trx,
  );
}
