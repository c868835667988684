import type { DescribeHostsRequest, DescribeHostsResult, Host as Ec2Host } from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { type ListedHost, listHosts } from '../../../views/ec2/hosts.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { checkId, HOST } from '../ec2-ids.ts';
import { filterItems } from '../listing/filter-items.ts';
import { pageRows } from '../listing/page-rows.ts';
import { hostShape } from './host-shape.ts';

/** How long a released host is still shown. */
const RELEASED_SHOWN_MS = 60 * 60 * 1000;

/** The Dedicated Hosts that the account sees, with what is on them and what still fits; released ones for an hour. */
export const describeHosts: Operation<DescribeHostsRequest, DescribeHostsResult> = {
  constraints: { MaxResults: { range: [5, 500], integer: true } },

  async handle(request, context) {
    if (request.HostIds?.length && request.MaxResults !== undefined)
      throw new Fault('InvalidParameterCombination', 'HostIds and MaxResults cannot be given together.');
    const { HostIds: ids, Filter, ...chosen } = request;
    if (ids?.length) {
      const shapes = await shapesOf(await readNamed(ids, context), context);
      return { Hosts: await filterItems(shapes, Filter, rules) };
    }
    const { items, nextToken } = await pageRows(
      { ...chosen, Filters: Filter },
      {
        operation: 'DescribeHosts',
        defaultLimit: 500,
        read: (after, limit) => listHosts(context.db, context, { after, limit, releasedAfter: shownSince(context) }),
        toItems: (hosts: readonly ListedHost[]) => shapesOf(hosts, context),
        rules,
      },
    );
    return { Hosts: items, NextToken: nextToken };
  },
};

const shownSince = ({ now }: RequestContext) => new Date(now.getTime() - RELEASED_SHOWN_MS);

async function readNamed(ids: readonly string[], context: RequestContext): Promise<ListedHost[]> {
  for (const id of ids) checkId(HOST, id);
  const hosts = await listHosts(context.db, context, { ids, releasedAfter: shownSince(context) });
  const missing = ids.filter((id) => !hosts.some((host) => host.id === id));
  if (missing.length > 0) throw HOST.notFound(missing);
  return hosts;
}

async function shapesOf(hosts: readonly ListedHost[], { db, accountId }: RequestContext): Promise<Ec2Host[]> {
  const tags = await readTags(
    db,
    hosts.map((host) => host.id),
  );
  return hosts.map((host) => hostShape(host, accountId, tags.get(host.id)));
}

const accessors: Accessors<Ec2Host> = {
  'auto-placement': (host) => host.AutoPlacement,
  'availability-zone': (host) => host.AvailabilityZone,
  'client-token': (host) => host.ClientToken,
  'host-reservation-id': () => undefined,
  'instance-type': (host) => host.HostProperties?.InstanceType,
  state: (host) => host.State,
};

const rules = { accessors, tagsOf: ({ Tags = [] }: Ec2Host) => Tags };
