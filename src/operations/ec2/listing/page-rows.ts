import type { Filter } from '@aws-sdk/client-ec2';
import type { FilterRules } from '../../../domain/filters.ts';
import { decodePageToken, encodePageToken } from '../../../domain/page.ts';
import { Fault } from '../../../fault.ts';
import { filterItems } from './filter-items.ts';
import { scanPage } from './scan-page.ts';

interface RowsRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
  readonly Filters?: Filter[] | undefined;
}

interface Rows<Row, Item, Key extends string | number> {
  readonly operation: string;
  readonly defaultLimit: number;
  /** Rows behind a key, in the order of the keys, so many at the most; fewer only at the end of the list. */
  readonly read: (after: Key, limit: number) => Promise<readonly Row[]>;
  readonly toItems: (rows: readonly Row[]) => Promise<readonly Item[]> | readonly Item[];
  readonly rules?: FilterRules<Item>;
  /** What of the items is listed, beside the request's filters. */
  readonly keep?: (item: Item, row: Row) => boolean;
}

interface Keys<Row, Key extends string | number> {
  /** Before all keys. */
  readonly start: Key;
  readonly keyOf: (row: Row) => Key;
}

/** The page that a request asks for of a list that the database keeps in the order of a sequence. Throws EC2's faults. */
export const pageRows = <Row extends { readonly sequence: number }, Item>(
  request: RowsRequest,
  rows: Rows<Row, Item, number>,
) => pageByKey(request, { ...rows, start: 0, keyOf: ({ sequence }) => sequence });

/** The page that a request asks for of a list that the database keeps in the order of keys. Throws EC2's faults. */
export async function pageByKey<Row, Item, Key extends string | number>(
  { MaxResults, NextToken: token, ...chosen }: RowsRequest,
  { operation, defaultLimit, read, toItems, rules, keep, start, keyOf }: Rows<Row, Item, Key> & Keys<Row, Key>,
) {
  const list = { operation, scope: chosen };
  const { items, next } = await scanPage<Row, Item, Key>({
    after: token ? startOf(token, list, start) : start,
    wanted: MaxResults ?? defaultLimit,
    exact: !chosen.Filters?.length && !keep,
    read: async (after = start, { take }) => {
      const rows = await read(after, take);
      const found = rows.map((row) => ({ value: row, place: keyOf(row) }));
      return { found, lookedAt: rows.length, next: rows.length === take ? found.at(-1)?.place : undefined };
    },
    itemsOf: async (found) => {
      const items = await toItems(found.map(({ value }) => value));
      const matching = new Set(rules ? await filterItems(items, chosen.Filters, rules) : items);
      return items.flatMap((value, i) =>
        matching.has(value) && (keep?.(value, found[i]!.value) ?? true) ? [{ value, place: found[i]!.place }] : [],
      );
    },
  });
  return { items, nextToken: next === undefined ? undefined : encodePageToken({ ...list, after: [next] }) };
}

function startOf<Key extends string | number>(
  token: string,
  list: { operation: string; scope: unknown },
  start: Key,
): Key {
  const kind = typeof start as 'string' | 'number';
  const [key] = decodePageToken(token, { ...list, kinds: [kind] }) ?? [];
  if (key === undefined || (kind === 'number' && !Number.isSafeInteger(key)))
    throw new Fault('InvalidParameterValue', 'The NextToken is not of this request.');
  return key as Key;
}
