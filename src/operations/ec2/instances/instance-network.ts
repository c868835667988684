import type { InstanceNetworkInterface } from '@aws-sdk/client-ec2';
import type { Instance } from '../../../domain/instances/instance.ts';
import { attachmentIdOf, interfacesOf } from '../../../domain/instances/interfaces.ts';
import {
  type DefaultNetwork,
  privateAddress,
  privateDnsName,
  publicDnsName,
} from '../../../domain/networks/network.ts';
import { type ElasticIp, elasticIpAt, type NetworkInterface } from '../../../domain/records/network-interface.ts';
import type { KeptSettings } from '../kept-settings.ts';

/** A range that is routed nowhere (RFC 2544), for public addresses that are as good as the embedded machines are. */
export const PUBLIC_RANGE = { cidrBlock: '198.18.0.0/15' };

/** An instance, and whether a VPC that its account made names public addresses. */
export type PlacedInstance = Instance & { readonly vpcDnsHostnames?: boolean | null };

/** Where an instance can be reached. */
export interface InstanceAddresses {
  readonly privateDnsName: string;
  /** Empty where it has no public address, or its VPC gives them no names. */
  readonly publicDnsName: string;
  /** Its Elastic IP address; else undefined unless it runs or is about to. */
  readonly publicIp: string | undefined;
  readonly groups: { readonly GroupId: string; readonly GroupName: string }[];
}

/** The names and addresses of an instance. Only terminated ones have no private ones. */
export function addressesOf(instance: PlacedInstance, network: DefaultNetwork): InstanceAddresses {
  const settings: KeptSettings = instance.settings;
  const gone = instance.state === 'terminated';
  const up = instance.state === 'pending' || instance.state === 'running';
  const ids = gone ? [] : (settings.securityGroupIds ?? [network.securityGroupId]);
  const publicIp = gone
    ? undefined
    : (settings.elasticIp?.publicIp ??
      (up && settings.associatePublicIp !== false ? privateAddress(PUBLIC_RANGE, instance.id) : undefined));
  return {
    privateDnsName: gone ? '' : nameOf(instance),
    publicDnsName: publicIp ? publicNameOf(instance, publicIp) : '',
    publicIp,
    groups: groupsOf({ groupIds: ids, groupNames: settings.securityGroupNames }),
  };
}

const publicNameOf = ({ region, settings, vpcDnsHostnames }: PlacedInstance, ip: string): string =>
  settings.vpcId === undefined || vpcDnsHostnames ? publicDnsName(region, ip) : '';

function nameOf({ id, region, privateIp, settings }: Instance): string {
  const byAddress = privateDnsName(region, privateIp);
  return settings.privateDnsHostnameType === 'resource-name' ? byAddress.replace(/^[^.]+/, id) : byAddress;
}

/** The network interfaces, unless the instance is terminated, the primary one first. */
export function networkInterfacesOf(
  instance: PlacedInstance,
  network: DefaultNetwork,
  { privateDnsName: primaryName, publicDnsName: publicName, publicIp } = addressesOf(instance, network),
): InstanceNetworkInterface[] {
  return interfacesOf(instance).map((one) => {
    const isPrimary = one.deviceIndex === 0;
    const nameOfPublic = (ip: string) => publicNameOf(instance, ip);
    const Association =
      isPrimary && publicIp && !one.elasticIp
        ? { IpOwnerId: 'amazon', PublicDnsName: publicName, PublicIp: publicIp }
        : associationOf(one.elasticIp, nameOfPublic);
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
      MacAddress: macAddress(isPrimary && !one.isOwn ? instance.id : one.id),
      NetworkInterfaceId: one.id,
      OwnerId: instance.accountId,
      ...address,
      PrivateIpAddresses: [
        { Association, Primary: true, ...address },
        ...secondaryOf(instance.region, one, nameOfPublic),
      ],
      SourceDestCheck: one.sourceDestCheck ?? true,
      Status: 'in-use',
      SubnetId: one.subnetId,
      VpcId: one.vpcId,
      InterfaceType: 'interface',
      Operator: { Managed: false },
    };
  });
}

/** The private addresses of a network interface beside its primary one. */
export const secondaryOf = (region: string, one: NetworkInterface, publicName?: PublicNames) =>
  (one.secondaryIps ?? []).map((PrivateIpAddress) => ({
    Association: associationOf(elasticIpAt(one, PrivateIpAddress), publicName),
    Primary: false,
    PrivateDnsName: privateDnsName(region, PrivateIpAddress),
    PrivateIpAddress,
  }));

/** The security groups of a network interface, or of a machine's primary one. */
export const groupsOf = ({ groupIds, groupNames }: Pick<NetworkInterface, 'groupIds' | 'groupNames'>) =>
  groupIds.map((GroupId) => ({ GroupId, GroupName: groupNames?.[GroupId] ?? 'default' }));

/** The DNS name of a public address, empty where its VPC gives none. */
type PublicNames = (publicIp: string) => string;

/** An Elastic IP address as what leads to a private address. */
export const associationOf = (elasticIp: ElasticIp | undefined, publicName: PublicNames = () => '') =>
  elasticIp && {
    AllocationId: elasticIp.allocationId,
    AssociationId: elasticIp.associationId,
    IpOwnerId: elasticIp.ownerId,
    PublicDnsName: publicName(elasticIp.publicIp),
    PublicIp: elasticIp.publicIp,
  };

/** Locally administered, as EC2's are, with the last digits of the id. */
export const macAddress = (id: string): string => ['02', ...id.slice(-10).match(/../g)!].join(':');
