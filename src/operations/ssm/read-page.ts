import type { PageKey } from '../../domain/page.ts';
import { decodePageToken, encodePageToken } from '../../domain/page.ts';
import { Fault } from '../../fault.ts';

interface PagedRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** Where a page starts, by the sort key of what came before it, and how many items fit it. */
export interface PageStart<Key> {
  readonly after: Key | undefined;
  readonly limit: number;
}

/** Items of a page, and the sort key to go on after where the list does: the last item's, or a later one's. */
export interface Page<Row, Key> {
  readonly rows: readonly Row[];
  readonly after: Key | undefined;
}

interface List<Row, Key extends string | number> {
  readonly operation: string;
  readonly kind: Key extends string ? 'string' : 'number';
  /** Items of a page where the request says nothing. */
  readonly size: number;
  readonly read: (start: PageStart<Key>) => Promise<Page<Row, Key>>;
}

/**
 * The page of a list that the request asks for. A page may be short, even empty, though the list goes on, as AWS says of
 * its own: what a filter leaves is looked for in so many items and no more.
 */
export async function readPage<Row, Key extends string | number>(
  { MaxResults, NextToken: token, ...scope }: PagedRequest,
  { operation, kind, size, read }: List<Row, Key>,
): Promise<{ readonly rows: readonly Row[]; readonly nextToken: string | undefined }> {
  const list = { operation, scope };
  const start = token ? decodePageToken(token, { ...list, kinds: [kind] }) : undefined;
  if (token && !isKey(start)) throw new Fault('InvalidNextToken', 'This request was not answered with the NextToken.');
  const { rows, after } = await read({ after: start?.[0] as Key | undefined, limit: MaxResults ?? size });
  return { rows, nextToken: after === undefined ? undefined : encodePageToken({ ...list, after: [after] }) };
}

const isKey = (key: PageKey | undefined): boolean =>
  key !== undefined && (typeof key[0] === 'string' || Number.isSafeInteger(key[0]));

/** The page of rows that were read one more than fit it, to know whether the list goes on. */
export function pageOfRows<Row, Key>(
  rows: readonly Row[],
  { limit, keyOf }: { limit: number; keyOf: (row: Row) => Key },
): Page<Row, Key> {
  const page = rows.slice(0, limit);
  return { rows: page, after: rows.length > limit ? keyOf(page.at(-1)!) : undefined };
}

/** The page of items that are all at hand, found by their place among them. */
export function pageOfItems<Item>(items: readonly Item[], { after = 0, limit }: PageStart<number>): Page<Item, number> {
  const end = after + limit;
  return { rows: items.slice(after, end), after: end < items.length ? end : undefined };
}
