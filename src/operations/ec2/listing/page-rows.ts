import type { Filter } from '@aws-sdk/client-ec2';
import type { FilterRules } from '../../../domain/filters.ts';
import { decodePageToken, encodePageToken } from '../../../domain/page.ts';
import { Fault } from '../../../fault.ts';
import { filterItems } from './filter-items.ts';

interface RowsRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
  readonly Filters?: Filter[] | undefined;
}

interface Rows<Row, Item> {
  readonly operation: string;
  readonly defaultLimit: number;
  /** Rows after a sequence, in its order, so many at the most. */
  readonly read: (after: number, limit: number) => Promise<readonly Row[]>;
  readonly toItems: (rows: readonly Row[]) => Promise<readonly Item[]> | readonly Item[];
  readonly rules?: FilterRules<Item>;
  /** What of the items is listed, beside the request's filters. */
  readonly keep?: (item: Item) => boolean;
}

/** Rows that are held at a time, so that a filter may go through any number of them. */
const BATCH = 1_000;

/** The page that a request asks for of a list that the database keeps in order. Throws EC2's faults. */
export async function pageRows<Row extends { readonly sequence: number }, Item>(
  { MaxResults: limit, NextToken: token, ...chosen }: RowsRequest,
  { operation, defaultLimit, read, toItems, rules, keep = () => true }: Rows<Row, Item>,
) {
  const list = { operation, scope: chosen };
  const wanted = limit ?? defaultLimit;
  const kept: { item: Item; sequence: number }[] = [];
  for (let after = startOf(token, list); kept.length <= wanted; ) {
    const rows = await read(after, BATCH);
    const items = await toItems(rows);
    const matching = new Set(rules ? await filterItems(items, chosen.Filters, rules) : items);
    kept.push(
      ...items.flatMap((item, i) => (matching.has(item) && keep(item) ? [{ item, sequence: rows[i]!.sequence }] : [])),
    );
    if (rows.length < BATCH) break;
    after = rows.at(-1)!.sequence;
  }
  const page = kept.slice(0, wanted);
  const nextToken = kept.length > wanted ? encodePageToken({ ...list, after: [page.at(-1)!.sequence] }) : undefined;
  return { items: page.map(({ item }) => item), nextToken };
}

function startOf(token: string | undefined, list: { operation: string; scope: unknown }): number {
  if (!token) return 0;
  const [sequence] = decodePageToken(token, { ...list, kinds: ['number'] }) ?? [];
  if (!Number.isSafeInteger(sequence))
    throw new Fault('InvalidParameterValue', 'The NextToken is not of this request.');
  return sequence as number;
}
