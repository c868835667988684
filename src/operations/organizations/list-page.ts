import type { Constraints } from '../../domain/constraints.ts';
import { type Kind, type List, readPage } from '../read-page.ts';
import { invalidInput } from './organization-faults.ts';

const LARGEST_PAGE = 20;

export const pageConstraints: Constraints = { MaxResults: { range: [1, LARGEST_PAGE], integer: true } };

interface PagedRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** The page of a list that the request asks for. */
export const listPage = <K extends Kind, Row>(
  { MaxResults: size = LARGEST_PAGE, NextToken: token, ...scope }: PagedRequest,
  list: List<K, Row>,
) => readPage({ size, token, scope }, list, (message) => invalidInput('INVALID_NEXT_TOKEN', message));
