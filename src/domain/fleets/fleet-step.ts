import {
  type ActivityStatus,
  type Fleet,
  type FleetError,
  type FleetMember,
  type FleetState,
  fulfilledUnits,
  type Lifecycle,
} from './fleet.ts';

/** What is to be done about a fleet now. */
export type FleetStep =
  | { readonly kind: 'wait'; readonly until: Date }
  /** It is over: what is left of it ends, or runs on for itself. */
  | { readonly kind: 'expire'; readonly state: FleetState }
  | { readonly kind: 'wind-down'; readonly terminate: readonly string[]; readonly state: FleetState }
  | { readonly kind: 'fill' };

/** Decides by the fleet's state and its members that are alive. */
export function decideFleet(fleet: Fleet, members: readonly FleetMember[], at: Date): FleetStep {
  const { state, plan } = fleet;
  if (state === 'deleted' || state === 'deleted_running' || state === 'deleted_terminating') {
    const terminate = state === 'deleted_terminating' ? members.map(({ instanceId }) => instanceId) : [];
    return { kind: 'wind-down', terminate, state: members.length === 0 ? 'deleted' : state };
  }
  if (plan.validUntil && new Date(plan.validUntil) <= at)
    return { kind: 'expire', state: plan.terminateOnExpiration ? 'deleted_terminating' : 'deleted_running' };
  if (plan.validFrom && new Date(plan.validFrom) > at) return { kind: 'wait', until: new Date(plan.validFrom) };
  return { kind: 'fill' };
}

/** Whether machines are to be launched: only `maintain` makes up for those it lost once it had reached its target. */
export const isToBeFilled = ({ type, activityStatus }: Fleet): boolean =>
  type === 'maintain' || activityStatus !== 'fulfilled';

const LIFECYCLES: readonly Lifecycle[] = ['on-demand', 'spot'];

/** How a fleet stands after a round: it waits for licenses, or nothing of it can be launched at all. */
export function activityOf(
  { type, activityStatus, plan }: Fleet,
  members: readonly FleetMember[],
  errors: readonly FleetError[],
): ActivityStatus {
  const reached = LIFECYCLES.every((lifecycle) => fulfilledUnits(members, lifecycle) >= plan.sides[lifecycle].target);
  if (reached || (type !== 'maintain' && activityStatus === 'fulfilled')) return 'fulfilled';
  return errors.length > 0 && errors.every(({ passing }) => !passing) ? 'error' : 'pending_fulfillment';
}

/** Sides of an instant fleet that did not reach the minimum below which they are to have no machine at all. */
export function shortSides({ plan }: Pick<Fleet, 'plan'>, members: readonly FleetMember[]): Lifecycle[] {
  return LIFECYCLES.filter((lifecycle) => fulfilledUnits(members, lifecycle) < (plan.sides[lifecycle].minTarget ?? 0));
}
