import type { SpotOptionsRequest, TargetCapacitySpecificationRequest } from '@aws-sdk/client-ec2';
import type { Allocation, FleetSide, Lifecycle } from '../../../domain/fleets/fleet.ts';
import { Fault } from '../../../fault.ts';

/** Units of a fleet at the most (EC2 user guide, fleet quotas). */
const TARGET_LIMIT = 10_000;

/** The units of each side of a fleet; what is given to neither goes to the default one. Throws EC2's faults. */
export function targetsOf(capacity: Partial<TargetCapacitySpecificationRequest>): Record<Lifecycle, number> {
  const { TotalTargetCapacity: total = 0, OnDemandTargetCapacity: onDemand, SpotTargetCapacity: spot } = capacity;
  const { DefaultTargetCapacityType: rest = 'spot', TargetCapacityUnitType: unit = 'units' } = capacity;
  const limit = unit === 'memory-mib' ? TARGET_LIMIT * 1024 : TARGET_LIMIT;
  if (rest !== 'spot' && rest !== 'on-demand')
    throw new Fault('UnsupportedOperation', `Headroom does not support the DefaultTargetCapacityType ${rest} yet.`);
  for (const units of [total, onDemand ?? 0, spot ?? 0])
    if (!Number.isInteger(units) || units < 0 || units > limit)
      throw new Fault(
        'InvalidParameterValue',
        `Invalid target capacity ${units}: expected a whole number from 0 to ${limit}.`,
      );
  const given = (onDemand ?? 0) + (spot ?? 0);
  if (given > total)
    throw new Fault(
      'InvalidTargetCapacitySpecification',
      `On-demand and Spot target capacity are ${given}, which is above the total of ${total}.`,
    );
  const left = total - given;
  return {
    'on-demand': (onDemand ?? 0) + (rest === 'on-demand' ? left : 0),
    spot: (spot ?? 0) + (rest === 'spot' ? left : 0),
  };
}

/** EC2 Fleet's options of a side; Spot Fleet's are some of them, with names of its own for the strategies. */
type SideOptions = Omit<SpotOptionsRequest, 'AllocationStrategy'> & {
  readonly AllocationStrategy?: string | undefined;
};

/** What one side of a fleet goes by. */
export function sideOf(target: number, options: SideOptions = {}): FleetSide {
  const { MinTargetCapacity: minTarget, SingleInstanceType, SingleAvailabilityZone } = options;
  return {
    target,
    allocation: allocationOf(options),
    ...(minTarget !== undefined && { minTarget }),
    ...(SingleInstanceType && { singleInstanceType: true }),
    ...(SingleAvailabilityZone && { singleAvailabilityZone: true }),
  };
}

/**
 * Capacity is the same everywhere here, so the strategies that look for it spread evenly; those that look at the price
 * take the cheapest by a price that follows from the type; those that look at priorities take the first.
 */
function allocationOf({
  AllocationStrategy: name = 'lowest-price',
  InstancePoolsToUseCount: pools = 1,
}: SideOptions): Allocation {
  const strategy = name.toLowerCase().replaceAll('-', '');
  if (strategy === 'lowestprice') return { strategy: 'cheapest', pools: Math.max(1, pools) };
  return strategy.endsWith('prioritized') ? { strategy: 'first' } : { strategy: 'even' };
}
