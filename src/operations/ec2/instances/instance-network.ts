import type { InstanceNetworkInterface } from '@aws-sdk/client-ec2';
import type { Instance } from '../../../domain/instances/instance.ts';
import { attachmentIdOf, interfacesOf } from '../../../domain/instances/interfaces.ts';
import { type DefaultNetwork, privateAddress, privateDnsName } from '../../../domain/networks/network.ts';
import type { NetworkInterface } from '../../../domain/records/network-interface.ts';
import type { KeptSettings } from '../kept-settings.ts';

/** A range that is routed nowhere (RFC 2544), for public addresses that are as good as the embedded machines are. */
export const PUBLIC_RANGE = { cidrBlock: '198.18.0.0/15' };

/** Where an instance can be reached. */
export interface InstanceAddresses {
  readonly privateDnsName: string;
  /** Its Elastic IP address; else undefined unless it runs or is about to. */
  readonly publicIp: string | undefined;
  readonly groups: { readonly GroupId: string; readonly GroupName: string }[];
}

/** The names and addresses of an instance. Only terminated ones have no private ones. */
export function addressesOf(instance: Instance, network: DefaultNetwork): InstanceAddresses {
  const settings: KeptSettings = instance.settings;
  const gone = instance.state === 'terminated';
  const up = instance.state === 'pending' || instance.state === 'running';
  const ids = gone ? [] : (settings.securityGroupIds ?? [network.securityGroupId]);
  return {
    privateDnsName: gone ? '' : nameOf(instance),
    publicIp: gone
      ? undefined
      : (settings.elasticIp?.publicIp ??
        (up && settings.associatePublicIp !== false ? privateAddress(PUBLIC_RANGE, instance.id) : undefined)),
    groups: groupsOf({ groupIds: ids, groupNames: settings.securityGroupNames }),
  };
}

function nameOf({ id, region, privateIp, settings }: Instance): string {
  const byAddress = privateDnsName(region, privateIp);
  return settings.privateDnsHostnameType === 'resource-name' ? byAddress.replace(/^[^.]+/, id) : byAddress;
}

/** The network interfaces, unless the instance is terminated, the primary one first. */
export function networkInterfacesOf(
  instance: Instance,
  network: DefaultNetwork,
  { privateDnsName: primaryName, publicIp } = addressesOf(instance, network),
): InstanceNetworkInterface[] {
  return interfacesOf(instance).map((one) => {
    const isPrimary = one.deviceIndex === 0;
    const Association = isPrimary && publicIp && !one.elasticIp ? usualAssociation(publicIp) : associationOf(one);
    const PrivateDnsName = isPrimary ? primaryName : privateDnsName(instance.region, one.privateIp);
    const address = { PrivateDnsName, PrivateIpAddress: one.privateIp };
    return {
      Association,
      Attachment: {
        AttachTime: one.attachedAt,
        AttachmentId: attachmentIdOf(one.id),
        DeleteOnTermination: one.deleteOnTermination,
        DeviceIndex: one.deviceIndex,
        Status: 'attached',
        NetworkCardIndex: 0,
      },
      Description: one.description ?? '',
      Groups: groupsOf(one),
      Ipv6Addresses: [],
      MacAddress: macAddress(isPrimary ? instance.id : one.id),
      NetworkInterfaceId: one.id,
      OwnerId: instance.accountId,
      ...address,
      PrivateIpAddresses: [{ Association, Primary: true, ...address }],
      SourceDestCheck: one.sourceDestCheck ?? true,
      Status: 'in-use',
      SubnetId: one.subnetId,
      VpcId: one.vpcId,
      InterfaceType: 'interface',
      Operator: { Managed: false },
    };
  });
}

const usualAssociation = (PublicIp: string) => ({ IpOwnerId: 'amazon', PublicDnsName: '', PublicIp });

/** The security groups of a network interface, or of a machine's primary one. */
export const groupsOf = ({ groupIds, groupNames }: Pick<NetworkInterface, 'groupIds' | 'groupNames'>) =>
  groupIds.map((GroupId) => ({ GroupId, GroupName: groupNames?.[GroupId] ?? 'default' }));

/** An Elastic IP address as what leads to a network interface. */
export const associationOf = ({ elasticIp }: Pick<NetworkInterface, 'elasticIp'>) =>
  elasticIp && {
    AllocationId: elasticIp.allocationId,
    AssociationId: elasticIp.associationId,
    IpOwnerId: elasticIp.ownerId,
    PublicDnsName: '',
    PublicIp: elasticIp.publicIp,
  };

/** Locally administered, as EC2's are, with the last digits of the id. */
export const macAddress = (id: string): string => ['02', ...id.slice(-10).match(/../g)!].join(':');
