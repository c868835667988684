import type {
  DescribeNetworkInterfacesRequest,
  DescribeNetworkInterfacesResult,
  NetworkInterface,
  NetworkInterfaceAssociation,
} from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import type { Operation } from '../../../operation.ts';
import { NETWORK_INTERFACE } from '../ec2-ids.ts';
import { listEverywhere } from '../listing/list-everywhere.ts';
import { describeAttached, describeInterface } from './interface-shape.ts';

/** Those of machines, in the order of the machines, then those that no machine has. */
export const describeNetworkInterfaces: Operation<DescribeNetworkInterfacesRequest, DescribeNetworkInterfacesResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, context) {
    const { shapes, nextToken } = await listEverywhere<'network-interface', NetworkInterface>(request, context, {
      operation: 'DescribeNetworkInterfaces',
      kind: NETWORK_INTERFACE,
      ids: request.NetworkInterfaceIds,
      shapesOf: describeAttached,
      stored: describeInterface,
      refFilters: OF_REFS,
      withTags: (shape, TagSet) => ({ ...shape, TagSet }),
      rules: { accessors, tagsOf: (one) => one.TagSet ?? [] },
    });
    return { NetworkInterfaces: shapes, NextToken: nextToken };
  },
};

const OF_REFS = [
  ...['association.association-id', 'association.public-ip', 'attachment.nat-gateway-id', 'group-id'],
  ...['addresses.association.public-ip', 'addresses.private-ip-address', 'private-ip-address', 'subnet-id', 'vpc-id'],
];

const addressesOf = ({ PrivateIpAddresses: all }: NetworkInterface) =>
  all?.map(({ PrivateIpAddress }) => PrivateIpAddress ?? '');

/** Of each private address that a public one leads to. */
const associationsOf =
  (member: (association: NetworkInterfaceAssociation) => string | undefined) =>
  ({ PrivateIpAddresses: all = [] }: NetworkInterface) =>
    all.flatMap(({ Association }) => (Association && member(Association)) ?? []);

const never = () => undefined;

const accessors: Accessors<NetworkInterface> = {
  'addresses.association.owner-id': associationsOf(({ IpOwnerId }) => IpOwnerId),
  'addresses.association.public-ip': associationsOf(({ PublicIp }) => PublicIp),
  'addresses.primary': (one) => one.PrivateIpAddresses?.map(({ Primary }) => Primary ?? false),
  'addresses.private-ip-address': addressesOf,
  'association.allocation-id': (one) => one.Association?.AllocationId,
  'association.association-id': (one) => one.Association?.AssociationId,
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
  'private-ip-address': addressesOf,
  'requester-id': never,
  'requester-managed': (one) => one.RequesterManaged,
  'source-dest-check': (one) => one.SourceDestCheck,
  status: (one) => one.Status,
  'subnet-id': (one) => one.SubnetId,
  'vpc-id': (one) => one.VpcId,
};
