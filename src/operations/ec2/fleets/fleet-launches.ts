import type { LaunchRequest } from '../../../domain/commands.ts';
import type { FleetPlan, FleetPool } from '../../../domain/fleets/fleet.ts';

/**
 * The launches of a fleet as policies are asked for them: of each pool a machine of each kind that the fleet is to have, or of
 * both where that is not settled.
 */
export function launchesOf(pools: readonly FleetPool[] = [], sides?: FleetPlan['sides']): LaunchRequest[] {
  const settled = (['on-demand', 'spot'] as const).filter((side) => sides && sides[side].target > 0);
  return pools.flatMap(({ request }) => [
    ...(settled.includes('spot') && settled.length === 1 ? [] : [request]),
    ...(settled.includes('on-demand') && settled.length === 1 ? [] : [asSpot(request)]),
  ]);
}

const asSpot = (request: LaunchRequest): LaunchRequest => ({
  ...request,
  settings: { ...request.settings, spot: { type: 'one-time', interruptionBehavior: 'terminate' } },
});
