import type { Constraints } from '../../domain/constraints.ts';
import { decodePageToken, encodePageToken } from '../../domain/page.ts';
import { invalidValue } from './database-terms.ts';

export const pageConstraints: Constraints = { MaxRecords: { range: [20, 100], integer: true } };

interface Paged {
  readonly MaxRecords?: number | undefined;
  readonly Marker?: string | undefined;
}

interface List<Kind extends 'string' | 'number', Row> {
  readonly operation: string;
  readonly kind: Kind;
  readonly first: Kind extends 'string' ? string : number;
  readonly read: (after: Kind extends 'string' ? string : number, limit: number) => Promise<readonly Row[]>;
  readonly keyOf: (row: Row) => Kind extends 'string' ? string : number;
}

/** The page that a request asks for, of 100 unless it says otherwise, and the marker to go on with. */
export async function readPage<Kind extends 'string' | 'number', Row>(
  { MaxRecords: size = 100, Marker: marker, ...scope }: Paged,
  { operation, kind, first, read, keyOf }: List<Kind, Row>,
): Promise<{ rows: readonly Row[]; marker: string | undefined }> {
  const list = { operation, scope };
  const after = marker ? decodePageToken(marker, { ...list, kinds: [kind] })?.[0] : first;
  if (after === undefined || (typeof after === 'number' && !Number.isSafeInteger(after)))
    throw invalidValue('The Marker is not one that this request was answered with.');
  const rows = await read(after as typeof first, size + 1);
  const page = rows.slice(0, size);
  return {
    rows: page,
    marker: rows.length > size ? encodePageToken({ ...list, after: [keyOf(page.at(-1)!)] }) : undefined,
  };
}
