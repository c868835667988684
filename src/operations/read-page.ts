import { decodePageToken, encodePageToken } from '../domain/page.ts';

interface KeyTypes {
  string: string;
  number: number;
}

export interface PageRequest {
  readonly size: number;
  readonly token: string | undefined;
  /** The members of the request that choose the list. */
  readonly scope: unknown;
}

export interface List<Kind extends keyof KeyTypes, Row> {
  readonly operation: string;
  /** The type of the sort key. */
  readonly kind: Kind;
  readonly read: (start: { after: KeyTypes[Kind] | undefined; limit: number }) => Promise<readonly Row[]>;
  readonly keyOf: (row: Row) => KeyTypes[Kind];
}

/**
 * The page of a list that a request asks for, found by the sort key of the item before it. One row more than asked for is
 * read, to know whether the list goes on. A token that is garbled, or of another request, is refused by `refuse`.
 */
export async function readPage<Kind extends keyof KeyTypes, Row>(
  { size, token, scope }: PageRequest,
  { operation, kind, read, keyOf }: List<Kind, Row>,
  refuse: (message: string) => Error,
): Promise<{ rows: readonly Row[]; nextToken: string | undefined }> {
  const list = { operation, scope };
  const after = token ? decodePageToken(token, { ...list, kinds: [kind] })?.[0] : undefined;
  if ((token && after === undefined) || (typeof after === 'number' && !Number.isSafeInteger(after)))
    throw refuse('The NextToken is not one that this request was answered with.');
  const rows = await read({ after: after as KeyTypes[Kind] | undefined, limit: size + 1 });
  if (rows.length <= size) return { rows, nextToken: undefined };
  const page = rows.slice(0, size);
  return { rows: page, nextToken: encodePageToken({ ...list, after: [keyOf(page.at(-1)!)] }) };
}
