import type { Constraints } from '../../domain/constraints.ts';
import { type Kind, type List, readPage as readPageOf } from '../read-page.ts';
import { invalidValue } from './database-terms.ts';

export const pageConstraints: Constraints = { MaxRecords: { range: [20, 100], integer: true } };

interface Paged {
  readonly MaxRecords?: number | undefined;
  readonly Marker?: string | undefined;
}

/** The page that a request asks for, of 100 unless it says otherwise, and the marker to go on with. */
export async function readPage<K extends Kind, Row>(
  { MaxRecords: size = 100, Marker: token, ...scope }: Paged,
  list: List<K, Row>,
): Promise<{ rows: readonly Row[]; marker: string | undefined }> {
  const { rows, nextToken: marker } = await readPageOf({ size, token, scope }, list, () =>
    invalidValue('The Marker is not one that this request was answered with.'),
  );
  return { rows, marker };
}
