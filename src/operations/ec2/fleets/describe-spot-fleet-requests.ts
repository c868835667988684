import type { DescribeSpotFleetRequestsRequest, DescribeSpotFleetRequestsResponse } from '@aws-sdk/client-ec2';
import type { Operation, RequestContext } from '../../../operation.ts';
import { type ListedFleet, readFleets } from '../../../views/ec2/fleets.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { ec2Arn, SPOT_FLEET } from '../ec2-ids.ts';
import { pageRows } from '../listing/page-rows.ts';
import { spotFleetShape } from './fleet-shape.ts';
import { readNamedFleets } from './named-fleets.ts';

export const describeSpotFleetRequests: Operation<DescribeSpotFleetRequestsRequest, DescribeSpotFleetRequestsResponse> =
  {
    constraints: { MaxResults: { range: [1, 1000], integer: true }, SpotFleetRequestIds: { items: [0, 1000] } },
    resources: ({ SpotFleetRequestIds: ids = [] }, scope) => ids.map((id) => ec2Arn(SPOT_FLEET, id, scope)),

    async handle(request, context) {
      const { SpotFleetRequestIds: ids } = request;
      if (ids?.length) {
        const fleets = await readNamedFleets(ids, 'spot-fleet', context);
        return { SpotFleetRequestConfigs: await shapesOf(fleets, context) };
      }
      const { db, accountId, region } = context;
      const { items, nextToken } = await pageRows(request, {
        operation: 'DescribeSpotFleetRequests',
        defaultLimit: 1_000,
        read: (after, limit) => readFleets(db, { accountId, region, kind: 'spot-fleet' }, { after, limit }),
        toItems: (rows: readonly ListedFleet[]) => shapesOf(rows, context),
      });
      return { SpotFleetRequestConfigs: items, NextToken: nextToken };
    },
  };

async function shapesOf(fleets: readonly ListedFleet[], { db }: RequestContext) {
  const tags = await readTags(
    db,
    fleets.map(({ id }) => id),
  );
  return fleets.map((fleet) => spotFleetShape(fleet, tags.get(fleet.id) ?? []));
}
