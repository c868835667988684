import type { LaunchRequest } from '../../../domain/commands.ts';
import type { FleetPlan, FleetPool } from '../../../domain/fleets/fleet.ts';

/**
 * The launches of a fleet as policies are asked for them: of each pool a machine of each kind that the fleet is to have, or of
 * both where that is not settled.
 */
export function launchesOf(pools: readonly FleetPool[] = [], sides?: FleetPlan['sides']): LaunchRequest[] {
  const wanted = SIDES.filter((side) => sides && sides[side].target > 0);
  const asked = wanted.length > 0 ? wanted : SIDES;
  return pools.flatMap(({ request }) => asked.map((side) => (side === 'spot' ? asSpot(request) : request)));
}

const SIDES = ['on-demand', 'spot'] as const;

const asSpot = (request: LaunchRequest): LaunchRequest => ({
  ...request,
  settings: { ...request.settings, spot: { type: 'one-time', interruptionBehavior: 'terminate' } },
});
