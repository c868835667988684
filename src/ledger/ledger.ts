import type { Kysely } from 'kysely';
import { type Access, decideAccess } from '../domain/authorization.ts';
import type { Command, Outcome } from '../domain/commands.ts';
import { decide } from '../domain/decide.ts';
import type { DB } from '../store/schema.ts';
import { groupLength } from './group.ts';
import { readFacts } from './read-facts.ts';
import { failureKind } from './transaction-failure.ts';
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

interface Waiting {
  readonly command: Command;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

interface LedgerOptions {
  readonly db: Kysely<DB>;
  /** Commands of one transaction at the most. */
  readonly groupLimit?: number;
  /** How often a group is tried again when other servers or a restart of the database got in its way. */
  readonly attempts?: number;
  /** The authorization step, for licenses that are known under lock only. */
  readonly access?: Access;
}

/**
 * While one transaction is under way the next group collects, so that many callers share one commit. Groups of one
 * process follow each other; row locks arbitrate between processes.
 */
export function createLedger(options: LedgerOptions): Ledger {
  const { db, groupLimit = 256, attempts = 8, access = decideAccess } = options;
  const queue: Waiting[] = [];
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    while (queue.length > 0) {
      const length = groupLength(
        queue.map((waiting) => waiting.command),
        groupLimit,
      );
      await settle(queue.splice(0, length), { db, attempts, access });
    }
    running = undefined;
  };

  return {
    submit: (command) =>
      new Promise((resolve, reject) => {
        queue.push({ command, resolve, reject });
        // The loop starts in the next turn, so that requests read in this one share a group.
        running ??= new Promise<void>((next) => setImmediate(next)).then(run);
      }),
    drain: async () => {
      while (running) await running;
    },
  };
}

type Settings = Required<Omit<LedgerOptions, 'groupLimit'>>;

/** Runs a group; if it fails for a reason of its own, each command alone, so that one cannot harm the others. */
async function settle(group: Waiting[], settings: Settings): Promise<void> {
  try {
    const outcomes = await transact(
      group.map((waiting) => waiting.command),
      settings,
    );
    for (const [index, waiting] of group.entries()) waiting.resolve(outcomes[index]!);
  } catch (error) {
    if (group.length === 1 || error instanceof LedgerUnavailable) for (const waiting of group) waiting.reject(error);
    else for (const waiting of group) await settle([waiting], settings);
  }
}

async function transact(commands: Command[], { db, attempts, access }: Settings): Promise<Outcome[]> {
  for (let attempt = 1; ; attempt++) {
    let written = false;
    try {
      return await db.transaction().execute(async (trx) => {
        const facts = await readFacts(trx, commands);
        const decided = commands.map((command) => ({ command, ...decide(command, facts, access) }));
        await writeEffects(trx, decided satisfies Decided[], facts);
        written = true;
        return decided.map(({ outcome }) => outcome);
      });
    } catch (error) {
      const kind = failureKind(error);
      if (kind === 'away' && written)
        throw new LedgerUnavailable('The database went away during the commit.', { cause: error });
      if (kind === 'own' || (kind === 'conflict' && attempt >= attempts)) throw error;
      if (attempt >= attempts) throw new LedgerUnavailable('The database cannot be reached.', { cause: error });
      await new Promise((resolve) =>
        setTimeout(resolve, kind === 'away' ? 50 * 2 ** Math.min(attempt, 5) : 5 * attempt),
      );
    }
  }
}
