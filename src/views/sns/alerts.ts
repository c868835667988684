import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { DB } from '../../store/schema.ts';

/** An alert that was said, or a digest of several. */
export interface SaidAlert {
  readonly id: number;
  readonly kind: string;
  /** The ARN of what it is about. */
  readonly subject: string;
  readonly message: string;
  readonly count: number;
  readonly at: Date;
}

interface AlertsQuery {
  /** The id of the last one of the page before. */
  readonly before: number | undefined;
  readonly limit: number;
}

/** What an account was told in a Region, the latest first. */
export async function listAlerts(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { before = Number.MAX_SAFE_INTEGER, limit }: AlertsQuery,
): Promise<SaidAlert[]> {
  const { rows } = await sql<SaidAlert>`
    SELECT alert_id AS id, kind, subject, message, count, occurred_at AS at FROM alert
    WHERE account_id = ${accountId} AND region = ${region} AND alert_id < ${before}
    ORDER BY alert_id DESC LIMIT ${limit}`.execute(db);
  return rows;
}
