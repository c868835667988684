import type { Constraints } from '../../domain/constraints.ts';
import { Fault } from '../../fault.ts';
import { readPage as readPageOf } from '../read-page.ts';

export const pageConstraints: Constraints = {
  Marker: { length: [1, 10_000] },
  MaxItems: { range: [1, 1000], integer: true },
  PathPrefix: { length: [1, 512], pattern: /^\/[!-~]*$/, form: 'a path that begins with a slash' },
};

interface Paged {
  readonly MaxItems?: number | undefined;
  readonly Marker?: string | undefined;
}

interface List<Row> {
  readonly operation: string;
  /** The rows whose keys are behind `after`, in the order of their keys. */
  readonly read: (page: { readonly after: string; readonly limit: number }) => Promise<readonly Row[]>;
  readonly keyOf: (row: Row) => string;
}

interface Page<Row> {
  readonly rows: readonly Row[];
  /** What every list of IAM's answers with. */
  readonly more: { readonly IsTruncated: boolean; readonly Marker: string | undefined };
}

/** The page that a request asks for, of 100 unless it says otherwise, and the marker to go on with. */
export async function readPage<Row>(
  { MaxItems: size = 100, Marker: token, ...scope }: Paged,
  { read, ...list }: List<Row>,
): Promise<Page<Row>> {
  const { rows, nextToken } = await readPageOf(
    { size, token, scope },
    { ...list, kind: 'string', read: ({ after = '', limit }) => read({ after, limit }) },
    () => new Fault('ValidationError', 'The Marker is not one that this request was answered with.'),
  );
  return { rows, more: { IsTruncated: nextToken !== undefined, Marker: nextToken } };
}

/** Of a list that is short and known as a whole. */
export const behind =
  <Row>(rows: readonly Row[], keyOf: (row: Row) => string): List<Row>['read'] =>
  async ({ after, limit }) =>
    rows
      .filter((row) => keyOf(row) > after)
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
      .slice(0, limit);
