import { decodePageToken, encodePageToken, type PageKey } from '../domain/page.ts';

/** The sort keys that lists have; a pair is of places, which begin at zero; texts are two. */
interface Keys {
  readonly string: string;
  readonly number: number;
  readonly pair: readonly [number, number];
  readonly texts: readonly [string, string];
}

export type Kind = keyof Keys;

const KINDS = {
  string: ['string'],
  number: ['number'],
  pair: ['number', 'number'],
  texts: ['string', 'string'],
} as const;

interface PageRequest {
  readonly size: number;
  readonly token: string | undefined;
  /** The members of the request that choose the list. */
  readonly scope: unknown;
}

/** Where a page starts, by the sort key of the item before it, how many rows are read for it, and among how many. */
export interface PageStart<Key> {
  readonly after: Key | undefined;
  readonly limit: number;
  readonly look: number;
}

/** Rows that a page is looked for among, at the most: a filter that no index answers so takes a bounded time. */
const MOST_LOOKED_AT = 1_000;

export interface List<K extends Kind, Row> {
  readonly operation: string;
  /** The type of the sort key. */
  readonly kind: K;
  readonly read: (start: PageStart<Keys[K]>) => Promise<readonly Row[]>;
  readonly keyOf: (row: Row) => Keys[K];
  /** Of a list that looks at some rows only: the key of the last of them, where there may be more. */
  readonly endOf?: (start: PageStart<Keys[K]>) => Promise<Keys[K] | undefined>;
}

/**
 * The page of a list that a request asks for, found by the sort key of the item before it. One row more than asked for is
 * read, to know whether the list goes on; where rows are left to be looked at, it goes on behind a page that is short or
 * empty. A token that is garbled, or of another request, is refused by `refuse`.
 */
export async function readPage<K extends Kind, Row>(
  { size, token, scope }: PageRequest,
  { operation, kind, read, keyOf, endOf }: List<K, Row>,
  refuse: (message: string) => Error,
): Promise<{ readonly rows: readonly Row[]; readonly nextToken: string | undefined }> {
  const list = { operation, scope };
  const found = token ? decodePageToken(token, { ...list, kinds: KINDS[kind] }) : undefined;
  if (token && !(found && isKey(found, kind)))
    throw refuse('The NextToken is not one that this request was answered with.');
  const tokenOf = (key: Keys[K]) =>
    encodePageToken({ ...list, after: Array.isArray(key) ? (key as PageKey) : [key as string] });
  const after = (KINDS[kind].length > 1 ? found : found?.[0]) as Keys[K] | undefined;
  const start = { after, limit: size + 1, look: MOST_LOOKED_AT };
  const rows = await read(start);
  const page = rows.slice(0, size);
  const end = rows.length > size ? keyOf(page.at(-1)!) : await endOf?.(start);
  return { rows: page, nextToken: end === undefined ? undefined : tokenOf(end) };
}

const isKey = (key: PageKey, kind: Kind): boolean => kind !== 'pair' || key.every((place) => Number(place) >= 0);
