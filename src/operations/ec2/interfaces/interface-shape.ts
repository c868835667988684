import type { NetworkInterface as Description, Tag } from '@aws-sdk/client-ec2';
import { attachmentIdOf } from '../../../domain/instances/interfaces.ts';
import { availabilityZones, defaultNetwork, privateDnsName } from '../../../domain/networks/network.ts';
import type { Ec2Record } from '../../../domain/records/record.ts';
import {
  associationOf,
  groupsOf,
  macAddress,
  networkInterfacesOf,
  type PlacedInstance,
  secondaryOf,
} from '../instances/instance-network.ts';

const zoneIdOf = (region: string, availabilityZone: string) =>
  availabilityZones(region).find((zone) => zone.name === availabilityZone)?.zoneId;

/** The network interfaces of a machine in EC2's form. */
export function describeAttached(instance: PlacedInstance): { id: string; shape: Description }[] {
  const { accountId, region, availabilityZone } = instance;
  return networkInterfacesOf(instance, defaultNetwork(accountId, region)).map((one) => ({
    id: one.NetworkInterfaceId!,
    shape: {
      ...one,
      Attachment: { ...one.Attachment, InstanceId: instance.id, InstanceOwnerId: accountId },
      AvailabilityZone: availabilityZone,
      AvailabilityZoneId: zoneIdOf(region, availabilityZone),
      InterfaceType: 'interface',
      RequesterManaged: false,
    },
  }));
}

/** A network interface that no machine has in EC2's form. */
export function describeInterface(
  { id, accountId, region, createdAt, details: one }: Ec2Record<'network-interface'>,
  TagSet: Tag[] = [],
): Description {
  const Association = associationOf(one.elasticIp);
  const PrivateDnsName = privateDnsName(region, one.privateIp);
  const isForNat = one.natGatewayId !== undefined;
  return {
    Association,
    Attachment: isForNat
      ? {
          AttachTime: createdAt,
          AttachmentId: attachmentIdOf(id),
          DeleteOnTermination: false,
          DeviceIndex: 1,
          InstanceOwnerId: 'amazon-aws',
          Status: 'attached',
        }
      : undefined,
    AvailabilityZone: one.availabilityZone,
    AvailabilityZoneId: zoneIdOf(region, one.availabilityZone),
    Description: one.description ?? '',
    Groups: groupsOf(one),
    InterfaceType: isForNat ? 'natGateway' : 'interface',
    Ipv6Addresses: [],
    MacAddress: macAddress(id),
    NetworkInterfaceId: id,
    OwnerId: accountId,
    PrivateDnsName,
    PrivateIpAddress: one.privateIp,
    PrivateIpAddresses: [
      { Association, Primary: true, PrivateDnsName, PrivateIpAddress: one.privateIp },
      ...secondaryOf(region, one),
    ],
    RequesterId: isForNat ? 'amazon-aws' : undefined,
    RequesterManaged: isForNat,
    SourceDestCheck: one.sourceDestCheck ?? true,
    Status: isForNat ? 'in-use' : 'available',
    SubnetId: one.subnetId,
    TagSet,
    VpcId: one.vpcId,
    Operator: { Managed: false },
  };
}
