import type { Constraints } from '../../domain/constraints.ts';
import { type Kind, type List, readPage as readPageOf } from '../read-page.ts';
import { badRequest } from './named-group.ts';

const LARGEST_PAGE = 50;

export const pageConstraints: Constraints = { MaxResults: { range: [1, LARGEST_PAGE], integer: true } };

export interface PagedRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** The page of a list that the request asks for. */
export const readPage = <K extends Kind, Row>(
  { MaxResults: size = LARGEST_PAGE, NextToken: token, ...scope }: PagedRequest,
  list: List<K, Row>,
) => readPageOf({ size, token, scope }, list, badRequest);
