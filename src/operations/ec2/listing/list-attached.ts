import type { Filter, Tag } from '@aws-sdk/client-ec2';
import type { FilterRules } from '../../../domain/filters.ts';
import { possibleOwners } from '../../../domain/instances/attached-id.ts';
import { decodePageToken, encodePageToken } from '../../../domain/page.ts';
import { Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import { type Source, scanInstances } from '../../../views/ec2/instance-scan.ts';
import { LASTING_STATES, type ListedInstance, readInstances, whole } from '../../../views/ec2/instances.ts';
import { readHolderIds } from '../../../views/ec2/records.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import type { Ec2Kind } from '../ec2-ids.ts';
import { filterItems } from './filter-items.ts';
import { scanPage } from './scan-page.ts';

/** The place behind an item: the sequence of its machine and its index there. */
type Key = readonly [sequence: number, index: number];

/** A volume, network interface or instance profile of a machine, with its place in the list. */
interface Attached<Shape> {
  readonly id: string;
  readonly key: Key;
  readonly shape: Shape;
}

export interface AttachedList<Shape> {
  readonly operation: string;
  readonly kind: Ec2Kind;
  readonly ids: readonly string[] | undefined;
  readonly shapesOf: (instance: ListedInstance) => readonly { readonly id: string; readonly shape: Shape }[];
  /** Of what can be tagged. */
  readonly withTags?: (shape: Shape, tags: Tag[]) => Shape;
  /** What there is without a machine too; of these ids, those that are there. */
  readonly storedOf?: (ids: readonly string[]) => Promise<readonly { readonly id: string; readonly shape: Shape }[]>;
  readonly rules: FilterRules<Shape>;
}

export interface AttachedRequest {
  readonly Filters?: Filter[] | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

const UNPAGED_LIMIT = 1_000;

/** The page that a request asks for of what is attached to the account's machines, or what it names by id. */
export async function listAttached<Shape>(
  request: AttachedRequest,
  context: RequestContext,
  list: AttachedList<Shape>,
) {
  const { ids } = list;
  if (!ids?.length) return listPage(request, context, list);
  const ownerIds = [...ids.flatMap(possibleOwners), ...(await readHolderIds(context.db, ids))];
  const owners = await readInstances(context.db, context, { ids: ownerIds, limit: ownerIds.length });
  const attached = (await attachedTo(owners, context, list)).filter((item) => ids.includes(item.id));
  const items = [...attached, ...((await list.storedOf?.(ids)) ?? [])];
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

async function listPage<Shape>(request: AttachedRequest, context: RequestContext, list: AttachedList<Shape>) {
  const { MaxResults: wanted = UNPAGED_LIMIT, NextToken, ...chosen } = request;
  const scope = { operation: list.operation, scope: chosen };
  const start = startOf(NextToken, scope);
  const source = sourceOf(request);
  const { items, next } = await scanPage<ListedInstance, Attached<Shape>, Key>({
    after: start,
    wanted,
    exact: !request.Filters?.length,
    read: async (after = start, most) => {
      const place = ['', `${after[0] - 1}`] as const;
      const { found, lookedAt, next } = await scanInstances(context.db, context, {
        source,
        filter,
        after: place,
        ...most,
      });
      const owners = found.map(({ value }) => ({ value, place: [value.sequence + 1, -1] as const }));
      return { found: owners, lookedAt, next: next && [Number(next[1]) + 1, -1] };
    },
    itemsOf: async (found) => {
      const attached = await attachedTo(
        found.map(({ value }) => value),
        context,
        list,
      );
      const items = attached.filter(({ key }) => key[0] > start[0] || key[1] > start[1]);
      const shapes = items.map((item) => item.shape);
      const matching = new Set(await filterItems(shapes, request.Filters, list.rules));
      return items.filter((item) => matching.has(item.shape)).map((item) => ({ value: item, place: item.key }));
    },
  });
  const nextToken = next && encodePageToken({ ...scope, after: next });
  return { shapes: items.map((item) => item.shape), nextToken };
}

/** Terminated machines have nothing attached. */
const filter = whole('state', LASTING_STATES);

/** A filter for one machine needs no other. */
function sourceOf({ Filters: filters }: AttachedRequest): Source {
  const ids = filters?.find(({ Name }) => Name === 'attachment.instance-id' || Name === 'instance-id')?.Values;
  return ids && !ids.some((id) => /[*?\\]/.test(id))
    ? { kind: 'column', column: 'instance_id', values: ids }
    : { kind: 'launches' };
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

function startOf(token: string | undefined, scope: { operation: string; scope: unknown }): Key {
  if (!token) return [1, -1];
  const key = decodePageToken(token, { ...scope, kinds: ['number', 'number'] });
  if (!key?.every((part) => Number.isSafeInteger(part)))
    throw new Fault('InvalidParameterValue', 'The NextToken is not of this request.');
  return [key[0] as number, key[1] as number];
}
