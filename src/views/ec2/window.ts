import { type RawBuilder, sql } from 'kysely';
import { ofAccount, ownedBy } from '../owned-by.ts';

/** What of a list in the order of ids is read. */
export interface Window {
  /** Those of these ids; all without it. */
  readonly ids?: readonly string[] | undefined;
  /** Those behind this key. */
  readonly after?: string;
  /** So many at the most. */
  readonly limit?: number;
}

/** The end of a statement that reads a window by the index of what an account has by id, or by what names `few`, as ids do. */
export const inWindow = (
  scope: { readonly accountId: string; readonly region: string },
  column: RawBuilder<unknown>,
  { ids, after = '', limit }: Window,
  few = ids !== undefined,
): RawBuilder<unknown> => sql`
  ${few ? ownedBy(scope) : ofAccount(scope)} ${ids ? sql`AND ${column} = ANY(${ids})` : sql``}
  AND ${column} COLLATE "C" > ${after} ORDER BY ${column} COLLATE "C" LIMIT ${limit ?? null}`;

/** What there is without a row and is of a window, by its key. */
export const windowOf = <Item extends { readonly id: string }>(
  items: readonly Item[],
  { ids, after = '' }: Window,
  keyOf: (item: Item) => string,
): Item[] => items.filter((item) => (!ids || ids.includes(item.id)) && keyOf(item) > after);
