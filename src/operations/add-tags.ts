import type { Transaction } from 'kysely';
import type { Fault } from '../fault.ts';
import type { DB } from '../store/schema.ts';
import { putTags, readTags, type TagRow } from '../store/tag.ts';

/** Of a resource, in most services. */
export const MOST_TAGS = 50;

/** Sets tags of a resource; `refuse` says in the service's words that it would have more than it may. */
export async function addTags(
  trx: Transaction<DB>,
  { resourceId, tags }: { readonly resourceId: string; readonly tags: readonly TagRow[] },
  refuse: (count: number) => Fault,
): Promise<void> {
  await putTags(trx, tags);
  const count = Object.keys(await readTags(trx, resourceId)).length;
  if (count > MOST_TAGS) throw refuse(count);
}
