import type { Allocation, FleetMember, FleetPlan, FleetPool, Lifecycle } from './fleet.ts';
import { fulfilledUnits } from './fleet.ts';
import { hourlyPrice } from './spot-price.ts';

/** Machines of one pool to be launched with one command. */
export interface PlannedLaunch {
  readonly pool: number;
  readonly lifecycle: Lifecycle;
  readonly count: number;
}

/** Pools that a refusal has ruled out for the while, as `poolKey`s. */
export type Blocked = ReadonlySet<string>;

export const poolKey = ({ pool, lifecycle }: { pool: number; lifecycle: Lifecycle }): string => `${lifecycle} ${pool}`;

const LIFECYCLES: readonly Lifecycle[] = ['on-demand', 'spot'];

/** What is to be launched so that the members reach the plan's targets: on-demand machines first, as their share is fixed. */
export function planLaunches(plan: FleetPlan, members: readonly FleetMember[], blocked: Blocked): PlannedLaunch[] {
  return LIFECYCLES.flatMap((lifecycle) => planSide(plan, lifecycle, { members, blocked }));
}

interface Standing {
  readonly members: readonly FleetMember[];
  readonly blocked: Blocked;
}

interface Candidate {
  readonly index: number;
  readonly pool: FleetPool;
  /** Machines that are there and planned. */
  held: number;
  planned: number;
}

function planSide(plan: FleetPlan, lifecycle: Lifecycle, { members, blocked }: Standing): PlannedLaunch[] {
  const side = plan.sides[lifecycle];
  const ofSide = members.filter((member) => member.lifecycle === lifecycle);
  const missing = side.target - fulfilledUnits(ofSide);
  if (missing <= 0) return [];
  const all = plan.pools.map((pool, index): Candidate => {
    return { index, pool, held: ofSide.filter((member) => member.pool === index).length, planned: 0 };
  });
  const inOrder = orderPools(
    all.filter(({ pool }) => !pool.retired),
    side.allocation,
    lifecycle,
  );
  const usable = keepSingle(inOrder, side, ofSide).filter(
    ({ index }) => !blocked.has(poolKey({ pool: index, lifecycle })),
  );
  const chosen = usable.slice(0, side.allocation.strategy === 'cheapest' ? side.allocation.pools : undefined);
  fill(side.allocation.strategy === 'first' ? chosen.slice(0, 1) : chosen, missing);
  return chosen
    .filter(({ planned }) => planned > 0)
    .map(({ index, planned }) => ({ pool: index, lifecycle, count: planned }));
}

/** Pools in the order in which they are used; those that are alike in the order given. */
function orderPools(pools: readonly Candidate[], { strategy }: Allocation, lifecycle: Lifecycle): Candidate[] {
  const unitPrice = ({ request, weight }: FleetPool) => hourlyPrice(request.instanceType, lifecycle) / weight;
  if (strategy === 'cheapest') return [...pools].sort((a, b) => order(unitPrice(a.pool), unitPrice(b.pool)));
  // Pools without a priority come last.
  const priority = ({ priority = Number.POSITIVE_INFINITY }: FleetPool) => priority;
  return strategy === 'first' ? [...pools].sort((a, b) => order(priority(a.pool), priority(b.pool))) : [...pools];
}

// Not a difference: infinite prices and priorities have none.
const order = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

/** Where all machines are to be of one type or in one zone: that of those which are there, or of the first pool. */
function keepSingle(
  pools: readonly Candidate[],
  side: { singleInstanceType?: boolean; singleAvailabilityZone?: boolean },
  members: readonly FleetMember[],
): readonly Candidate[] {
  const model = pools.find(({ index }) => members.some((member) => member.pool === index)) ?? pools[0];
  const placeOf = ({ request }: FleetPool) => request.subnetId ?? request.availabilityZone;
  return pools.filter(
    ({ pool }) =>
      (!side.singleInstanceType || pool.request.instanceType === model?.pool.request.instanceType) &&
      (!side.singleAvailabilityZone || placeOf(pool) === (model && placeOf(model.pool))),
  );
}

/** One machine at a time to the pool that has the fewest, until the units suffice. */
function fill(candidates: readonly Candidate[], units: number): void {
  for (let missing = units; missing > 0 && candidates.length > 0; ) {
    const next = candidates.reduce((a, b) => (b.held < a.held ? b : a));
    next.held += 1;
    next.planned += 1;
    missing -= next.pool.weight;
  }
}

/** The members to terminate where a side has more than its target: the newest, and none that would leave too few. */
export function planTerminations(plan: FleetPlan, oldestFirst: readonly FleetMember[]): string[] {
  if (!plan.terminateExcess) return [];
  return LIFECYCLES.flatMap((lifecycle) => {
    const members = oldestFirst.filter((member) => member.lifecycle === lifecycle);
    let excess = fulfilledUnits(members) - plan.sides[lifecycle].target;
    return members.toReversed().flatMap(({ instanceId, weight }) => {
      if (weight > excess) return [];
      excess -= weight;
      return [instanceId];
    });
  });
}
