import { type Kysely, sql } from 'kysely';
import type { DB } from './schema.ts';

/** What changes with every change of an account's identities and policies. */
export async function readIdentityRevision(db: Kysely<DB>, accountId: string): Promise<string> {
  const { rows } = await sql<{ revision: string }>`
    SELECT revision::text FROM identity_revision WHERE account_id = ${accountId}`.execute(db);
  return rows[0]?.revision ?? '0';
}
