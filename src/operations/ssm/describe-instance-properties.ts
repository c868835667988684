import type {
  DescribeInstancePropertiesRequest,
  DescribeInstancePropertiesResult,
  InstanceProperty,
} from '@aws-sdk/client-ssm';
import { pingStatus } from '../../domain/managed-instances/ping-status.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { type EmbeddedMachine, readEmbeddedMachines } from '../../views/ssm/embedded-machines.ts';
import { listManagedInstances, type ManagedInstanceRow } from '../../views/ssm/managed-instances.ts';
import { associationsShape } from './describe-instance-information.ts';
import { readInstanceFilters } from './instance-filters.ts';
import { readPage } from './read-page.ts';

/** Servers with what EC2 knows of those that are its own. */
export const describeInstanceProperties: Operation<
  DescribeInstancePropertiesRequest,
  DescribeInstancePropertiesResult
> = {
  constraints: {
    MaxResults: { range: [5, 1000], integer: true },
    InstancePropertyFilterList: { items: [1, 20] },
    'InstancePropertyFilterList[].valueSet': { items: [1, 40] },
    FiltersWithOperator: { items: [1, 20] },
    'FiltersWithOperator[].Values': { items: [1, 40] },
    'FiltersWithOperator[].Operator': { oneOf: ['Equal', 'NotEqual', 'BeginWith', 'LessThan', 'GreaterThan'] },
  },
  async handle(request, context) {
    const filters = readInstanceFilters(givenFilters(request), context, 'InvalidInstancePropertyFilterValue');
    const { rows, nextToken } = await readPage<ManagedInstanceRow, number>(request, {
      operation: 'DescribeInstanceProperties',
      kind: 'number',
      size: 50,
      read: (start) => listManagedInstances(context.db, context, { ...filters, ...start }),
    });
    const own = rows.flatMap(({ isEc2, instanceId }) => (isEc2 ? [instanceId] : []));
    const machines = await readEmbeddedMachines(context.db, own);
    const InstanceProperties = rows.map((row) => propertyShape(row, machines.get(row.instanceId), context));
    return { InstanceProperties, NextToken: nextToken };
  },
};

const givenFilters = ({ InstancePropertyFilterList, FiltersWithOperator }: DescribeInstancePropertiesRequest) => [
  ...(InstancePropertyFilterList ?? []).map(({ key, valueSet }) => ({ key: key!, values: valueSet! })),
  ...(FiltersWithOperator ?? []).map(({ Key, Values, Operator }) => ({
    key: Key!,
    values: Values!,
    operator: Operator,
  })),
];

const propertyShape = (
  row: ManagedInstanceRow,
  machine: EmbeddedMachine | undefined,
  { now }: RequestContext,
): InstanceProperty => ({
  Name: row.name ?? undefined,
  InstanceId: row.instanceId,
  InstanceType: machine?.instanceType,
  InstanceState: machine?.state,
  LaunchTime: machine?.launchedAt,
  AvailabilityZone: machine?.availabilityZone,
  IPAddress: row.ipAddress ?? undefined,
  PingStatus: pingStatus(row.lastPingAt, now),
  LastPingDateTime: row.lastPingAt ?? undefined,
  AgentVersion: row.agentVersion ?? undefined,
  PlatformType: (row.platformType as InstanceProperty['PlatformType'] | null) ?? undefined,
  PlatformName: row.platformName ?? undefined,
  PlatformVersion: row.platformVersion ?? undefined,
  ActivationId: row.activationId ?? undefined,
  IamRole: row.iamRole ?? undefined,
  RegistrationDate: row.isEc2 ? undefined : row.registeredAt,
  ResourceType: row.isEc2 ? 'EC2Instance' : 'ManagedInstance',
  ComputerName: row.computerName ?? undefined,
  ...associationsShape(row),
  SourceId: row.instanceId,
  SourceType: row.isEc2 ? 'AWS::EC2::Instance' : 'AWS::SSM::ManagedInstance',
});
