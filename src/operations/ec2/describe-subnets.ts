import type { DescribeSubnetsRequest, DescribeSubnetsResult, Subnet } from '@aws-sdk/client-ec2';
import type { Accessors } from '../../domain/filters.ts';
import { type DefaultSubnet, defaultNetwork, usableAddressCount } from '../../domain/network.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { filterItems } from './filter-items.ts';
import { pageItems } from './page-items.ts';

export const describeSubnets: Operation<DescribeSubnetsRequest, DescribeSubnetsResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, scope) {
    const { SubnetIds: ids } = request;
    const subnets = defaultNetwork(scope.accountId, scope.region).subnets.map((subnet) => describe(subnet, scope));
    const unknown = ids?.find((id) => !subnets.some((subnet) => subnet.SubnetId === id));
    if (unknown !== undefined) throw new Fault('InvalidSubnetID.NotFound', `The subnet ID '${unknown}' does not exist`);
    const chosen = subnets.filter((subnet) => !ids?.length || ids.includes(subnet.SubnetId!));
    const matching = filterItems(chosen, request.Filters, { accessors, tagsOf: (subnet) => subnet.Tags ?? [] });
    const paging = { operation: 'DescribeSubnets', keyOf, keyParts: 1, defaultLimit: 1000 };
    const { items, nextToken } = pageItems(matching, request, paging);
    return { Subnets: [...items], NextToken: nextToken };
  },
};

const zone = (subnet: Subnet) => subnet.AvailabilityZone;
const zoneId = (subnet: Subnet) => subnet.AvailabilityZoneId;
const cidr = (subnet: Subnet) => subnet.CidrBlock;
const defaultForAz = (subnet: Subnet) => subnet.DefaultForAz;
const nameOptions = (subnet: Subnet) => subnet.PrivateDnsNameOptionsOnLaunch;

const accessors: Accessors<Subnet> = {
  'availability-zone': zone,
  availabilityZone: zone,
  'availability-zone-id': zoneId,
  availabilityZoneId: zoneId,
  'available-ip-address-count': (subnet) => subnet.AvailableIpAddressCount,
  cidr,
  'cidr-block': cidr,
  cidrBlock: cidr,
  'customer-owned-ipv4-pool': () => undefined,
  'default-for-az': defaultForAz,
  defaultForAz,
  'enable-dns64': (subnet) => subnet.EnableDns64,
  'enable-lni-at-device-index': () => undefined,
  'ipv6-cidr-block-association.association-id': () => undefined,
  'ipv6-cidr-block-association.ipv6-cidr-block': () => undefined,
  'ipv6-cidr-block-association.state': () => undefined,
  'ipv6-native': (subnet) => subnet.Ipv6Native,
  'map-customer-owned-ip-on-launch': (subnet) => subnet.MapCustomerOwnedIpOnLaunch,
  'map-public-ip-on-launch': (subnet) => subnet.MapPublicIpOnLaunch,
  'outpost-arn': () => undefined,
  'owner-id': (subnet) => subnet.OwnerId,
  'private-dns-name-options-on-launch.enable-resource-name-dns-a-record': (subnet) =>
    nameOptions(subnet)?.EnableResourceNameDnsARecord,
  'private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record': (subnet) =>
    nameOptions(subnet)?.EnableResourceNameDnsAAAARecord,
  'private-dns-name-options-on-launch.hostname-type': (subnet) => nameOptions(subnet)?.HostnameType,
  state: (subnet) => subnet.State,
  'subnet-arn': (subnet) => subnet.SubnetArn,
  'subnet-id': (subnet) => subnet.SubnetId,
  'vpc-id': (subnet) => subnet.VpcId,
};

const keyOf = (subnet: Subnet) => [subnet.AvailabilityZone!];

const describe = (subnet: DefaultSubnet, { accountId, region }: { accountId: string; region: string }): Subnet => ({
  AvailabilityZoneId: subnet.availabilityZoneId,
  MapCustomerOwnedIpOnLaunch: false,
  OwnerId: accountId,
  AssignIpv6AddressOnCreation: false,
  SubnetArn: `arn:aws:ec2:${region}:${accountId}:subnet/${subnet.subnetId}`,
  EnableDns64: false,
  Ipv6Native: false,
  PrivateDnsNameOptionsOnLaunch: {
    HostnameType: 'ip-name',
    EnableResourceNameDnsARecord: false,
    EnableResourceNameDnsAAAARecord: false,
  },
  SubnetId: subnet.subnetId,
  State: 'available',
  VpcId: subnet.vpcId,
  CidrBlock: subnet.cidrBlock,
  // As if the subnet were empty: machines have an address but do not use one up.
  AvailableIpAddressCount: usableAddressCount(subnet.cidrBlock),
  AvailabilityZone: subnet.availabilityZone,
  DefaultForAz: true,
  MapPublicIpOnLaunch: true,
});
