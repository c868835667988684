import type { Filter } from '@aws-sdk/client-ec2';
import type { FilterRules } from '../../../domain/filters.ts';
import type { Window } from '../../../views/ec2/window.ts';
import type { Ec2Kind } from '../ec2-ids.ts';
import { namedItems } from './named-items.ts';
import { pageByKey } from './page-rows.ts';

interface ListRequest {
  readonly Filters?: Filter[] | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

interface IdList<Row, Shape> {
  readonly operation: string;
  readonly kind: Ec2Kind;
  readonly ids: readonly string[] | undefined;
  /** Of ids without a row those that are answered by leaving them out; the others are faults. */
  readonly leftOut?: (ids: readonly string[]) => Promise<readonly string[]>;
  readonly read: (window: Window) => Promise<readonly Row[]>;
  /** The place of a row in the list; its id without it. */
  readonly keyOf?: (row: Row) => string;
  /** Which of the rows are listed; all without it. */
  readonly chosen?: (row: Row) => boolean;
  readonly shapesOf: (rows: readonly Row[]) => Promise<readonly Shape[]>;
  readonly rules: FilterRules<Shape>;
}

/** The page that a request asks for of a list in the order of ids, of all or of those that it names. Throws EC2's faults. */
export async function listById<Row extends { readonly id: string }, Shape>(
  request: ListRequest,
  { operation, kind, ids, leftOut, read, keyOf = ({ id }) => id, chosen, shapesOf, rules }: IdList<Row, Shape>,
) {
  const named = ids?.length ? await readNamed(ids) : undefined;
  return pageByKey<Row, Shape, string>(request, {
    operation,
    defaultLimit: 1_000,
    read: async (after, limit) =>
      named?.filter((row) => keyOf(row) > after).slice(0, limit) ?? (await read({ after, limit })),
    toItems: shapesOf,
    rules,
    ...(chosen && { keep: (_: Shape, row: Row) => chosen(row) }),
    start: '',
    keyOf,
  });

  async function readNamed(all: readonly string[]): Promise<readonly Row[]> {
    const rows = await read({ ids: all });
    const gone = all.filter((id) => !rows.some((row) => row.id === id));
    const without = new Set(gone.length > 0 && leftOut ? await leftOut(gone) : []);
    const wanted = all.filter((id) => !without.has(id));
    return wanted.length > 0 ? namedItems(rows, wanted, { kind, idOf: ({ id }) => id }) : [];
  }
}
