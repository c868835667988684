import type { DescribeSubnetsRequest, DescribeSubnetsResult, Subnet } from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import { defaultSubnets, type Subnet as Network } from '../../../domain/networks/vpc.ts';
import type { Operation } from '../../../operation.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { listSubnets, subnetKey } from '../../../views/ec2/vpcs.ts';
import { SUBNET } from '../ec2-ids.ts';
import { listById } from '../listing/list-by-id.ts';
import { describeSubnet } from './vpc-description.ts';

export const describeSubnets: Operation<DescribeSubnetsRequest, DescribeSubnetsResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, context) {
    const defaults = defaultSubnets(context).map(({ id }) => id);
    const { items, nextToken } = await listById(request, {
      operation: 'DescribeSubnets',
      kind: SUBNET,
      ids: request.SubnetIds,
      read: (window) => listSubnets(context.db, context, window),
      keyOf: subnetKey,
      shapesOf: async (subnets: readonly Network[]) => {
        const tags = await readTags(
          context.db,
          subnets.map(({ id }) => id),
        );
        return subnets.map((subnet) => describeSubnet(subnet, tags.get(subnet.id), defaults.includes(subnet.id)));
      },
      rules: { accessors, tagsOf: (subnet) => subnet.Tags ?? [] },
    });
    return { Subnets: items, NextToken: nextToken };
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
