import type { Kysely } from 'kysely';
import type { DB } from '../store/schema.ts';

/** The tags of a resource, ordered by key. */
export const listResourceTags = (db: Kysely<DB>, resourceId: string): Promise<{ key: string; value: string }[]> =>
  db.selectFrom('tag').select(['key', 'value']).where('resource_id', '=', resourceId).orderBy('key').execute();
