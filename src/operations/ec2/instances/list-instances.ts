import type { Filter } from '@aws-sdk/client-ec2';
import type { FilterRules } from '../../../domain/filters.ts';
import type { InstanceState } from '../../../domain/instances/instance.ts';
import { decodePageToken, encodePageToken } from '../../../domain/page.ts';
import { CommonFault, Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import { countEntries, type Place, type Source, scanInstances } from '../../../views/ec2/instance-scan.ts';
import { type ListedInstance, readInstances, whole } from '../../../views/ec2/instances.ts';
import { INSTANCE } from '../ec2-ids.ts';
import { filterItems, filterTest } from '../listing/filter-items.ts';
import { MOST_LOOKED_AT, scanPage } from '../listing/scan-page.ts';
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
  /** Whether the entries tell of tags and licenses. */
  readonly details?: boolean;
}

/** Entries of an answer to a request without MaxResults; a longer list goes on under NextToken. */
const UNPAGED_LIMIT = 1_000;

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
  const instances = await readNamed(ids, context, list);
  const listed = instances.filter(({ state }) => list.states?.includes(state) ?? true);
  return { items: await filterItems(await list.itemsOf(listed), request.Filters, list.rules), nextToken: undefined };
}

/** The instances of these ids; faults InvalidInstanceID.Malformed, or InvalidInstanceID.NotFound with all that are not there. */
export async function readNamed(
  ids: readonly string[],
  { db, accountId, region }: RequestContext,
  { details }: { readonly details?: boolean } = {},
): Promise<ListedInstance[]> {
  const wanted = [...new Set(checkInstanceIds(ids))];
  const instances = await readInstances(db, { accountId, region }, { ids: wanted, limit: wanted.length, details });
  const found = new Set(instances.map((instance) => instance.id));
  const missing = wanted.filter((id) => !found.has(id));
  if (missing.length > 0) throw INSTANCE.notFound(missing);
  return instances;
}

async function listPage<Item extends Entry>(request: ListRequest, context: RequestContext, list: InstanceList<Item>) {
  const { MaxResults: wanted = UNPAGED_LIMIT, NextToken, ...chosen } = request;
  const scope = { operation: list.operation, scope: chosen };
  const plan = scanPlan(request.Filters, list.states);
  const start = NextToken ? startOf(NextToken, scope) : { source: await chooseSource(plan, context), after: undefined };
  const source = plan.sources[start.source];
  if (!source) throw otherList();
  const { items, next } = await scanPage({
    after: start.after,
    wanted,
    exact: plan.exact,
    read: (after, { look, take }) => {
      const most = { look: source.kind === 'launches' && plan.exact ? take : look, take };
      return scanInstances(context.db, context, { source, filter: plan.filter, after, details: list.details, ...most });
    },
    itemsOf: async (found) => {
      const items = await list.itemsOf(found.map(({ value }) => value));
      const matching = new Set(await filterItems(items, request.Filters, list.rules));
      return items.flatMap((value, i) => (matching.has(value) ? [{ value, place: found[i]!.place }] : []));
    },
  });
  items.sort((a, b) => a.instance.sequence - b.instance.sequence);
  return { items, nextToken: next && encodePageToken({ ...scope, after: [start.source, ...next] }) };
}

/** What a list is read by, and what is looked at. */
function scanPlan(filters: readonly Filter[] | undefined, states: readonly InstanceState[] | undefined) {
  const { filter, sources, exact } = narrowing(filters);
  if (!states) return { filter, exact, sources: sources.length > 0 ? sources : [LAUNCHES] };
  const columns = [...filter.columns, ...whole('state', states).columns];
  const ofStates: Source = { kind: 'column', column: 'state', values: states };
  return { filter: { ...filter, columns }, exact, sources: [...sources, ofStates] };
}

const LAUNCHES: Source = { kind: 'launches' };

/**
 * The source that a list is read by, of all that have what fits: the one with the fewest entries, where one has so few
 * that a page can look at them all, else the first. The next pages stay with it.
 */
async function chooseSource({ sources }: { sources: readonly Source[] }, context: RequestContext): Promise<number> {
  if (sources.length === 1) return 0;
  const counts = await countEntries(context.db, context, sources, MOST_LOOKED_AT);
  return counts.indexOf(Math.min(...counts));
}

function startOf(token: string, scope: { operation: string; scope: unknown }): { source: number; after: Place } {
  const [source, value, last] = decodePageToken(token, { ...scope, kinds: ['number', 'string', 'string'] }) ?? [];
  if (last === undefined || !PLACE.test(last as string)) throw otherList();
  return { source: source as number, after: [value as string, last as string] };
}

/** A sequence, or the id of a machine or of whatever has its tag. */
const PLACE = /^(\d{1,15}|[a-z-]+-[0-9a-f]+)$/;

const otherList = () => new CommonFault('InvalidMember', 'The NextToken is not of this request.');
