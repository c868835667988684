import { decodePageToken, encodePageToken } from '../../../domain/page.ts';
import type { Ec2Record } from '../../../domain/records/record.ts';
import type { RequestContext } from '../../../operation.ts';
import { readRecords } from '../../../views/ec2/records.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { tagTextsOf } from '../instances/instance-narrowing.ts';
import { refsIn } from '../records/list-records.ts';
import { type AttachedList, type AttachedRequest, listAttached } from './list-attached.ts';
import { pageRows } from './page-rows.ts';

interface EverywhereList<Kind extends 'volume' | 'network-interface', Shape> extends AttachedList<Shape> {
  /** One that no machine has in EC2's form. */
  readonly stored: (record: Ec2Record<Kind>) => Shape;
  /** What those that are listed refer to. */
  readonly ref?: string;
  /** The filters whose values are among the records' refs. */
  readonly refFilters?: readonly string[];
}

const UNPAGED_LIMIT = 1_000;

/**
 * The page that a request asks for of volumes or network interfaces, or what it names by id: those of machines in the
 * order of the machines, then those that no machine has in the order they were made.
 */
export async function listEverywhere<Kind extends 'volume' | 'network-interface', Shape>(
  request: AttachedRequest,
  context: RequestContext,
  list: EverywhereList<Kind, Shape>,
): Promise<{ shapes: Shape[]; nextToken: string | undefined }> {
  const { MaxResults: limit = UNPAGED_LIMIT, NextToken: token, ...chosen } = request;
  const kind = list.kind.resourceType as Kind;
  const shapesOf = async (records: readonly Ec2Record<Kind>[]) => {
    const { withTags = (shape: Shape) => shape } = list;
    const ids = list.withTags ? records.map(({ id }) => id) : [];
    const tags = await readTags(context.db, ids);
    return records.map((record) => {
      return { id: record.id, shape: withTags(list.stored(record), tags.get(record.id) ?? []) };
    });
  };
  const own = list.ref ? [[list.ref]] : [];
  const storedOf = async (ids: readonly string[]) =>
    shapesOf(await readRecords(context.db, context, { kind, ids, refs: own }));
  const rest = { operation: `${list.operation} without a machine`, scope: chosen };
  const isRest = token !== undefined && decodePageToken(token, { ...rest, kinds: ['number'] }) !== undefined;
  const first = isRest ? undefined : await listAttached(request, context, { ...list, storedOf });
  if (first?.nextToken || list.ids?.length) return first!;
  const shapes = first?.shapes ?? [];
  const narrowed = {
    kind,
    refs: [...own, ...refsIn(chosen.Filters, list.refFilters)],
    tags: tagTextsOf(chosen.Filters),
  };
  if (shapes.length === limit) {
    const more = await readRecords(context.db, context, { ...narrowed, limit: 1 });
    return { shapes, nextToken: more.length > 0 ? encodePageToken({ ...rest, after: [0] }) : undefined };
  }
  const page = await pageRows(
    { ...chosen, MaxResults: limit - shapes.length, NextToken: isRest ? token : undefined },
    {
      operation: rest.operation,
      defaultLimit: limit,
      read: (after, most) => readRecords(context.db, context, { ...narrowed, after, limit: most }),
      toItems: async (records) => (await shapesOf(records)).map(({ shape }) => shape),
      rules: list.rules,
    },
  );
  return { shapes: [...shapes, ...page.items], nextToken: page.nextToken };
}
