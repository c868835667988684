import type { Constraints } from '../../domain/constraints.ts';
import { type List, readPage as readPageOf } from '../read-page.ts';
import { badRequest } from './named-group.ts';

const LARGEST_PAGE = 50;

export const pageConstraints: Constraints = { MaxResults: { range: [1, LARGEST_PAGE], integer: true } };

interface PagedRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** The page of a list that the request asks for. */
export const readPage = <Row>(
  { MaxResults: size = LARGEST_PAGE, NextToken: token, ...scope }: PagedRequest,
  list: Omit<List<'string', Row>, 'kind'>,
) => readPageOf({ size, token, scope }, { kind: 'string', ...list }, badRequest);
