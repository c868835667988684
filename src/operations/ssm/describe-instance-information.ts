import type {
  DescribeInstanceInformationRequest,
  DescribeInstanceInformationResult,
  InstanceInformation,
} from '@aws-sdk/client-ssm';
import { overallStatus } from '../../domain/associations/association.ts';
import { pingStatus } from '../../domain/managed-instances/ping-status.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { listManagedInstances, type ManagedInstanceRow } from '../../views/ssm/managed-instances.ts';
import { readInstanceFilters } from './instance-filters.ts';
import { readPage } from './read-page.ts';

export const describeInstanceInformation: Operation<
  DescribeInstanceInformationRequest,
  DescribeInstanceInformationResult
> = {
  constraints: {
    MaxResults: { range: [5, 50], integer: true },
    Filters: { items: [0, 20] },
    'Filters[].Values': { items: [1, 100] },
    InstanceInformationFilterList: { items: [0, 20] },
    'InstanceInformationFilterList[].valueSet': { items: [1, 100] },
  },
  async handle(request, context) {
    const filters = readInstanceFilters(givenFilters(request), context);
    const { rows, nextToken } = await readPage<ManagedInstanceRow, number>(request, {
      operation: 'DescribeInstanceInformation',
      kind: 'number',
      size: 10,
      read: (start) => listManagedInstances(context.db, context, { ...filters, ...start }),
    });
    return { InstanceInformationList: rows.map((row) => informationShape(row, context)), NextToken: nextToken };
  },
};

function givenFilters({ Filters, InstanceInformationFilterList: legacy }: DescribeInstanceInformationRequest) {
  if (Filters?.length && legacy?.length)
    throw new Fault('ValidationException', 'Filters and InstanceInformationFilterList are both given: expected one.');
  return [
    ...(Filters ?? []).map(({ Key, Values }) => ({ key: Key!, values: Values! })),
    ...(legacy ?? []).map(({ key, valueSet }) => ({ key: key!, values: valueSet! })),
  ];
}

/** How the server's associations stand, where it reported of any. */
export function associationsShape({ runs, lastRunAt, lastSuccessAt }: ManagedInstanceRow) {
  const status = overallStatus(Object.keys(runs));
  return {
    AssociationStatus: status,
    LastAssociationExecutionDate: lastRunAt ?? undefined,
    LastSuccessfulAssociationExecutionDate: lastSuccessAt ?? undefined,
    AssociationOverview: status && { DetailedStatus: status, InstanceAssociationStatusAggregatedCount: { ...runs } },
  };
}

const informationShape = (row: ManagedInstanceRow, { now }: RequestContext): InstanceInformation => ({
  InstanceId: row.instanceId,
  PingStatus: pingStatus(row.lastPingAt, now),
  LastPingDateTime: row.lastPingAt ?? undefined,
  AgentVersion: row.agentVersion ?? undefined,
  PlatformType: (row.platformType as InstanceInformation['PlatformType'] | null) ?? undefined,
  PlatformName: row.platformName ?? undefined,
  PlatformVersion: row.platformVersion ?? undefined,
  ActivationId: row.activationId ?? undefined,
  IamRole: row.iamRole ?? undefined,
  RegistrationDate: row.isEc2 ? undefined : row.registeredAt,
  ResourceType: row.isEc2 ? 'EC2Instance' : 'ManagedInstance',
  Name: row.name ?? undefined,
  IPAddress: row.ipAddress ?? undefined,
  ComputerName: row.computerName ?? undefined,
  ...associationsShape(row),
  SourceId: row.instanceId,
  SourceType: row.isEc2 ? 'AWS::EC2::Instance' : 'AWS::SSM::ManagedInstance',
});
