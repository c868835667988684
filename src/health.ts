import { statfs } from 'node:fs/promises';
import type { Kysely } from 'kysely';
import { type Trouble, troubleOf } from './ledger/ledger.ts';
import type { DB } from './store/schema.ts';
import { canBeWritten, isAnswering } from './views/health.ts';

const OK_FOR_MS = 1_000;
const PATIENCE_MS = 3_000;

/** PostgreSQL writes its log ahead in files of 16 MB, and stops where there is no room for one. */
const ROOM_BYTES = 32 * 1024 * 1024;

/** How this server is. */
export interface Health {
  /** Asked as often as one likes: an answer is a second old at the most. */
  check(): Promise<Trouble | undefined>;
  /** The trouble that something failed by; undefined where it failed for a reason of its own. */
  troubleOf(error: unknown): Trouble | undefined;
}

interface HealthOptions {
  readonly db: Kysely<DB>;
  /** Where the embedded database is; another's disk is not known here. */
  readonly folder?: string | undefined;
  /** Bytes that are free on the disk of a folder. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

export function createHealth({ db, folder, freeBytes = freeBytesOf }: HealthOptions): Health {
  let unwritable = false;
  let known: { readonly trouble: Promise<Trouble | undefined>; readonly until: number } | undefined;

  const isFull = async (): Promise<boolean> => folder !== undefined && (await freeBytes(folder)) < ROOM_BYTES;

  async function look(): Promise<Trouble | undefined> {
    if (await isFull()) return 'unwritable';
    const trouble = await inTime(isAnswering(db));
    if (trouble || !unwritable) return trouble;
    // A write failed. That one succeeds again is tried here, so that a server that is left alone recovers.
    const still = await inTime(canBeWritten(db));
    unwritable = still === 'unwritable';
    return still;
  }

  return {
    troubleOf: (error) => {
      const trouble = troubleOf(error);
      if (trouble === 'unwritable') unwritable = true;
      return trouble;
    },
    check: async () => {
      const now = performance.now();
      if (!known || known.until < now) known = { trouble: look(), until: now + OK_FOR_MS };
      return known.trouble;
    },
  };
}

/** The trouble that a question to the database fails by, in the time that a prober waits. */
async function inTime(question: Promise<void>): Promise<Trouble | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Trouble>((resolve) => {
    timer = setTimeout(() => resolve('away'), PATIENCE_MS);
  });
  const answered = question.then(
    () => undefined,
    (error) => troubleOf(error) ?? ('away' as const),
  );
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
