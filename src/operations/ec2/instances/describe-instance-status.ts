import type {
  DescribeInstanceStatusRequest,
  DescribeInstanceStatusResult,
  InstanceStatus,
  InstanceStatusSummary,
} from '@aws-sdk/client-ec2';
import type { FilterRules } from '../../../domain/filters.ts';
import type { InstanceState } from '../../../domain/instances/instance.ts';
import { availabilityZones } from '../../../domain/networks/network.ts';
import type { Operation } from '../../../operation.ts';
import type { ListedInstance } from '../../../views/ec2/instances.ts';
import { ec2Arn, INSTANCE } from '../ec2-ids.ts';
import { stateShape } from './instance-shape.ts';
import { listInstances } from './list-instances.ts';

/** Running instances are well, and the only ones listed unless all are asked for. */
export const describeInstanceStatus: Operation<DescribeInstanceStatusRequest, DescribeInstanceStatusResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true }, InstanceIds: { items: [0, 100] } },
  resources: (_, scope) => [ec2Arn(INSTANCE, '*', scope)],

  async handle(request, context) {
    const { items, nextToken } = await listInstances(request, context, {
      operation: 'DescribeInstanceStatus',
      states: request.IncludeAllInstances ? undefined : ['running'],
      itemsOf: (instances) => instances.map((instance) => ({ instance, status: statusOf(instance) })),
      rules,
    });
    return { InstanceStatuses: items.map((item) => item.status), NextToken: nextToken };
  },
};

function statusOf({ id, region, availabilityZone, state }: ListedInstance): InstanceStatus {
  return {
    AvailabilityZone: availabilityZone,
    AvailabilityZoneId: availabilityZones(region).find((zone) => zone.name === availabilityZone)?.zoneId,
    Events: [],
    InstanceId: id,
    InstanceState: stateShape(state),
    InstanceStatus: summaryOf(state),
    SystemStatus: summaryOf(state),
    AttachedEbsStatus: summaryOf(state),
    Operator: { Managed: false },
  };
}

function summaryOf(state: InstanceState): InstanceStatusSummary {
  if (state === 'running') return { Status: 'ok', Details: [{ Name: 'reachability', Status: 'passed' }] };
  if (state === 'pending')
    return { Status: 'initializing', Details: [{ Name: 'reachability', Status: 'initializing' }] };
  return { Status: 'not-applicable' };
}

type Item = { readonly instance: ListedInstance; readonly status: InstanceStatus };

const reachability = (summary: InstanceStatusSummary | undefined) => summary?.Details?.[0]?.Status;
const never = () => undefined;

const rules: FilterRules<Item> = {
  accessors: {
    'availability-zone': ({ status }) => status.AvailabilityZone,
    'availability-zone-id': ({ status }) => status.AvailabilityZoneId,
    'event.code': never,
    'event.description': never,
    'event.instance-event-id': never,
    'event.not-after': never,
    'event.not-before': never,
    'event.not-before-deadline': never,
    'instance-state-code': ({ status }) => status.InstanceState?.Code,
    'instance-state-name': ({ status }) => status.InstanceState?.Name,
    'instance-status.reachability': ({ status }) => reachability(status.InstanceStatus),
    'instance-status.status': ({ status }) => status.InstanceStatus?.Status,
    'operator.managed': () => false,
    'operator.principal': never,
    'system-status.reachability': ({ status }) => reachability(status.SystemStatus),
    'system-status.status': ({ status }) => status.SystemStatus?.Status,
    'attached-ebs-status.status': ({ status }) => status.AttachedEbsStatus?.Status,
    'application-status.status': never,
  },
};
