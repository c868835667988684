import type { InstanceStateChange } from '@aws-sdk/client-ec2';
import type { InstancesCommand } from '../../../domain/commands.ts';
import type { RequestContext } from '../../../operation.ts';
import { readLicensesOfLaunch } from '../../../views/license-manager/licenses-of-launch.ts';
import { accessOf, actorOf } from '../../change.ts';
import { ec2Arn, INSTANCE } from '../ec2-ids.ts';
import { logOverages } from '../log-overages.ts';
import { dryRunSucceeded, refusalFault } from '../refusal-fault.ts';
import { checkInstanceIds } from './instance-ids.ts';
import { stateShape } from './instance-shape.ts';

interface MoveRequest {
  readonly InstanceIds?: string[] | undefined;
  readonly DryRun?: boolean | undefined;
}

/** What StartInstances, StopInstances and TerminateInstances have in common beside their handlers. */
export const moveFrame = {
  constraints: { InstanceIds: { items: [0, 1000] } },
  decidesDryRun: true,
  resources: ({ InstanceIds: ids = [] }: MoveRequest, scope: { accountId: string; region: string }) =>
    ids.map((id) => ec2Arn(INSTANCE, id, scope)),
} as const;

/** Starts, stops or terminates instances, all or none. Throws EC2's faults, among them the answer to a dry run. */
export async function moveInstances(
  kind: InstancesCommand['kind'],
  request: MoveRequest,
  context: RequestContext,
): Promise<InstanceStateChange[]> {
  const instanceIds = checkInstanceIds(request.InstanceIds);
  const dryRun = request.DryRun === true;
  if (kind === 'start' && context.access.asksOfResources) await authorizeLicenses(instanceIds, context);
  const command = { kind, actor: actorOf(context), access: accessOf(context), dryRun, instanceIds };
  const outcome = await context.ledger.submit(command);
  if (!outcome.ok) throw refusalFault(outcome.refusal);
  if (dryRun) throw dryRunSucceeded();
  logOverages(outcome, context);
  return (outcome.stateChanges ?? []).map(({ instanceId, previousState, currentState }) => ({
    InstanceId: instanceId,
    CurrentState: stateShape(currentState),
    PreviousState: stateShape(previousState),
  }));
}

/** The ledger asks for the right to the licenses under lock, where what policies ask of them can no longer be looked up. */
async function authorizeLicenses(
  instanceIds: readonly string[],
  { access, action, db, accountId, region }: RequestContext,
) {
  const resources = await readLicensesOfLaunch(db, { accountId, region }, instanceIds);
  if (resources.length > 0) await access.authorize({ action, resources });
}
