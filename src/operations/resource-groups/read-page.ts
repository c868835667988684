import type { Constraints } from '../../domain/constraints.ts';
import { decodePageToken, encodePageToken } from '../../domain/page.ts';
import { badRequest } from './named-group.ts';

const LARGEST_PAGE = 50;

export const pageConstraints: Constraints = { MaxResults: { range: [1, LARGEST_PAGE], integer: true } };

interface PagedRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

interface List<Row> {
  readonly operation: string;
  readonly read: (start: { after: string | undefined; limit: number }) => Promise<readonly Row[]>;
  /** The sort key. */
  readonly keyOf: (row: Row) => string;
}

/** The page of a list that the request asks for, found by the sort key of the item before it. */
export async function readPage<Row>(
  { MaxResults: size = LARGEST_PAGE, NextToken: token, ...scope }: PagedRequest,
  { operation, read, keyOf }: List<Row>,
): Promise<{ rows: readonly Row[]; nextToken: string | undefined }> {
  const list = { operation, scope };
  const after = token ? decodePageToken(token, { ...list, kinds: ['string'] })?.[0] : undefined;
  if (token && after === undefined) throw badRequest('The NextToken is not one that this request was answered with.');
  const rows = await read({ after: after as string | undefined, limit: size + 1 });
  if (rows.length <= size) return { rows, nextToken: undefined };
  const page = rows.slice(0, size);
  return { rows: page, nextToken: encodePageToken({ ...list, after: [keyOf(page.at(-1)!)] }) };
}
