import { type Kysely, sql } from 'kysely';
import type { DB } from '../../store/schema.ts';

export interface Period {
  readonly accountId: string;
  readonly from: Date;
  readonly to: Date;
}

/** The numbers of the first and the last block that have events of a period; undefined where none has. */
export async function findBlocks(
  db: Kysely<DB>,
  { accountId, from, to }: Period,
): Promise<{ readonly first: number; readonly last: number } | undefined> {
  // An event is sealed within seconds; an hour is for a database that was away, and bounds what is looked at.
  const { rows } = await sql<{ first: number | null; last: number | null }>`
    SELECT (SELECT number FROM audit_block WHERE account_id = ${accountId} AND sealed_at >= ${from}::timestamptz
        AND last_event_at >= ${from} ORDER BY sealed_at, number LIMIT 1) AS first,
      (SELECT number FROM audit_block WHERE account_id = ${accountId} AND sealed_at <= ${to}::timestamptz + interval '1 hour'
        AND first_event_at <= ${to} ORDER BY sealed_at DESC, number DESC LIMIT 1) AS last`.execute(db);
  const [{ first, last } = { first: null, last: null }] = rows;
  return first !== null && last !== null && first <= last ? { first, last } : undefined;
}

export interface SealedBlock {
  readonly number: number;
  readonly statement: string;
  readonly signature: string;
  /** The records of its events, in their order. */
  readonly events: readonly string[];
}

/** Blocks of an account from one to another, as many as have so many events together, and one at least. */
export async function readBlocks(
  db: Kysely<DB>,
  { accountId, first, last, events }: { accountId: string; first: number; last: number; events: number },
): Promise<SealedBlock[]> {
  const { rows } = await sql<SealedBlock>`
    SELECT number, statement, signature,
      (SELECT json_agg(record ORDER BY place) FROM unnest(event_ids) WITH ORDINALITY AS e (id, place)
        JOIN audit_event ON audit_event_id = e.id) AS events
    FROM (
      SELECT *, sum(cardinality(event_ids)) OVER (ORDER BY number) - cardinality(event_ids) AS before FROM audit_block
      WHERE account_id = ${accountId} AND number BETWEEN ${first} AND ${Math.min(last, first + MOST_BLOCKS - 1)}) b
    WHERE before < ${events} ORDER BY number`.execute(db);
  return rows;
}

/** Blocks of a page at the most: of an account that does little, each has an event or two. */
const MOST_BLOCKS = 500;
