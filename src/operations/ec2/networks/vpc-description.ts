import type { Subnet as SubnetDescription, Tag, Vpc as VpcDescription } from '@aws-sdk/client-ec2';
import { availabilityZones, usableAddressCount } from '../../../domain/networks/network.ts';
import { fittingsOf, isDefaultVpc, type Subnet, type Vpc } from '../../../domain/networks/vpc.ts';
import { ec2Arn, SUBNET } from '../ec2-ids.ts';

export function describeVpc(vpc: Vpc, tags: readonly Tag[] = []): VpcDescription {
  const { cidrAssociationId, dhcpOptionsId } = fittingsOf(vpc);
  return {
    OwnerId: vpc.accountId,
    InstanceTenancy: vpc.instanceTenancy,
    Ipv6CidrBlockAssociationSet: [],
    CidrBlockAssociationSet: [
      { AssociationId: cidrAssociationId, CidrBlock: vpc.cidrBlock, CidrBlockState: { State: 'associated' } },
    ],
    IsDefault: isDefaultVpc(vpc),
    Tags: [...tags],
    VpcId: vpc.id,
    State: 'available',
    CidrBlock: vpc.cidrBlock,
    DhcpOptionsId: dhcpOptionsId,
  };
}

export const describeSubnet = (subnet: Subnet, tags: readonly Tag[] = [], isDefault = false): SubnetDescription => ({
  AvailabilityZoneId: availabilityZones(subnet.region).find((zone) => zone.name === subnet.availabilityZone)?.zoneId,
  MapCustomerOwnedIpOnLaunch: false,
  OwnerId: subnet.accountId,
  AssignIpv6AddressOnCreation: false,
  Ipv6CidrBlockAssociationSet: [],
  Tags: [...tags],
  SubnetArn: ec2Arn(SUBNET, subnet.id, subnet),
  EnableDns64: subnet.enableDns64,
  Ipv6Native: false,
  PrivateDnsNameOptionsOnLaunch: {
    HostnameType: subnet.privateDnsHostnameType as 'ip-name' | 'resource-name',
    EnableResourceNameDnsARecord: subnet.resourceNameDnsARecord,
    EnableResourceNameDnsAAAARecord: subnet.resourceNameDnsAaaaRecord,
  },
  SubnetId: subnet.id,
  State: 'available',
  VpcId: subnet.vpcId,
  CidrBlock: subnet.cidrBlock,
  // As if the subnet were empty: machines have an address but do not use one up.
  AvailableIpAddressCount: usableAddressCount(subnet.cidrBlock),
  AvailabilityZone: subnet.availabilityZone,
  DefaultForAz: isDefault,
  MapPublicIpOnLaunch: subnet.mapPublicIpOnLaunch,
});
