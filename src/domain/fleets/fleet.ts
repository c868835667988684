import type { Actor, LaunchRequest } from '../commands.ts';
import { idFromSeed } from '../ids.ts';
import type { Refusal } from '../refusal.ts';

export type FleetKind = 'ec2-fleet' | 'spot-fleet';
export type FleetType = 'instant' | 'request' | 'maintain';
export type FleetState = 'submitted' | 'active' | 'modifying' | 'deleted_running' | 'deleted_terminating' | 'deleted';
export type Lifecycle = 'on-demand' | 'spot';

/**
 * How machines are spread over pools. `cheapest`: over so many of the cheapest pools as are asked for, one if nothing
 * is; `first`: the pool of the first priority; `even`: all pools alike.
 */
export type Allocation =
  | { readonly strategy: 'cheapest'; readonly pools: number }
  | { readonly strategy: 'first' }
  | { readonly strategy: 'even' };

/** One way to launch a machine of the fleet: a launch template with one of its overrides, or a launch specification. */
export interface FleetPool {
  readonly request: LaunchRequest;
  /** How many units of the target one machine is. */
  readonly weight: number;
  readonly priority?: number;
  /** Another has taken its place; machines of it may still be there. */
  readonly retired?: true;
  /** LaunchTemplateAndOverrides in EC2's form, to be echoed. */
  readonly echo: Readonly<Record<string, unknown>>;
}

export interface FleetSide {
  /** Units. */
  readonly target: number;
  readonly allocation: Allocation;
  /** Instant fleets: fewer units than these are none. */
  readonly minTarget?: number;
  readonly singleInstanceType?: boolean;
  readonly singleAvailabilityZone?: boolean;
}

/** What a fleet goes by. */
export interface FleetPlan {
  readonly actor: Actor;
  readonly pools: readonly FleetPool[];
  readonly sides: Readonly<Record<Lifecycle, FleetSide>>;
  /** Whether machines above the target are terminated when it is lowered. */
  readonly terminateExcess: boolean;
  readonly terminateOnExpiration: boolean;
  readonly interruptionBehavior: 'terminate' | 'stop' | 'hibernate';
  readonly validFrom?: string;
  readonly validUntil?: string;
}

/** What stood in the way of a pool. */
export interface FleetError {
  readonly pool: number;
  readonly lifecycle: Lifecycle;
  readonly kind: Refusal['kind'];
  readonly message: string;
  /** Whether it is a matter of licenses that may come back. */
  readonly passing: boolean;
}

export type ActivityStatus = 'error' | 'fulfilled' | 'pending_fulfillment' | 'pending_termination';

export interface Fleet {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  readonly kind: FleetKind;
  readonly type: FleetType;
  readonly state: FleetState;
  readonly activityStatus: ActivityStatus | undefined;
  readonly launches: number;
  readonly attempts: number;
  readonly plan: FleetPlan;
  readonly errors: readonly FleetError[];
}

/** The pools of a plan after a modification: those that were there keep their places, for machines are known by them. */
export const replacePools = (old: readonly FleetPool[], now: readonly FleetPool[]): FleetPool[] => [
  ...old.map((pool) => ({ ...pool, retired: true as const })),
  ...now,
];

/** A machine that counts for a fleet. */
export interface FleetMember {
  readonly instanceId: string;
  readonly pool: number;
  readonly lifecycle: Lifecycle;
  readonly weight: number;
}

/** An id such as `fleet-…` or `sfr-…` with a UUID, as EC2 gives them. */
export function fleetIdOf(kind: FleetKind, seed: string): string {
  const [prefix, digits] = idFromSeed(kind === 'ec2-fleet' ? 'fleet' : 'sfr', seed, 0, 32).split('-');
  return `${prefix}-${digits!.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;
}

export const fulfilledUnits = (members: readonly FleetMember[], lifecycle?: Lifecycle): number =>
  members.filter((m) => !lifecycle || m.lifecycle === lifecycle).reduce((sum, m) => sum + m.weight, 0);

export const isDeleted = (state: FleetState): boolean => state.startsWith('deleted');
