import type { Constraints } from '../../domain/constraints.ts';
import { Fault } from '../../fault.ts';
import { type Kind, type List, readPage as readPageOf } from '../read-page.ts';

export interface PagedRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** No bound is published for most lists; the newer ones have this. */
const LARGEST_PAGE = 100;

export const pageConstraints: Constraints = { MaxResults: { range: [1, LARGEST_PAGE], integer: true } };

/** The page of a list that the request asks for. */
export const readPage = <K extends Kind, Row>(
  { MaxResults: size = LARGEST_PAGE, NextToken: token, ...scope }: PagedRequest,
  list: List<K, Row>,
) => readPageOf({ size, token, scope }, list, (message) => new Fault('InvalidParameterValueException', message));
