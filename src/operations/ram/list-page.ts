import type { Constraints } from '../../domain/constraints.ts';
import { Fault } from '../../fault.ts';
import { type Kind, type List, readPage } from '../read-page.ts';

const LARGEST_PAGE = 500;

export const pageConstraints: Constraints = { maxResults: { range: [1, LARGEST_PAGE], integer: true } };

interface PagedRequest {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

/** The page of a list that the request asks for. */
export const listPage = <K extends Kind, Row>(
  { maxResults: size = LARGEST_PAGE, nextToken: token, ...scope }: PagedRequest,
  list: List<K, Row>,
) => readPage({ size, token, scope }, list, (message) => new Fault('InvalidNextTokenException', message));
