import type {
  DescribeSpotInstanceRequestsRequest,
  DescribeSpotInstanceRequestsResult,
  InstanceNetworkInterfaceSpecification,
  SpotInstanceRequest,
} from '@aws-sdk/client-ec2';
import type { Accessors, FilterValue } from '../../../domain/filters.ts';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { type ListedSpotRequest, readSpotRequests } from '../../../views/ec2/spot-requests.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { checkId, ec2Arn, SPOT_REQUEST } from '../ec2-ids.ts';
import { filterItems } from '../listing/filter-items.ts';
import { pageRows } from '../listing/page-rows.ts';
import { spotRequestShape } from './spot-request-shape.ts';

export const describeSpotInstanceRequests: Operation<
  DescribeSpotInstanceRequestsRequest,
  DescribeSpotInstanceRequestsResult
> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true }, SpotInstanceRequestIds: { items: [0, 1000] } },
  resources: (_, scope) => [ec2Arn(SPOT_REQUEST, '*', scope)],

  async handle(request, context) {
    const { SpotInstanceRequestIds: ids, MaxResults } = request;
    const rules = { accessors, tagsOf: ({ Tags = [] }: SpotInstanceRequest) => Tags };
    if (ids?.length) {
      if (MaxResults !== undefined)
        throw new Fault(
          'InvalidParameterCombination',
          'SpotInstanceRequestIds cannot be used together with MaxResults.',
        );
      const rows = await readNamedRequests(ids, context);
      return { SpotInstanceRequests: await filterItems(await shapesOf(rows, context), request.Filters, rules) };
    }
    const { items, nextToken } = await pageRows(request, {
      operation: 'DescribeSpotInstanceRequests',
      defaultLimit: 1_000,
      read: (after, limit) => readSpotRequests(context.db, context, { after, limit }),
      toItems: (rows: readonly ListedSpotRequest[]) => shapesOf(rows, context),
      rules,
    });
    return { SpotInstanceRequests: items, NextToken: nextToken };
  },
};

/** The requests of these ids; faults InvalidSpotInstanceRequestID.Malformed or ….NotFound. */
export async function readNamedRequests(given: readonly string[], { db, accountId, region }: RequestContext) {
  for (const id of given) checkId(SPOT_REQUEST, id);
  const ids = [...new Set(given)];
  const rows = await readSpotRequests(db, { accountId, region }, { ids, limit: ids.length });
  const missing = ids.filter((id) => !rows.some((row) => row.id === id));
  if (missing.length > 0) throw SPOT_REQUEST.notFound(missing);
  return rows;
}

async function shapesOf(
  rows: readonly ListedSpotRequest[],
  { db, region }: RequestContext,
): Promise<SpotInstanceRequest[]> {
  const tags = await readTags(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => spotRequestShape(row, { region, tags: tags.get(row.id) ?? [] }));
}

const devices =
  (read: (d: { DeviceName?: string | undefined; Ebs?: Ebs | undefined }) => string | number | boolean | undefined) =>
  ({ LaunchSpecification: launch }: SpotInstanceRequest) =>
    launch?.BlockDeviceMappings?.map(read).filter((value) => value !== undefined);

interface Ebs {
  readonly DeleteOnTermination?: boolean | undefined;
  readonly SnapshotId?: string | undefined;
  readonly VolumeSize?: number | undefined;
  readonly VolumeType?: string | undefined;
}

const interfaces =
  (read: (one: InstanceNetworkInterfaceSpecification) => FilterValue) => (request: SpotInstanceRequest) =>
    request.LaunchSpecification?.NetworkInterfaces?.flatMap((one) => read(one) ?? []);

/** The filters that EC2 documents. */
const accessors: Accessors<SpotInstanceRequest> = {
  'availability-zone-group': (r) => r.AvailabilityZoneGroup,
  'create-time': (r) => r.CreateTime,
  'fault-code': (r) => r.Fault?.Code,
  'fault-message': (r) => r.Fault?.Message,
  'instance-id': (r) => r.InstanceId,
  'launch-group': (r) => r.LaunchGroup,
  'launch.block-device-mapping.delete-on-termination': devices((d) => d.Ebs?.DeleteOnTermination),
  'launch.block-device-mapping.device-name': devices((d) => d.DeviceName),
  'launch.block-device-mapping.snapshot-id': devices((d) => d.Ebs?.SnapshotId),
  'launch.block-device-mapping.volume-size': devices((d) => d.Ebs?.VolumeSize),
  'launch.block-device-mapping.volume-type': devices((d) => d.Ebs?.VolumeType),
  'launch.group-id': (r) => r.LaunchSpecification?.SecurityGroups?.flatMap((group) => group.GroupId ?? []),
  'launch.group-name': (r) => r.LaunchSpecification?.SecurityGroups?.flatMap((group) => group.GroupName ?? []),
  'launch.image-id': (r) => r.LaunchSpecification?.ImageId,
  'launch.instance-type': (r) => r.LaunchSpecification?.InstanceType,
  'launch.kernel-id': (r) => r.LaunchSpecification?.KernelId,
  'launch.key-name': (r) => r.LaunchSpecification?.KeyName,
  'launch.monitoring-enabled': (r) => r.LaunchSpecification?.Monitoring?.Enabled,
  'launch.network-interface.subnet-id': (r) =>
    r.LaunchSpecification?.NetworkInterfaces?.flatMap((n) => n.SubnetId ?? []),
  'launch.ramdisk-id': (r) => r.LaunchSpecification?.RamdiskId,
  'launched-availability-zone': (r) => r.LaunchedAvailabilityZone,
  'launched-availability-zone-id': (r) => r.LaunchedAvailabilityZoneId,
  'network-interface.addresses.primary': interfaces((n) => n.PrivateIpAddresses?.map((one) => one.Primary ?? false)),
  'network-interface.delete-on-termination': interfaces((n) => n.DeleteOnTermination),
  'network-interface.description': interfaces((n) => n.Description),
  'network-interface.device-index': interfaces((n) => n.DeviceIndex),
  'network-interface.group-id': interfaces((n) => n.Groups),
  'network-interface.network-interface-id': interfaces((n) => n.NetworkInterfaceId),
  'network-interface.private-ip-address': interfaces((n) => n.PrivateIpAddress),
  'network-interface.subnet-id': interfaces((n) => n.SubnetId),
  'product-description': (r) => r.ProductDescription,
  'spot-instance-request-id': (r) => r.SpotInstanceRequestId,
  'spot-price': (r) => r.SpotPrice,
  state: (r) => r.State,
  'status-code': (r) => r.Status?.Code,
  'status-message': (r) => r.Status?.Message,
  type: (r) => r.Type,
  'valid-from': (r) => r.ValidFrom,
  'valid-until': (r) => r.ValidUntil,
};
