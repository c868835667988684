import type { Kysely, Transaction } from 'kysely';
import { findAlerts, type Happened } from '../domain/alerts/find-alerts.ts';
import { findEvents } from '../domain/alerts/find-events.ts';
import type { Command, Outcome } from '../domain/commands.ts';
import { decide } from '../domain/decide.ts';
import type { Facts } from '../domain/facts.ts';
import type { GroupSeeker } from '../domain/launch/launch-group.ts';
import { raiseAlerts } from '../store/alert.ts';
import { CommitUnknown, pipelinedTransaction } from '../store/pipelined-transaction.ts';
import type { DB } from '../store/schema.ts';
import { failureKind } from '../store/transaction-failure.ts';
import { tellWebhooks } from '../store/webhook.ts';
import { groupLength } from './group.ts';
import { GroupsSought, readFacts } from './read-facts.ts';
import { type Decided, writeEffects } from './write-effects.ts';

/** The only way to consume licenses, or to change what consumption depends on. */
export interface Ledger {
  /**
   * Decides a command and writes what it does, durably, before it resolves. Refusals are outcomes; a rejection is
   * `LedgerUnavailable` (the database is away; the command may or may not have been written) or a bug.
   */
  submit(command: Command): Promise<Outcome>;
  /** Resolves when all that was submitted is settled. */
  drain(): Promise<void>;
}

/** The database cannot be reached, or went away before it said whether the commands were written. */
export class LedgerUnavailable extends Error {
  override readonly name = 'LedgerUnavailable';
}

/** What is wrong with the database or between it and here, which passes by itself or is an operator's to mend. */
export type Trouble = 'away' | 'unwritable' | 'busy';

/** The trouble that something failed by; undefined where it failed for a reason of its own. */
export function troubleOf(error: unknown): Trouble | undefined {
  const kind = error instanceof LedgerUnavailable ? 'away' : failureKind(error);
  return kind === 'own' || kind === 'conflict' ? undefined : kind;
}

interface Waiting {
  readonly command: Command;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

interface LedgerOptions {
  readonly db: Kysely<DB>;
  /** Commands of one transaction at the most. */
  readonly groupLimit?: number;
  /** The percentages of a limit that people are told of, in rising order; undefined where they are told nothing at all. */
  readonly alertThresholds?: readonly number[] | undefined;
  /** How often a group is tried again when other servers or a restart of the database got in its way. */
  readonly attempts?: number;
}

/**
 * While one transaction is under way the next group collects, so that many callers share one commit. Groups of one
 * process follow each other; row locks arbitrate between processes.
 */
export function createLedger(options: LedgerOptions): Ledger {
  const { db, groupLimit = 256, attempts = 8, alertThresholds } = options;
  const queue: Waiting[] = [];
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    await nextTurn(); // requests that are read in this one share a group
    while (queue.length > 0) {
      const commands = queue.map((waiting) => waiting.command);
      const length = groupLength(commands, Math.min(groupLimit, Math.max(HALVED_ABOVE, Math.ceil(queue.length / 2))));
      await settle(queue.splice(0, length), { db, attempts, alertThresholds });
      if (queue.length === 0) await nextTurn(); // callers that are answered may have more
    }
    running = undefined;
  };

  return {
    submit: (command) =>
      new Promise((resolve, reject) => {
        queue.push({ command, resolve, reject });
        running ??= run();
      }),
    drain: async () => {
      while (running) await running;
    },
  };
}

/**
 * Of more commands than this only half go together: while the database has the one half, this process reads and answers
 * the requests of the other, and neither waits for the other long.
 */
const HALVED_ABOVE = 32;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

type Settings = Required<Pick<LedgerOptions, 'db' | 'attempts'>> & Pick<LedgerOptions, 'alertThresholds'>;

/** Runs a group; if it fails for a reason of its own, each command alone, so that one cannot harm the others. */
async function settle(group: Waiting[], settings: Settings): Promise<void> {
  try {
    const outcomes = await transact(
      group.map((waiting) => waiting.command),
      settings,
    );
    // Callers are answered while the next group is on its way to the database.
    setImmediate(() => {
      for (const [index, waiting] of group.entries()) waiting.resolve(outcomes[index]!);
    });
  } catch (error) {
    if (group.length === 1 || troubleOf(error)) for (const waiting of group) waiting.reject(error);
    else for (const waiting of group) await settle([waiting], settings);
  }
}

async function transact(
  commands: Command[],
  { db, attempts, alertThresholds: thresholds }: Settings,
): Promise<Outcome[]> {
  let seekers: readonly GroupSeeker[] = [];
  for (let attempt = 1; ; attempt++) {
    try {
      return await pipelinedTransaction(db, async (trx) => {
        const facts = await readFacts(trx, commands, seekers);
        const before = new Map(facts.licenses);
        const decided = commands.map((command) => ({ command, ...decide(command, facts) }));
        await tell(trx, { before, facts, decided, thresholds });
        const last = await writeEffects(trx, decided satisfies Decided[], facts);
        return { result: decided.map(({ outcome }) => outcome), last };
      });
    } catch (error) {
      if (error instanceof GroupsSought) {
        seekers = error.seekers;
        continue;
      }
      if (error instanceof CommitUnknown) throw new LedgerUnavailable(error.message, { cause: error.cause });
      const kind = failureKind(error);
      if ((kind !== 'away' && kind !== 'conflict') || (kind === 'conflict' && attempt >= attempts)) throw error;
      if (attempt >= attempts) throw new LedgerUnavailable('The database cannot be reached.', { cause: error });
      await new Promise((resolve) =>
        setTimeout(resolve, kind === 'away' ? 50 * 2 ** Math.min(attempt, 5) : 5 * attempt),
      );
    }
  }
}

interface Told {
  readonly before: Facts['licenses'];
  readonly facts: Facts;
  readonly decided: Happened['decided'];
  readonly thresholds: readonly number[] | undefined;
}

/** Tells people and programs what a group comes to. */
async function tell(trx: Transaction<DB>, { before, facts, decided, thresholds }: Told): Promise<void> {
  const after = facts.licenses;
  const alerts = thresholds ? findAlerts({ before, after, decided, thresholds }) : [];
  if (alerts.length > 0) await raiseAlerts(trx, alerts, facts.at);
  await tellWebhooks(trx, findEvents({ before, after, decided }), facts.at);
}
