import type { Constraints } from '../../domain/constraints.ts';
import { decodePageToken, encodePageToken } from '../../domain/page.ts';
import { Fault } from '../../fault.ts';

export interface PagedRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** No bound is published for most lists; the newer ones have this. */
const LARGEST_PAGE = 100;

export const pageConstraints: Constraints = { MaxResults: { range: [1, LARGEST_PAGE], integer: true } };

interface KeyTypes {
  string: string;
  number: number;
}

/** Where a page starts, by the sort key of the item before it, how many rows are read for it, and among how many. */
export interface PageStart<Key> {
  readonly after: Key | undefined;
  readonly limit: number;
  readonly look: number;
}

/** Rows that a page is looked for among, at the most: a filter that no index answers so takes a bounded time. */
const MOST_LOOKED_AT = 1_000;

interface List<Kind extends keyof KeyTypes, Row> {
  readonly operation: string;
  /** The type of the sort key. */
  readonly kind: Kind;
  readonly read: (start: PageStart<KeyTypes[Kind]>) => Promise<readonly Row[]>;
  readonly keyOf: (row: Row) => KeyTypes[Kind];
  /** Of a list that looks at some rows only: the key of the last of them, where there may be more. */
  readonly endOf?: (start: PageStart<KeyTypes[Kind]>) => Promise<KeyTypes[Kind] | undefined>;
}

/**
 * The page of a list that the request asks for. One row more than asked for is read, to know whether the list goes on;
 * where rows are left to be looked at, it goes on behind a page that is short or empty.
 * A token that is garbled, or of a request with other members, faults.
 */
export async function readPage<Kind extends keyof KeyTypes, Row>(
  { MaxResults: size = LARGEST_PAGE, NextToken: token, ...scope }: PagedRequest,
  { operation, kind, read, keyOf, endOf }: List<Kind, Row>,
): Promise<{ rows: readonly Row[]; nextToken: string | undefined }> {
  const list = { operation, scope };
  const after = token ? decodePageToken(token, { ...list, kinds: [kind] })?.[0] : undefined;
  if ((token && after === undefined) || (typeof after === 'number' && !Number.isSafeInteger(after)))
    throw new Fault('InvalidParameterValueException', 'The NextToken is not one that this request was answered with.');
  const start = { after: after as KeyTypes[Kind] | undefined, limit: size + 1, look: MOST_LOOKED_AT };
  const rows = await read(start);
  if (rows.length <= size) {
    const end = await endOf?.(start);
    return { rows, nextToken: end === undefined ? undefined : encodePageToken({ ...list, after: [end] }) };
  }
  const page = rows.slice(0, size);
  return { rows: page, nextToken: encodePageToken({ ...list, after: [keyOf(page.at(-1)!)] }) };
}
