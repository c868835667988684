import type { DescribeHostsRequest, DescribeHostsResult, Host as Ec2Host } from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { listHosts } from '../../../views/ec2/hosts.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { checkId, HOST } from '../ec2-ids.ts';
import { filterItems } from '../listing/filter-items.ts';
import { pageItems } from '../listing/page-items.ts';
import { hostShape } from './host-shape.ts';

/** How long a released host is still shown. */
const RELEASED_SHOWN_MS = 60 * 60 * 1000;

/** The Dedicated Hosts that the account sees, with what is on them and what still fits; released ones for an hour. */
export const describeHosts: Operation<DescribeHostsRequest, DescribeHostsResult> = {
  constraints: { MaxResults: { range: [5, 500], integer: true } },

  async handle(request, context) {
    if (request.HostIds?.length && request.MaxResults !== undefined)
      throw new Fault('InvalidParameterCombination', 'HostIds and MaxResults cannot be given together.');
    const hosts = await filterItems(await readHosts(request, context), request.Filter, { accessors, tagsOf });
    const paging = { operation: 'DescribeHosts', keyOf, keyParts: 2, defaultLimit: 500 };
    const { items, nextToken } = pageItems(hosts, request, paging);
    return { Hosts: [...items], NextToken: nextToken };
  },
};

async function readHosts({ HostIds: ids }: DescribeHostsRequest, context: RequestContext): Promise<Ec2Host[]> {
  for (const id of ids ?? []) checkId(HOST, id);
  const releasedAfter = new Date(context.now.getTime() - RELEASED_SHOWN_MS);
  const hosts = await listHosts(context.db, context, { ids: ids?.length ? ids : undefined, releasedAfter });
  const missing = ids?.filter((id) => !hosts.some((host) => host.id === id)) ?? [];
  if (missing.length > 0) throw HOST.notFound(missing);
  const tags = await readTags(
    context.db,
    hosts.map((host) => host.id),
  );
  return hosts.map((host) => hostShape(host, context.accountId, tags.get(host.id)));
}

const keyOf = ({ AllocationTime, HostId }: Ec2Host): string[] => [AllocationTime!.toISOString(), HostId!];

const tagsOf = ({ Tags = [] }: Ec2Host) => Tags;

const accessors: Accessors<Ec2Host> = {
  'auto-placement': (host) => host.AutoPlacement,
  'availability-zone': (host) => host.AvailabilityZone,
  'client-token': (host) => host.ClientToken,
  'host-reservation-id': () => undefined,
  'instance-type': (host) => host.HostProperties?.InstanceType,
  state: (host) => host.State,
};
