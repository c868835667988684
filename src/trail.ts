import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { AlikeEvents } from './alike-events.ts';
import type { TrailEvent } from './domain/audit/trail-record.ts';
import { CommonFault } from './fault.ts';
import { troubleOf } from './ledger/ledger.ts';
import { type AuditRow, auditRow, insertAuditRows } from './store/audit-event.ts';
import type { DB } from './store/schema.ts';

/** Takes down the calls that change nothing: what changes something is in the trail with its change. */
export interface Trail {
  /** Throws the fault Busy where calls cannot be taken down any more, so that none goes without. */
  admit(): void;
  note(event: TrailEvent, at: Date): void;
  /** Of events that are alike, and may come without end, writes some and how many they stand for. */
  noteSome(event: TrailEvent, at: Date): void;
  /** Resolves when all that was noted is written, or cannot be. */
  stop(): Promise<void>;
}

interface Options {
  readonly db: Kysely<DB>;
  readonly log: Logger;
  /** How long calls wait for others to be written with them. */
  readonly delayMs?: number;
  /** Events that may wait, and their characters. */
  readonly most?: { readonly events: number; readonly characters: number };
}

/** Events of one statement. */
const BATCH = 500;
const MOST = { events: 20_000, characters: 32 * 1024 * 1024 };
const RETRY_MS = 1_000;

/** Writes events in batches. While the database is away they wait, as many as fit, and then calls are refused. */
export const createTrail = ({ delayMs = 200, most = MOST, ...means }: Options): Trail =>
  new BatchedTrail({ delayMs, most, ...means });

class BatchedTrail implements Trail {
  readonly #options: Required<Options>;
  readonly #alike = new AlikeEvents((event, at) => this.note(event, at));
  /** Those that are under way among them. */
  #waiting: AuditRow[] = [];
  #characters = 0;
  #writing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: Required<Options>) {
    this.#options = options;
  }

  admit(): void {
    const { events, characters } = this.#options.most;
    if (this.#waiting.length < events && this.#characters < characters) return;
    throw new CommonFault('Busy', 'The audit trail cannot take down more calls at the moment. Try again in a moment.');
  }

  note(event: TrailEvent, at: Date): void {
    const row = auditRow(event, at);
    this.#waiting.push(row);
    this.#characters += row.record.length;
    this.#writeIn(this.#options.delayMs);
  }

  noteSome(event: TrailEvent, at: Date): void {
    this.#alike.note(event, at);
  }

  async stop(): Promise<void> {
    this.#alike.end();
    clearTimeout(this.#timer);
    await this.#writing;
    await this.#writeAll();
  }

  #writeIn(ms: number): void {
    if (this.#timer || this.#writing) return;
    this.#timer = setTimeout(async () => {
      this.#timer = undefined;
      this.#writing = this.#writeAll();
      await this.#writing;
      this.#writing = undefined;
      if (this.#waiting.length > 0) this.#writeIn(RETRY_MS);
    }, ms).unref();
  }

  /** Never rejects; what could not be written waits on. */
  async #writeAll(): Promise<void> {
    const { db, log } = this.#options;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH);
      try {
        await writeRows(batch, { db, log });
      } catch (err) {
        return log.warn({ err, waiting: this.#waiting.length }, 'the audit trail waits for the database');
      }
      this.#waiting = this.#waiting.slice(batch.length);
      for (const { record } of batch) this.#characters -= record.length;
    }
  }
}

/** Where one cannot be written for a reason of its own, the others are. */
async function writeRows(rows: readonly AuditRow[], { db, log }: Pick<Options, 'db' | 'log'>): Promise<void> {
  try {
    await insertAuditRows(rows).execute(db);
  } catch (err) {
    if (troubleOf(err)) throw err;
    if (rows.length > 1) for (const row of rows) await writeRows([row], { db, log });
    else log.error({ err, record: rows[0]?.record }, 'a call could not be written to the audit trail');
  }
}
