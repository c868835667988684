import type { RateLimit } from '../../access/rate-limit.ts';
import type { Constraint } from '../../domain/constraints.ts';
import { MACHINE_ID, MACHINE_ID_FORM } from '../../domain/managed-instances/machine-id.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';

export const instanceIdConstraint: Constraint = {
  pattern: MACHINE_ID,
  form: MACHINE_ID_FORM,
};

export const unknownInstance = (instanceId: string): Fault =>
  new Fault(
    'InvalidInstanceId',
    `Systems Manager knows no server ${instanceId} in this account and Region. DescribeInstanceInformation lists those it knows.`,
  );

/** Refuses what a server sends too often; each server has a limit of its own. */
export function checkFlood(reports: RateLimit, instanceId: string, { now, log }: RequestContext): void {
  if (reports.take(instanceId, now)) return;
  log.debug({ instanceId }, 'a server reports too often');
  throw new Fault('TooManyUpdates', `${instanceId} reports too often. Wait a minute, and report what changed only.`);
}
