import type { Filter, Tag } from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import type { Ec2Record, RecordKind } from '../../../domain/records/record.ts';
import type { RequestContext } from '../../../operation.ts';
import { type ListedRecord, readRecords } from '../../../views/ec2/records.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { checkId, type Ec2Kind } from '../ec2-ids.ts';
import { tagTextsOf } from '../instances/instance-narrowing.ts';
import { filterItems } from '../listing/filter-items.ts';
import { pageRows } from '../listing/page-rows.ts';

interface ListRequest {
  readonly Filters?: Filter[] | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

interface RecordList<Kind extends RecordKind, Shape> {
  readonly operation: string;
  readonly kind: Ec2Kind;
  readonly ids: readonly string[] | undefined;
  readonly describe: (record: Ec2Record<Kind>, tags: Tag[]) => Shape;
  /** What is there without a row, such as the default VPC's: before those that have rows, and behind them. */
  readonly first?: readonly Ec2Record<Kind>[];
  readonly last?: readonly Ec2Record<Kind>[];
  /** Which of them are listed; all without it. */
  readonly chosen?: ((record: Ec2Record<Kind>) => boolean) | undefined;
  /** True: none that has a row is chosen. */
  readonly withoutRows?: boolean;
  /** What those that are listed refer to one of. */
  readonly refs?: readonly string[];
  /** The filters whose values are among the records' refs. */
  readonly refFilters?: readonly string[];
  readonly defaultLimit?: number;
  readonly accessors: Accessors<Shape>;
  readonly tagsOf: (shape: Shape) => readonly Tag[] | undefined;
}

/** Behind every sequence that a row has. */
const LAST = 2 ** 52;

/** The page that a request asks for of the account's records of a kind, in the order they were made, or what it names by id. */
export async function listRecords<Kind extends RecordKind, Shape>(
  request: ListRequest,
  context: RequestContext,
  list: RecordList<Kind, Shape>,
): Promise<{ items: Shape[]; nextToken: string | undefined }> {
  const rules = { accessors: list.accessors, tagsOf: (shape: Shape) => list.tagsOf(shape) ?? [] };
  const toItems = async (records: readonly Ec2Record<Kind>[]) => {
    const tags = await readTags(
      context.db,
      records.map(({ id }) => id),
    );
    return records.map((record) => list.describe(record, tags.get(record.id) ?? []));
  };
  const kind = list.kind.resourceType as Kind;
  const first = (list.first ?? []).map((record): ListedRecord<Kind> => ({ ...record, sequence: 0 }));
  const last = (list.last ?? []).map((record, index): ListedRecord<Kind> => ({ ...record, sequence: LAST + index }));
  if (list.ids?.length) {
    const ids = [...new Set(list.ids)];
    for (const id of ids) checkId(list.kind, id);
    const own = await readRecords(context.db, context, { kind, ids, limit: ids.length });
    const named = [...[...first, ...last].filter(({ id }) => ids.includes(id)), ...own];
    const missing = ids.filter((id) => !named.some((record) => record.id === id));
    if (missing.length > 0) throw list.kind.notFound(missing);
    const chosen = list.chosen ? named.filter(list.chosen) : named;
    return { items: await filterItems(await toItems(chosen), request.Filters, rules), nextToken: undefined };
  }
  const own = list.refs ? [list.refs] : [];
  const narrowed = { refs: [...own, ...refsIn(request.Filters, list.refFilters)], tags: tagTextsOf(request.Filters) };
  return pageRows<ListedRecord<Kind>, Shape>(request, {
    operation: list.operation,
    defaultLimit: list.defaultLimit ?? 1_000,
    read: async (after, limit) => {
      const before = after === 0 ? first : [];
      const rows = { kind, ...narrowed, after, limit: limit - before.length };
      const behind = last.filter(({ sequence }) => sequence > after);
      const own = list.withoutRows ? [] : await readRecords(context.db, context, rows);
      return [...before, ...own, ...behind].slice(0, limit);
    },
    toItems,
    rules,
    ...(list.chosen && { keep: (_: Shape, row: ListedRecord<Kind>) => list.chosen!(row) }),
  });
}

/** Of the filters that look at refs the values, where none is a pattern. */
export function refsIn(filters: readonly Filter[] = [], names: readonly string[] = []): string[][] {
  return filters.flatMap(({ Name = '', Values = [] }) =>
    names.includes(Name) && !Values.some((value) => /[*?\\]/.test(value)) ? [[...Values]] : [],
  );
}
