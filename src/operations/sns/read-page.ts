import { type Kind, type List, readPage as readPageOf } from '../read-page.ts';
import { invalid } from './own-topic.ts';

/** SNS's pages have a hundred items. */
const SIZE = 100;

/** The page that a request asks for, and the token to go on with. */
export const readPage = <K extends Kind, Row>(
  { NextToken: token, ...scope }: { readonly NextToken?: string | undefined },
  list: List<K, Row>,
) => readPageOf({ size: SIZE, token, scope }, list, invalid);
