import type { InstanceNetworkInterface } from '@aws-sdk/client-ec2';
import { networkInterfaceIdOf } from '../../../domain/instances/attached.ts';
import { attachedId } from '../../../domain/instances/attached-id.ts';
import type { Instance } from '../../../domain/instances/instance.ts';
import { type DefaultNetwork, privateAddress, privateDnsName } from '../../../domain/networks/network.ts';
import type { KeptSettings } from '../kept-settings.ts';

/** A range that is routed nowhere (RFC 2544), for public addresses that are as good as the embedded machines are. */
const PUBLIC_RANGE = { cidrBlock: '198.18.0.0/15' };

/** Where an instance can be reached. */
export interface InstanceAddresses {
  readonly privateDnsName: string;
  /** Undefined unless it runs or is about to. */
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
    publicIp: up && settings.associatePublicIp !== false ? privateAddress(PUBLIC_RANGE, instance.id) : undefined,
    groups: ids.map((GroupId) => ({ GroupId, GroupName: settings.securityGroupNames?.[GroupId] ?? 'default' })),
  };
}

function nameOf({ id, region, privateIp, settings }: Instance): string {
  const byAddress = privateDnsName(region, privateIp);
  return settings.privateDnsHostnameType === 'resource-name' ? byAddress.replace(/^[^.]+/, id) : byAddress;
}

/** The primary network interface, unless the instance is terminated. Its ids and its MAC address follow from the instance's id. */
export function networkInterfacesOf(
  instance: Instance,
  network: DefaultNetwork,
  addresses = addressesOf(instance, network),
): InstanceNetworkInterface[] {
  if (instance.state === 'terminated') return [];
  const { privateDnsName: PrivateDnsName, publicIp, groups } = addresses;
  const settings: KeptSettings = instance.settings;
  const Association = publicIp ? { IpOwnerId: 'amazon', PublicDnsName: '', PublicIp: publicIp } : undefined;
  const address = { PrivateDnsName, PrivateIpAddress: instance.privateIp };
  return [
    {
      Association,
      Attachment: {
        AttachTime: instance.launchedAt,
        AttachmentId: attachedId('eni-attach', instance.id, 0),
        DeleteOnTermination: settings.interfaceDeleteOnTermination ?? true,
        DeviceIndex: 0,
        Status: 'attached',
        NetworkCardIndex: 0,
      },
      Description: settings.interfaceDescription ?? '',
      Groups: groups,
      Ipv6Addresses: [],
      MacAddress: macAddress(instance.id),
      NetworkInterfaceId: networkInterfaceIdOf(instance.id),
      OwnerId: instance.accountId,
      ...address,
      PrivateIpAddresses: [{ Association, Primary: true, ...address }],
      SourceDestCheck: settings.sourceDestCheck ?? true,
      Status: 'in-use',
      SubnetId: instance.subnetId,
      VpcId: settings.vpcId ?? network.vpcId,
      InterfaceType: 'interface',
      Operator: { Managed: false },
    },
  ];
}

/** Locally administered, as EC2's are, with the last digits of the instance's id. */
const macAddress = (instanceId: string): string => ['02', ...instanceId.slice(-10).match(/../g)!].join(':');
