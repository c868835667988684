import type { Actor, LaunchRequest } from '../domain/commands.ts';
import { type Fleet, type FleetError, type FleetMember, isDeleted } from '../domain/fleets/fleet.ts';
import { type PlannedLaunch, planLaunches, planTerminations, poolKey } from '../domain/fleets/fleet-plan.ts';
import { activityOf, decideFleet, isToBeFilled, shortSides } from '../domain/fleets/fleet-step.ts';
import { mayPass, nextLook } from '../domain/fleets/spot-request.ts';
import { describeRefusal, type Refusal } from '../domain/refusal.ts';
import { type FleetChange, readFleetMachines, retakeFleet, settleFleet, type TakenFleet } from '../store/fleet.ts';
import { insertFleetEvents, leaveFleet, type NewFleetEvent } from '../store/fleet-instance.ts';
import { type Fulfilling, launchOnce } from './fulfil-spot-request.ts';

/** How long a fleet is left to whoever took it. */
export const FLEET_LEASE_MS = 30_000;

/** Machines of one command: few enough that launches which wait for it do not wait long. */
const CHUNK = 500;

/** Does what is to be done about a taken fleet, until it has what it asks for or licenses stand in the way. */
export async function fulfilFleet(fulfilling: Fulfilling, taken: TakenFleet): Promise<void> {
  const { fleet, at } = taken;
  const members = await findMembers(fulfilling, fleet);
  const step = decideFleet(fleet, members, at);
  switch (step.kind) {
    case 'wait':
      return settle(fulfilling, taken, { ...same(fleet), dueAt: step.until });
    case 'expire':
      return settle(fulfilling, taken, { ...same(fleet), state: step.state, activityStatus: undefined, dueAt: at }, [
        { type: 'fleet', subType: 'expired' },
      ]);
    case 'wind-down': {
      await terminate(fulfilling, fleet, step.terminate);
      const change = { ...same(fleet), state: step.state, activityStatus: activityOfEnd(step.terminate) };
      return settle(
        fulfilling,
        taken,
        change,
        step.state === fleet.state ? [] : [{ type: 'fleet', subType: step.state }],
      );
    }
    case 'fill':
      return fill(fulfilling, taken);
  }
}

const same = ({ state, activityStatus, errors, attempts }: Fleet): FleetChange => {
  return { state, activityStatus, errors, attempts, dueAt: undefined };
};

const activityOfEnd = (terminated: readonly string[]) =>
  terminated.length > 0 ? ('pending_termination' as const) : undefined;

/** The machines that count; those found gone leave the fleet. */
async function findMembers({ db }: Fulfilling, fleet: Fleet): Promise<FleetMember[]> {
  return db.transaction().execute(async (trx) => {
    const machines = await readFleetMachines(trx, fleet.id);
    const isGone = ({ state }: { state: string | undefined }) => state === undefined || state === 'terminated';
    await leaveFleet(
      trx,
      machines.filter(isGone).map(({ instanceId }) => instanceId),
    );
    // A machine on its way out counts no more, unless the fleet itself is on its way out and waits for it.
    const counts = ({ state }: { state: string | undefined }) => state !== 'shutting-down' || isDeleted(fleet.state);
    return machines.filter((machine) => !isGone(machine) && counts(machine));
  });
}

async function fill(fulfilling: Fulfilling, first: TakenFleet): Promise<void> {
  const { fleet } = first;
  if (fleet.state === 'modifying')
    await terminate(fulfilling, fleet, planTerminations(fleet.plan, await findMembers(fulfilling, fleet)));
  const filled = isToBeFilled(fleet) ? await launchAll(fulfilling, first) : { taken: first, errors: [] };
  if (!filled) return;
  const { taken, errors } = filled;
  if (fleet.type === 'instant') await dropShortSides(fulfilling, fleet);
  const members = await findMembers(fulfilling, fleet);
  const told = errors.map(({ error }) => error);
  const activityStatus = fleet.type === 'instant' ? ('fulfilled' as const) : activityOf(fleet, members, told);
  const attempts = activityStatus === 'fulfilled' ? 0 : fleet.attempts + 1;
  const lookAt = nextLook(
    fleet.attempts,
    taken.at,
    errors.map(({ refusal }) => refusal),
  );
  const { validUntil } = fleet.plan;
  const dueAt = activityStatus === 'fulfilled' ? (validUntil ? new Date(validUntil) : undefined) : lookAt;
  const change = { state: 'active', activityStatus, errors: told, attempts, dueAt } as const;
  await settle(fulfilling, taken, change, eventsOf(fleet, change));
}

interface Failure {
  readonly error: FleetError;
  readonly refusal: Refusal;
}

/** Launches pool by pool; one that is refused is left out, and others make up for it. Undefined: the fleet changed hands. */
async function launchAll(fulfilling: Fulfilling, first: TakenFleet) {
  const failures: Failure[] = [];
  const blocked = new Set<string>();
  for (let taken: TakenFleet | undefined = first; ; ) {
    const [next] = planLaunches(taken.fleet.plan, await findMembers(fulfilling, taken.fleet), blocked);
    if (!next) return { taken, errors: failures };
    const refusal = await launchSome(fulfilling, taken.fleet, next);
    if (refusal) {
      blocked.add(poolKey(next));
      failures.push({ refusal, error: errorOf(next, refusal) });
    }
    taken = await fulfilling.db.transaction().execute((trx) => retakeFleet(trx, taken!, FLEET_LEASE_MS));
    if (!taken) return undefined;
  }
}

async function launchSome({ ledger }: Fulfilling, fleet: Fleet, planned: PlannedLaunch): Promise<Refusal | undefined> {
  const outcome = await launchOnce(ledger, {
    actor: fleet.plan.actor,
    request: requestOf(fleet, planned),
    id: fleet.id,
    sequence: fleet.launches,
    tried: fleet.errors.some((error) => poolKey(error) === poolKey(planned)),
  });
  return outcome.ok ? undefined : outcome.refusal;
}

function requestOf({ id, kind, plan }: Fleet, { pool, lifecycle, count }: PlannedLaunch): LaunchRequest {
  const { request, weight } = plan.pools[pool]!;
  const spot = { type: 'one-time', interruptionBehavior: plan.interruptionBehavior } as const;
  const fleet = { fleetId: id, pool, weight };
  return {
    ...request,
    minCount: 1,
    maxCount: Math.min(count, CHUNK),
    settings: { ...request.settings, fleet, ...(lifecycle === 'spot' && { spot }) },
    tags: { ...request.tags, [kind === 'ec2-fleet' ? 'aws:ec2:fleet-id' : 'aws:ec2spot:fleet-request-id']: id },
  };
}

const errorOf = ({ pool, lifecycle }: PlannedLaunch, refusal: Refusal): FleetError => {
  return { pool, lifecycle, kind: refusal.kind, message: describeRefusal(refusal), passing: mayPass(refusal) };
};

/** An instant fleet has a side whole or, below its minimum, not at all. */
async function dropShortSides(fulfilling: Fulfilling, fleet: Fleet): Promise<void> {
  const members = await findMembers(fulfilling, fleet);
  const short = shortSides(fleet, members);
  await terminate(
    fulfilling,
    fleet,
    members.filter(({ lifecycle }) => short.includes(lifecycle)).map((m) => m.instanceId),
  );
}

async function terminate({ ledger }: Fulfilling, { id, plan }: Fleet, instanceIds: readonly string[]): Promise<void> {
  const actor: Actor = { ...plan.actor, requestId: id };
  const reason = 'Client.UserInitiatedShutdown: User initiated shutdown of the fleet';
  for (let from = 0; from < instanceIds.length; from += CHUNK) {
    const some = instanceIds.slice(from, from + CHUNK);
    await ledger.submit({ kind: 'terminate', actor, dryRun: false, instanceIds: some, reason });
  }
}

/** History: a change of state or activity, and what stands in the way when it is new. */
function eventsOf(
  fleet: Fleet,
  { errors, activityStatus }: Pick<FleetChange, 'errors' | 'activityStatus'>,
): NewFleetEvent[] {
  const before = new Set(fleet.errors.map((error) => `${poolKey(error)} ${error.message}`));
  const fresh = errors.filter((error) => !before.has(`${poolKey(error)} ${error.message}`));
  return [
    ...(fleet.state === 'active'
      ? []
      : [{ type: 'fleet', subType: fleet.state === 'modifying' ? 'modify_succeeded' : 'active' } as const]),
    ...fresh.map(({ pool, message }): NewFleetEvent => {
      const { instanceType } = fleet.plan.pools[pool]!.request;
      return {
        type: 'information',
        subType: 'launchSpecTemporarilyBlacklisted',
        description: `${instanceType}: ${message}`,
      };
    }),
    ...(activityStatus === 'error' && fleet.activityStatus !== 'error'
      ? [{ type: 'error', subType: 'allLaunchSpecsTemporarilyBlacklisted', description: errors[0]!.message } as const]
      : []),
    ...(activityStatus === 'fulfilled' && fleet.activityStatus !== 'fulfilled'
      ? [{ type: 'fleet', subType: 'fulfilled' } as const]
      : []),
  ];
}

const settle = (
  { db }: Fulfilling,
  taken: TakenFleet,
  change: FleetChange,
  events: readonly NewFleetEvent[] = [],
): Promise<void> =>
  db.transaction().execute(async (trx) => {
    await settleFleet(trx, taken, change);
    await insertFleetEvents(trx, taken.fleet.id, events);
  });
