import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Keeps the locks from the garbage collector, which would give them back. */
const held = new Set<DatabaseSync>();

const sqliteBusy = 5;

/**
 * Takes the folder for this process, and returns the function that gives it back; undefined when another process
 * holds it. The lock is the kernel's, on an empty SQLite file: it ends with the process however that ends, so there
 * is no stale lock, and no process ID that means another process after a restart.
 */
export function lockFolder(folder: string): (() => void) | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(folder, 'headroom.lock'));
    chmodSync(join(folder, 'headroom.lock'), 0o600); // who can open it can lock it
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    database?.close();
    if (cause instanceof Error && 'errcode' in cause && cause.errcode === sqliteBusy) return undefined;
    throw new Error(`Cannot write to ${folder}. Let HEADROOM_DATA name a folder that Headroom's user can write to.`, {
      cause,
    });
  }
  return hold(database);
}

function hold(database: DatabaseSync): () => void {
  held.add(database);
  return () => {
    if (held.delete(database)) database.close();
  };
}
