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

interface Rows<Row, Item> {
  readonly operation: string;
  readonly defaultLimit: number;
  /** Rows after a sequence, in its order, so many at the most; fewer only at the end of the list. */
  readonly read: (after: number, limit: number) => Promise<readonly Row[]>;
  readonly toItems: (rows: readonly Row[]) => Promise<readonly Item[]> | readonly Item[];
  readonly rules?: FilterRules<Item>;
  /** What of the items is listed, beside the request's filters. */
  readonly keep?: (item: Item) => boolean;
}

/** The page that a request asks for of a list that the database keeps in order. Throws EC2's faults. */
export async function pageRows<Row extends { readonly sequence: number }, Item>(
  { MaxResults, NextToken: token, ...chosen }: RowsRequest,
  { operation, defaultLimit, read, toItems, rules, keep = () => true }: Rows<Row, Item>,
) {
  const list = { operation, scope: chosen };
  const { items, next } = await scanPage<Row, Item, number>({
    after: startOf(token, list),
    wanted: MaxResults ?? defaultLimit,
    exact: !chosen.Filters?.length,
    read: async (after = 0, { take }) => {
      const rows = await read(after, take);
      const found = rows.map((row) => ({ value: row, place: row.sequence }));
      return { found, lookedAt: rows.length, next: rows.length === take ? found.at(-1)?.place : undefined };
    },
    itemsOf: async (found) => {
      const items = await toItems(found.map(({ value }) => value));
      const matching = new Set(rules ? await filterItems(items, chosen.Filters, rules) : items);
      return items.flatMap((value, i) =>
        matching.has(value) && keep(value) ? [{ value, place: found[i]!.place }] : [],
      );
    },
  });
  return { items, nextToken: next === undefined ? undefined : encodePageToken({ ...list, after: [next] }) };
}

function startOf(token: string | undefined, list: { operation: string; scope: unknown }): number {
  if (!token) return 0;
  const [sequence] = decodePageToken(token, { ...list, kinds: ['number'] }) ?? [];
  if (!Number.isSafeInteger(sequence))
    throw new Fault('InvalidParameterValue', 'The NextToken is not of this request.');
  return sequence as number;
}
