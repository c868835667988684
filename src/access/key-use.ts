import type { Kysely } from 'kysely';
import { type KeyUse, noteAccessKeyUse } from '../store/access-key.ts';
import type { DB } from '../store/schema.ts';

const NOTED_MS = 60_000;
const KEYS = 10_000;

/**
 * Notes when an access key was last used, for where and for what, at most once a minute for each key and server. Requests do
 * not wait for it; where it fails, the next use is noted.
 */
export function createKeyUse(db: Kysely<DB>): (use: KeyUse) => void {
  const noted = new Map<string, number>();
  return (use) => {
    const { accessKeyId, at } = use;
    const last = noted.get(accessKeyId);
    if (last !== undefined && at.getTime() - last < NOTED_MS) return;
    noted.delete(accessKeyId);
    noted.set(accessKeyId, at.getTime());
    if (noted.size > KEYS) noted.delete(noted.keys().next().value as string);
    noteAccessKeyUse(db, use).catch(() => noted.delete(accessKeyId));
  };
}
