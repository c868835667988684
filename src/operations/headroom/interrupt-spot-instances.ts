import { INTERRUPTED } from '../../domain/fleets/spot-request.ts';
import { describeRefusal } from '../../domain/refusal.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { readSpotMachines, type SpotMachine } from '../../views/ec2/spot-machines.ts';
import { actorOf } from '../change.ts';

interface InterruptSpotInstancesRequest {
  readonly InstanceIds: readonly string[];
}

interface InterruptSpotInstancesResponse {
  readonly Interruptions: readonly { readonly InstanceId: string; readonly State: string }[];
}

/**
 * Takes Spot machines back, of any account, as EC2 does when it needs the capacity: terminates or stops each as its
 * request says (a hibernated machine is a stopped one), and so gives their licenses back. For the operator.
 */
export const interruptSpotInstances: Operation<InterruptSpotInstancesRequest, InterruptSpotInstancesResponse> = {
  constraints: { InstanceIds: { items: [1, 1000] } },
  async handle({ InstanceIds: given }, context) {
    const machines = await findMachines(given, context);
    const groups = Map.groupBy(
      machines,
      ({ accountId, region, terms }) => `${accountId} ${region} ${terms!.interruptionBehavior}`,
    );
    const interruptions = await Promise.all([...groups.values()].map((group) => interrupt(group, context)));
    return { Interruptions: interruptions.flat() };
  },
};

async function findMachines(given: readonly string[], { db }: RequestContext): Promise<SpotMachine[]> {
  const ids = [...new Set(given)];
  const machines = await readSpotMachines(db, ids);
  const missing = ids.filter((id) => !machines.some(({ instanceId }) => instanceId === id));
  if (missing.length > 0) throw invalid(`There are no instances ${missing.join(', ')}.`);
  const others = machines.filter(({ terms }) => !terms).map(({ instanceId }) => instanceId);
  if (others.length > 0) throw invalid(`Only Spot Instances can be interrupted; these are none: ${others.join(', ')}.`);
  return machines;
}

/** Machines of one account, Region and behavior: all or none. */
async function interrupt(group: readonly SpotMachine[], context: RequestContext) {
  const { accountId, region, terms } = group[0]!;
  const kind = terms!.interruptionBehavior === 'terminate' ? 'terminate' : 'stop';
  const actor = { ...actorOf(context), accountId, region };
  const instanceIds = group.map(({ instanceId }) => instanceId);
  const outcome = await context.ledger.submit({ kind, actor, dryRun: false, instanceIds, reason: INTERRUPTED[kind] });
  if (!outcome.ok) throw invalid(describeRefusal(outcome.refusal));
  return (outcome.stateChanges ?? []).map(({ instanceId, currentState }) => ({
    InstanceId: instanceId,
    State: currentState,
  }));
}

const invalid = (message: string): Fault => new Fault('InvalidParameterValueException', message);
