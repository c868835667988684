import type { DescribeFleetsRequest, DescribeFleetsResult, FleetData } from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { type ListedFleet, readFleetInstances, readFleets } from '../../../views/ec2/fleets.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { ec2Arn, FLEET } from '../ec2-ids.ts';
import { filterItems } from '../listing/filter-items.ts';
import { pageRows } from '../listing/page-rows.ts';
import { fleetShape } from './fleet-shape.ts';
import { readNamedFleets } from './named-fleets.ts';

/** Lists EC2 Fleets; those of type instant only where they are named, as EC2 does. */
export const describeFleets: Operation<DescribeFleetsRequest, DescribeFleetsResult> = {
  constraints: { MaxResults: { range: [1, 1000], integer: true }, FleetIds: { items: [0, 1000] } },
  resources: ({ FleetIds: ids = [] }, scope) => ids.map((id) => ec2Arn(FLEET, id, scope)),

  async handle(request, context) {
    const rules = { accessors, tagsOf: ({ Tags = [] }: FleetData) => Tags };
    if (request.FleetIds?.length) {
      const fleets = await readNamedFleets(request.FleetIds, 'ec2-fleet', context);
      return { Fleets: await filterItems(await shapesOf(fleets, context), request.Filters, rules) };
    }
    const { db, accountId, region } = context;
    const { items, nextToken } = await pageRows(request, {
      operation: 'DescribeFleets',
      defaultLimit: 1_000,
      read: (after, limit) => readFleets(db, { accountId, region, kind: 'ec2-fleet', listed: true }, { after, limit }),
      toItems: (rows: readonly ListedFleet[]) => shapesOf(rows, context),
      rules,
    });
    return { Fleets: items, NextToken: nextToken };
  },
};

async function shapesOf(fleets: readonly ListedFleet[], { db, region }: RequestContext): Promise<FleetData[]> {
  const tags = await readTags(
    db,
    fleets.map(({ id }) => id),
  );
  return Promise.all(
    fleets.map(async (fleet) => {
      const machines = fleet.type === 'instant' ? await readFleetInstances(db, fleet.id) : [];
      return fleetShape(fleet, { region, machines, tags: tags.get(fleet.id) ?? [] });
    }),
  );
}

const accessors: Accessors<FleetData> = {
  'activity-status': (fleet) => fleet.ActivityStatus,
  'excess-capacity-termination-policy': (fleet) => fleet.ExcessCapacityTerminationPolicy,
  'fleet-state': (fleet) => fleet.FleetState,
  'replace-unhealthy-instances': (fleet) => fleet.ReplaceUnhealthyInstances,
  type: (fleet) => fleet.Type,
};
