import type { Filter } from '@aws-sdk/client-ec2';
import type { FilterRules } from '../../../domain/filters.ts';
import type { InstanceState } from '../../../domain/instances/instance.ts';
import { decodePageToken, encodePageToken } from '../../../domain/page.ts';
import { CommonFault, Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import { type ListedInstance, readInstances, whole } from '../../../views/ec2/instances.ts';
import { INSTANCE } from '../ec2-ids.ts';
import { filterItems, filterTest } from '../listing/filter-items.ts';
import { checkInstanceIds } from './instance-ids.ts';
import { narrowing } from './instance-narrowing.ts';

interface ListRequest {
  readonly InstanceIds?: string[] | undefined;
  readonly Filters?: Filter[] | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** An entry of a list, with the instance that it tells of. */
interface Entry {
  readonly instance: ListedInstance;
}

interface InstanceList<Item extends Entry> {
  readonly operation: string;
  /** The states of the instances that are listed; all without it. */
  readonly states?: readonly InstanceState[] | undefined;
  readonly itemsOf: (instances: readonly ListedInstance[]) => Promise<Item[]> | Item[];
  readonly rules: FilterRules<Item>;
}

/** Entries of an answer to a request without MaxResults; a longer list goes on under NextToken. */
const UNPAGED_LIMIT = 1_000;

/** Rows that are read at a time: few enough for others to go between, and for a filter to go through any number. */
const BATCH = 250;

/** The page of a list of instances that a request asks for, or the instances that it names. Throws EC2's faults. */
export async function listInstances<Item extends Entry>(
  request: ListRequest,
  context: RequestContext,
  list: InstanceList<Item>,
) {
  const ids = request.InstanceIds;
  filterTest(request.Filters, list.rules); // what is refused must not get to the database
  if (!ids?.length) return listPage(request, context, list);
  if (request.MaxResults !== undefined)
    throw new Fault(
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
    );
  const instances = await readNamed(ids, context);
  const listed = instances.filter(({ state }) => list.states?.includes(state) ?? true);
  return { items: await filterItems(await list.itemsOf(listed), request.Filters, list.rules), nextToken: undefined };
}

/** The instances of these ids; faults InvalidInstanceID.Malformed, or InvalidInstanceID.NotFound with all that are not there. */
export async function readNamed(
  ids: readonly string[],
  { db, accountId, region }: RequestContext,
): Promise<ListedInstance[]> {
  const wanted = [...new Set(checkInstanceIds(ids))];
  const instances = await readInstances(db, { accountId, region }, { ids: wanted, limit: wanted.length });
  const found = new Set(instances.map((instance) => instance.id));
  const missing = wanted.filter((id) => !found.has(id));
  if (missing.length > 0) throw INSTANCE.notFound(missing);
  return instances;
}

async function listPage<Item extends Entry>(
  request: ListRequest,
  { db, accountId, region }: RequestContext,
  list: InstanceList<Item>,
) {
  const { MaxResults: limit = UNPAGED_LIMIT, NextToken, ...chosen } = request;
  const scope = { operation: list.operation, scope: chosen };
  const narrowed = narrowing(request.Filters);
  const ofStates = list.states ? whole('state', list.states).columns : [];
  const selection = { ...narrowed, columns: [...narrowed.columns, ...ofStates] };
  const batch = request.Filters?.length ? BATCH : Math.min(BATCH, limit + 1);
  const read = (after: number) => readInstances(db, { accountId, region }, { ...selection, after, limit: batch });
  const items: Item[] = [];
  for (let reading = read(startOf(NextToken, scope)); ; ) {
    const instances = await reading;
    const isLast = instances.length < batch;
    const isEnough = !request.Filters?.length && items.length + instances.length > limit;
    // While these are looked at, the database has the next.
    if (!isLast && !isEnough) reading = read(instances.at(-1)!.sequence);
    reading.catch(() => {});
    items.push(...(await filterItems(await list.itemsOf(instances), request.Filters, list.rules)));
    if (items.length > limit) break;
    if (isLast) return { items, nextToken: undefined };
  }
  const page = items.slice(0, limit);
  return { items: page, nextToken: encodePageToken({ ...scope, after: [page.at(-1)!.instance.sequence] }) };
}

function startOf(token: string | undefined, scope: { operation: string; scope: unknown }): number {
  if (!token) return 0;
  const [sequence] = decodePageToken(token, { ...scope, kinds: ['number'] }) ?? [];
  if (!Number.isSafeInteger(sequence)) throw new CommonFault('InvalidMember', 'The NextToken is not of this request.');
  return sequence as number;
}
