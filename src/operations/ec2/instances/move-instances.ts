import type { InstanceStateChange } from '@aws-sdk/client-ec2';
import type { InstancesCommand } from '../../../domain/commands.ts';
import type { RequestContext } from '../../../operation.ts';
import { actorOf } from '../../change.ts';
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
  const outcome = await context.ledger.submit({ kind, actor: actorOf(context), dryRun, instanceIds });
  if (!outcome.ok) throw refusalFault(outcome.refusal);
  if (dryRun) throw dryRunSucceeded();
  logOverages(outcome, context);
  return (outcome.stateChanges ?? []).map(({ instanceId, previousState, currentState }) => ({
    InstanceId: instanceId,
    CurrentState: stateShape(currentState),
    PreviousState: stateShape(previousState),
  }));
}
