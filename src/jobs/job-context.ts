import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Ledger } from '../ledger/ledger.ts';
import type { DB } from '../store/schema.ts';

/** What background work is done with. */
export interface JobContext {
  readonly db: Kysely<DB>;
  readonly ledger: Ledger;
  readonly log: Logger;
  /** For how many days the audit trail is kept; for good without it. */
  readonly trailDays?: number | undefined;
}

/** With what the queue needs, which has connections of its own. */
export interface QueueContext extends JobContext {
  /** Of the database. */
  readonly url: string;
}
