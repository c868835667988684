import type { Kysely, Transaction } from 'kysely';
import { type KeysOf, lockKeys } from '../store/lock-keys.ts';
import type { DB } from '../store/schema.ts';

interface Keys<Key> {
  readonly of: KeysOf;
  /** The newest one. */
  readonly find: (db: Kysely<DB>) => Promise<Key | undefined>;
  readonly make: () => Promise<Key>;
  readonly insert: (trx: Transaction<DB>, key: Key) => Promise<void>;
}

/** The key to sign with, made where there is none: of servers that need their first one at once, one makes it. */
export async function ensureKey<Key>(db: Kysely<DB>, { of, find, make, insert }: Keys<Key>): Promise<Key> {
  const there = await find(db);
  if (there) return there;
  const made = await make();
  return db.transaction().execute(async (trx) => {
    await lockKeys(trx, of);
    const first = await find(trx);
    if (!first) await insert(trx, made);
    return first ?? made;
  });
}
