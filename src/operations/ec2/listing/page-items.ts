import { decodePageToken, encodePageToken, pageOf } from '../../../domain/page.ts';
import { Fault } from '../../../fault.ts';

export interface PagedRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export interface Paging<Item> {
  readonly operation: string;
  readonly keyOf: (item: Item) => readonly string[];
  /** How many parts the keys have. */
  readonly keyParts: number;
  readonly defaultLimit: number;
}

/**
 * The page that the request asks for of the items it chose, which are sorted by their keys. A token of a request with
 * other members, or of none, faults InvalidParameterValue.
 */
export function pageItems<Item>(sorted: readonly Item[], request: PagedRequest, paging: Paging<Item>) {
  const { MaxResults: limit = paging.defaultLimit, NextToken: token, ...scope } = request;
  const list = { operation: paging.operation, scope };
  const kinds = Array(paging.keyParts).fill('string');
  const after = token === undefined ? undefined : decodePageToken(token, { ...list, kinds });
  if (token !== undefined && !after) throw new Fault('InvalidParameterValue', 'The NextToken is not of this request.');
  const page = pageOf(sorted, { limit, keyOf: paging.keyOf, after });
  return { items: page.items, nextToken: page.after && encodePageToken({ ...list, after: page.after }) };
}
