import type {
  DescribeNetworkInterfacesRequest,
  DescribeNetworkInterfacesResult,
  NetworkInterface,
} from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import type { Instance } from '../../../domain/instances/instance.ts';
import { availabilityZones, defaultNetwork } from '../../../domain/networks/network.ts';
import type { Operation } from '../../../operation.ts';
import { NETWORK_INTERFACE } from '../ec2-ids.ts';
import { networkInterfacesOf } from '../instances/instance-network.ts';
import { listAttached } from '../listing/list-attached.ts';

/** Every machine has one network interface, which is there with it and gone with it. */
export const describeNetworkInterfaces: Operation<DescribeNetworkInterfacesRequest, DescribeNetworkInterfacesResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, context) {
    const { shapes, nextToken } = await listAttached<NetworkInterface>(request, context, {
      operation: 'DescribeNetworkInterfaces',
      kind: NETWORK_INTERFACE,
      ids: request.NetworkInterfaceIds,
      shapesOf: describe,
      withTags: (shape, TagSet) => ({ ...shape, TagSet }),
      rules: { accessors, tagsOf: (one) => one.TagSet ?? [] },
    });
    return { NetworkInterfaces: shapes, NextToken: nextToken };
  },
};

function describe(instance: Instance): { id: string; shape: NetworkInterface }[] {
  const { accountId, region, availabilityZone } = instance;
  return networkInterfacesOf(instance, defaultNetwork(accountId, region)).map((one) => ({
    id: one.NetworkInterfaceId!,
    shape: {
      ...one,
      Attachment: { ...one.Attachment, InstanceId: instance.id, InstanceOwnerId: accountId },
      AvailabilityZone: availabilityZone,
      AvailabilityZoneId: availabilityZones(region).find((zone) => zone.name === availabilityZone)?.zoneId,
      InterfaceType: 'interface',
      RequesterManaged: false,
    },
  }));
}

const never = () => undefined;

const accessors: Accessors<NetworkInterface> = {
  'addresses.association.owner-id': (one) => one.Association?.IpOwnerId,
  'addresses.association.public-ip': (one) => one.Association?.PublicIp,
  'addresses.primary': () => true,
  'addresses.private-ip-address': (one) => one.PrivateIpAddress,
  'association.allocation-id': never,
  'association.association-id': never,
  'association.ip-owner-id': (one) => one.Association?.IpOwnerId,
  'association.public-dns-name': (one) => one.Association?.PublicDnsName,
  'association.public-ip': (one) => one.Association?.PublicIp,
  'attachment.attach-time': (one) => one.Attachment?.AttachTime,
  'attachment.attachment-id': (one) => one.Attachment?.AttachmentId,
  'attachment.delete-on-termination': (one) => one.Attachment?.DeleteOnTermination,
  'attachment.device-index': (one) => one.Attachment?.DeviceIndex,
  'attachment.instance-id': (one) => one.Attachment?.InstanceId,
  'attachment.instance-owner-id': (one) => one.Attachment?.InstanceOwnerId,
  'attachment.nat-gateway-id': never,
  'attachment.status': (one) => one.Attachment?.Status,
  'availability-zone': (one) => one.AvailabilityZone,
  'availability-zone-id': (one) => one.AvailabilityZoneId,
  description: (one) => one.Description,
  'group-id': (one) => one.Groups?.map((group) => group.GroupId ?? ''),
  'group-name': (one) => one.Groups?.map((group) => group.GroupName ?? ''),
  'interface-type': (one) => one.InterfaceType,
  'ipv6-addresses.ipv6-address': never,
  'mac-address': (one) => one.MacAddress,
  'network-interface-id': (one) => one.NetworkInterfaceId,
  'operator.managed': (one) => one.Operator?.Managed,
  'operator.principal': never,
  'owner-id': (one) => one.OwnerId,
  'private-dns-name': (one) => one.PrivateDnsName,
  'private-ip-address': (one) => one.PrivateIpAddress,
  'requester-id': never,
  'requester-managed': (one) => one.RequesterManaged,
  'source-dest-check': (one) => one.SourceDestCheck,
  status: (one) => one.Status,
  'subnet-id': (one) => one.SubnetId,
  'vpc-id': (one) => one.VpcId,
};
