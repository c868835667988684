import { type Fleet, type FleetKind, type FleetPlan, isDeleted } from '../../../domain/fleets/fleet.ts';
import { Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import { changeFleet, lockFleets } from '../../../store/fleet.ts';
import { insertFleetEvents } from '../../../store/fleet-instance.ts';
import { change } from '../../change.ts';
import { checkId, ec2Arn } from '../ec2-ids.ts';
import { KIND_OF_FLEET } from './new-fleet.ts';

interface Modification {
  readonly id: string;
  readonly kind: FleetKind;
  readonly planOf: (fleet: Fleet & { readonly config: unknown }) => FleetPlan;
  readonly configOf: (config: object) => object;
}

/** Changes what a fleet goes by; the job brings its machines in line. Faults where it is not there or cannot be changed. */
export async function modifyFleetRow(
  { id, kind, planOf, configOf }: Modification,
  context: RequestContext,
): Promise<void> {
  const ec2Kind = KIND_OF_FLEET[kind];
  checkId(ec2Kind, id);
  const { accountId, region } = context;
  await change(context, { resources: [ec2Arn(ec2Kind, id, context)] }, async (trx) => {
    const [fleet] = await lockFleets(trx, { accountId, region, kind }, [id]);
    if (!fleet) throw ec2Kind.notFound([id]);
    checkModifiable(fleet);
    await changeFleet(trx, id, { state: 'modifying', plan: planOf(fleet), config: configOf(fleet.config as object) });
    await insertFleetEvents(trx, id, [{ type: 'fleet', subType: 'modify_in_progress' }]);
  });
}

function checkModifiable({ id, type, state }: Fleet): void {
  if (type !== 'maintain')
    throw new Fault('UnsupportedOperation', `Only fleets of type maintain can be modified; ${id} is of type ${type}.`);
  if (isDeleted(state)) throw new Fault('IncorrectState', `${id} cannot be modified in the state ${state}.`);
}

export type FleetDeletion =
  | { readonly id: string; readonly ok: true; readonly before: Fleet['state']; readonly now: Fleet['state'] }
  | {
      readonly id: string;
      readonly ok: false;
      readonly problem: 'malformed' | 'unknown' | 'state';
      readonly message: string;
    };

/** Deletes fleets, each for itself; their machines are terminated or run on. */
export async function deleteFleetRows(
  { ids, kind, terminate }: { ids: readonly string[]; kind: FleetKind; terminate: boolean },
  context: RequestContext,
): Promise<FleetDeletion[]> {
  const ec2Kind = KIND_OF_FLEET[kind];
  const wellFormed = [...new Set(ids)].filter((id) => isWellFormed(kind, id));
  const { accountId, region } = context;
  const record = { resources: wellFormed.map((id) => ec2Arn(ec2Kind, id, context)), detail: { terminate } };
  return change(context, record, async (trx) => {
    const found = await lockFleets(trx, { accountId, region, kind }, wellFormed);
    const deletions = [...new Set(ids)].map((id) =>
      decideDeletion(
        id,
        found.find((fleet) => fleet.id === id),
        { kind, terminate },
      ),
    );
    for (const deletion of deletions) {
      if (!deletion.ok || deletion.before === deletion.now) continue;
      await changeFleet(trx, deletion.id, { state: deletion.now });
      await insertFleetEvents(trx, deletion.id, [{ type: 'fleet', subType: deletion.now }]);
    }
    return deletions;
  });
}

function isWellFormed(kind: FleetKind, id: string): boolean {
  const { prefix, body } = KIND_OF_FLEET[kind];
  return id.startsWith(`${prefix}-`) && body!.test(id.slice(prefix.length + 1));
}

function decideDeletion(
  id: string,
  fleet: Fleet | undefined,
  { kind, terminate }: { kind: FleetKind; terminate: boolean },
): FleetDeletion {
  if (!isWellFormed(kind, id))
    return { id, ok: false, problem: 'malformed', message: `The fleet ID '${id}' is malformed.` };
  if (!fleet) return { id, ok: false, problem: 'unknown', message: `The fleet ID '${id}' does not exist.` };
  if (fleet.type === 'instant' && !terminate)
    return {
      id,
      ok: false,
      problem: 'state',
      message: 'A fleet of type instant can be deleted with its instances only.',
    };
  // One that runs on after its deletion can still be told to end.
  const over =
    fleet.state === 'deleted' ||
    fleet.state === 'deleted_terminating' ||
    (fleet.state === 'deleted_running' && !terminate);
  return {
    id,
    ok: true,
    before: fleet.state,
    now: over ? fleet.state : terminate ? 'deleted_terminating' : 'deleted_running',
  };
}
