import { type Kysely, sql, type Transaction } from 'kysely';
import { STATEMENT_DIGEST } from './audit-block.ts';
import type { DB } from './schema.ts';

/** The last block of an account that was dropped. */
export interface ChainStart {
  readonly number: number;
  readonly digest: string;
  readonly droppedAt: Date;
}

/** Undefined where the account has all its blocks. */
export async function readChainStart(db: Kysely<DB>, accountId: string): Promise<ChainStart | undefined> {
  const { rows } = await sql<ChainStart>`
    SELECT number, digest, dropped_at AS "droppedAt" FROM audit_chain_start WHERE account_id = ${accountId}`.execute(
    db,
  );
  return rows[0];
}

/**
 * Drops the oldest blocks that were sealed before a time, with their events, and says of each account which was the last.
 * Resolves with how many there were. Whoever drops or seals does so alone (`lockSealing`).
 */
export async function dropBlocks(
  trx: Transaction<DB>,
  { before, now, limit }: { readonly before: Date; readonly now: Date; readonly limit: number },
): Promise<number> {
  const { rows } = await sql<{ dropped: number }>`
    WITH old AS (
      SELECT account_id, number FROM audit_block WHERE sealed_at < ${before} ORDER BY sealed_at, number LIMIT ${limit}
    ), dropped AS (
      DELETE FROM audit_block b USING old WHERE b.account_id = old.account_id AND b.number = old.number RETURNING b.*
    ), events AS (
      DELETE FROM audit_event WHERE audit_event_id IN (SELECT unnest(event_ids) FROM dropped)
    ), starts AS (
      INSERT INTO audit_chain_start (account_id, number, digest, sealed_at, dropped_at)
      SELECT DISTINCT ON (account_id)
        account_id, number, ${STATEMENT_DIGEST}, sealed_at, ${now}::timestamptz
      FROM dropped ORDER BY account_id, number DESC
      ON CONFLICT (account_id) DO UPDATE SET number = excluded.number, digest = excluded.digest,
        sealed_at = excluded.sealed_at, dropped_at = excluded.dropped_at
    )
    SELECT count(*)::integer AS dropped FROM dropped`.execute(trx);
  return rows[0]!.dropped;
}
