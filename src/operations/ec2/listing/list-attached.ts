import type { Filter, Tag } from '@aws-sdk/client-ec2';
import type { FilterRules } from '../../../domain/filters.ts';
import { possibleOwners } from '../../../domain/instances/attached-id.ts';
import { decodePageToken, encodePageToken } from '../../../domain/page.ts';
import { Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import { LASTING_STATES, type ListedInstance, readInstances, whole } from '../../../views/ec2/instances.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import type { Ec2Kind } from '../ec2-ids.ts';
import { filterItems } from './filter-items.ts';

/** A volume, network interface or instance profile of a machine, with its place in the list. */
interface Attached<Shape> {
  readonly id: string;
  readonly key: readonly [sequence: number, index: number];
  readonly shape: Shape;
}

interface AttachedList<Shape> {
  readonly operation: string;
  readonly kind: Ec2Kind;
  readonly ids: readonly string[] | undefined;
  readonly shapesOf: (instance: ListedInstance) => readonly { readonly id: string; readonly shape: Shape }[];
  /** Of what can be tagged. */
  readonly withTags?: (shape: Shape, tags: Tag[]) => Shape;
  readonly rules: FilterRules<Shape>;
}

interface PagedRequest {
  readonly Filters?: Filter[] | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** Machines whose rows are held at a time. */
const BATCH = 500;
const UNPAGED_LIMIT = 1_000;

/** The page that a request asks for of what is attached to the account's machines, or what it names by id. */
export async function listAttached<Shape>(request: PagedRequest, context: RequestContext, list: AttachedList<Shape>) {
  const { ids } = list;
  if (!ids?.length) return listPage(request, context, list);
  const owners = await readInstances(context.db, context, {
    ids: ids.flatMap(possibleOwners),
    limit: ids.length * 256,
  });
  const items = (await attachedTo(owners, context, list)).filter((item) => ids.includes(item.id));
  const missing = ids.filter((id) => !items.some((item) => item.id === id));
  if (missing.length > 0) throw list.kind.notFound(missing);
  return {
    shapes: await filterItems(
      items.map((item) => item.shape),
      request.Filters,
      list.rules,
    ),
    nextToken: undefined,
  };
}

async function listPage<Shape>(request: PagedRequest, context: RequestContext, list: AttachedList<Shape>) {
  const { MaxResults: limit = UNPAGED_LIMIT, NextToken, ...chosen } = request;
  const scope = { operation: list.operation, scope: chosen };
  const [sequence, index] = startOf(NextToken, scope);
  const found: Attached<Shape>[] = [];
  for (let after = sequence - 1; ; ) {
    const owners = await readInstances(context.db, context, { ...narrowed(request), after, limit: BATCH });
    const items = (await attachedTo(owners, context, list)).filter(({ key }) => key[0] > sequence || key[1] > index);
    const shapes = new Set(
      await filterItems(
        items.map((item) => item.shape),
        request.Filters,
        list.rules,
      ),
    );
    found.push(...items.filter((item) => shapes.has(item.shape)));
    if (found.length > limit || owners.length < BATCH) break;
    after = owners.at(-1)!.sequence;
  }
  const page = found.slice(0, limit);
  const nextToken = found.length > limit ? encodePageToken({ ...scope, after: page.at(-1)!.key }) : undefined;
  return { shapes: page.map((item) => item.shape), nextToken };
}

/** Terminated machines have nothing attached; a filter for one machine needs no other. */
function narrowed({ Filters: filters }: PagedRequest) {
  const ids = filters?.find(({ Name }) => Name === 'attachment.instance-id' || Name === 'instance-id')?.Values;
  const exact = ids && !ids.some((id) => /[*?\\]/.test(id));
  return { columns: whole('state', LASTING_STATES).columns, ...(exact && { ids }) };
}

async function attachedTo<Shape>(
  owners: readonly ListedInstance[],
  { db }: RequestContext,
  { shapesOf, withTags }: AttachedList<Shape>,
): Promise<Attached<Shape>[]> {
  const items = owners.flatMap((owner) => {
    return shapesOf(owner).map((item, index): Attached<Shape> => ({ ...item, key: [owner.sequence, index] }));
  });
  if (!withTags) return items;
  const tags = await readTags(
    db,
    items.map((item) => item.id),
  );
  return items.map((item) => ({ ...item, shape: withTags(item.shape, tags.get(item.id) ?? []) }));
}

function startOf(
  token: string | undefined,
  scope: { operation: string; scope: unknown },
): [sequence: number, index: number] {
  if (!token) return [0, -1];
  const key = decodePageToken(token, { ...scope, kinds: ['number', 'number'] });
  if (!key?.every((part) => Number.isSafeInteger(part)))
    throw new Fault('InvalidParameterValue', 'The NextToken is not of this request.');
  return [key[0] as number, key[1] as number];
}
