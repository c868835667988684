import type { Transaction } from 'kysely';
import type { RateLimit } from '../../access/rate-limit.ts';
import { isEc2Id, machineArn } from '../../domain/managed-instances/machine-id.ts';
import { pingBounds } from '../../domain/managed-instances/ping-status.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { queue } from '../../store/job.ts';
import { adoptInstance, type Report, reportInstance } from '../../store/managed-instance.ts';
import type { DB } from '../../store/schema.ts';
import { checkFlood, instanceIdConstraint, unknownInstance } from './named-instance.ts';

interface UpdateInstanceInformationRequest {
  readonly InstanceId: string;
  readonly AgentName?: string;
  readonly AgentStatus?: string;
  readonly AgentVersion?: string;
  readonly ComputerName?: string;
  readonly IPAddress?: string;
  readonly PlatformName?: string;
  readonly PlatformType?: string;
  readonly PlatformVersion?: string;
  readonly SSMConnectionChannel?: string;
}

const TEXT = { length: [0, 256] } as const;

/** An agent's report that it is alive. The first after its start is bare: what it does not tell stays as it was. */
export const updateInstanceInformation = (
  reports: RateLimit,
): Operation<UpdateInstanceInformationRequest, Record<string, never>> => ({
  resources: ({ InstanceId }, scope) => [machineArn(InstanceId, scope)],
  constraints: {
    InstanceId: instanceIdConstraint,
    PlatformType: { oneOf: ['Windows', 'Linux', 'MacOS'] },
    ...{ AgentName: TEXT, AgentStatus: TEXT, AgentVersion: TEXT, ComputerName: TEXT, IPAddress: TEXT },
    ...{ PlatformName: TEXT, PlatformVersion: TEXT, SSMConnectionChannel: TEXT },
  },
  async handle(request, context) {
    checkFlood(reports, request.InstanceId, context);
    await context.db.transaction().execute((trx) => takeReport(trx, request, context));
    return {};
  },
});

async function takeReport(
  trx: Transaction<DB>,
  request: UpdateInstanceInformationRequest,
  { accountId, region, now, sourceIp }: RequestContext,
): Promise<void> {
  const machine = { accountId, region, instanceId: request.InstanceId };
  const report = reportOf(request);
  const times = { at: now, activeSince: pingBounds(now).activeSince };
  const known = await reportInstance(trx, machine, report, times);
  if (known?.changed) await queue(trx, [{ task: 'match-server', payload: { instanceId: machine.instanceId } }]);
  if (known) return;
  const adopted = isEc2Id(machine.instanceId) && (await adoptInstance(trx, machine, { at: now, from: sourceIp }));
  if (!adopted) throw unknownInstance(machine.instanceId);
  await reportInstance(trx, machine, report, times);
}

/** Empty text is how an agent says that it does not know. */
const reportOf = (request: UpdateInstanceInformationRequest): Report => ({
  agentName: request.AgentName || undefined,
  agentVersion: request.AgentVersion || undefined,
  agentStatus: request.AgentStatus || undefined,
  platformType: request.PlatformType || undefined,
  platformName: request.PlatformName || undefined,
  platformVersion: request.PlatformVersion || undefined,
  computerName: request.ComputerName || undefined,
  ipAddress: request.IPAddress || undefined,
  connectionChannel: request.SSMConnectionChannel || undefined,
});
