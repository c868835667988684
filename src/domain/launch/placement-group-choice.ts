import { findInstanceType } from '../catalogue/instance-types.ts';
import { placementStrategiesOf } from '../catalogue/placement-strategies.ts';
import { pass, type Scope, type Step, stop } from '../decision.ts';
import type { InstanceSettings } from '../instances/instance.ts';
import type { Tenancy } from '../licenses/license.ts';
import type { NetworkFacts } from '../networks/network-facts.ts';
import type { PlacementGroup } from '../records/placement-group.ts';

/** What of a placement group is kept with a machine. */
export type GroupPlace = Pick<InstanceSettings, 'placementGroup' | 'placementGroupId' | 'partitionNumber'>;

/** The name of the group that is wanted, or else its id; undefined where there is none. */
export const wantedGroup = ({ placementGroup: name, placementGroupId: id }: GroupPlace): string | undefined =>
  name || id || undefined;

/** That of a machine. */
export const groupPlaceOf = ({ placementGroup, placementGroupId, partitionNumber }: GroupPlace): GroupPlace => ({
  ...(placementGroup && { placementGroup }),
  ...(placementGroupId && { placementGroupId }),
  ...(partitionNumber !== undefined && { partitionNumber }),
});

interface Member extends Scope {
  readonly instanceType: string;
  readonly tenancy: Tenancy;
}

/** The placement group that is named, by name or id, with both; stops where it is not there or does not take the machine. */
export function choosePlacementGroup(
  { accountId, region, instanceType, tenancy }: Member,
  place: GroupPlace,
  { placementGroups }: NetworkFacts,
): Step<GroupPlace> {
  const { placementGroup: name, placementGroupId: id, partitionNumber } = place;
  const wanted = wantedGroup(place);
  const conflict = (problem: string) => stop({ kind: 'placement-conflict', problem });
  if (!wanted) return partitionNumber === undefined ? pass({}) : conflict(NO_GROUP);
  const group = placementGroups.find(
    (one) => one.accountId === accountId && one.region === region && (name ? one.details.name === name : one.id === id),
  );
  if (!group) return stop({ kind: 'placement-group-unknown', group: wanted });
  const problem =
    findTenancyProblem(group.details, tenancy) ?? findProblem(group.details, instanceType, partitionNumber);
  if (problem) return conflict(problem);
  return pass(groupPlaceOf({ placementGroup: group.details.name, placementGroupId: group.id, partitionNumber }));
}

const NO_GROUP = 'PartitionNumber needs the placement group that the partition is of; give its GroupName or GroupId.';

/** What Dedicated Instances cannot be in (EC2 user guide, rules of placement groups). */
function findTenancyProblem({ name, strategy, partitionCount = 0 }: PlacementGroup, tenancy: Tenancy) {
  if (tenancy !== 'dedicated') return undefined;
  if (strategy === 'spread') return `The spread placement group '${name}' takes no instances of tenancy dedicated.`;
  return strategy === 'partition' && partitionCount > 2
    ? `The placement group '${name}' has ${partitionCount} partitions; for instances of tenancy dedicated it can have 2.`
    : undefined;
}

function findProblem(
  { name, strategy, partitionCount = 0 }: PlacementGroup,
  instanceType: string,
  partition: number | undefined,
): string | undefined {
  if (!placementStrategiesOf(findInstanceType(instanceType)!).includes(strategy))
    return `${strategy[0]!.toUpperCase()}${strategy.slice(1)} placement groups are not supported by the '${instanceType}' instance type. Specify a supported instance type or change the placement group strategy, and try again.`;
  if (partition === undefined) return undefined;
  if (strategy !== 'partition')
    return `PartitionNumber is for placement groups of strategy partition; '${name}' has the strategy ${strategy}.`;
  if (partition > partitionCount)
    return `The placement group '${name}' has ${partitionCount} partitions, and no partition ${partition}.`;
  return undefined;
}
