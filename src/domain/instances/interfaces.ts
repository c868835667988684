import { defaultNetwork } from '../networks/network.ts';
import type { NetworkInterface, SecondInterface } from '../records/network-interface.ts';
import { attachedId } from './attached-id.ts';
import type { Instance } from './instance.ts';

export interface AttachedInterface extends NetworkInterface {
  readonly id: string;
  readonly deviceIndex: number;
  readonly deleteOnTermination: boolean;
  readonly createdAt: Date;
  readonly attachedAt: Date;
  /** It was made before it was attached. */
  readonly isOwn: boolean;
}

/** The id of what attaches a network interface to something has the interface's digits. */
export const attachmentIdOf = (networkInterfaceId: string): string =>
  networkInterfaceId.replace(/^eni-/, 'eni-attach-');
export const interfaceIdOf = (attachmentId: string): string => attachmentId.replace(/^eni-attach-/, 'eni-');

/** The network interfaces of an instance, the primary one first; none once it is terminated. */
export function interfacesOf(instance: Instance): AttachedInterface[] {
  const { id, state, settings, launchedAt } = instance;
  if (state === 'terminated') return [];
  const primary: SecondInterface = {
    ...primaryInterface(instance),
    ...settings.primaryInterface,
    deviceIndex: 0,
    deleteOnTermination: settings.interfaceDeleteOnTermination ?? true,
  };
  return [primary, ...(settings.interfaces ?? [])].map(({ createdAt, attachedAt, ...one }) => ({
    ...one,
    id: one.id ?? attachedId('eni', id, one.deviceIndex),
    createdAt: createdAt ? new Date(createdAt) : launchedAt,
    attachedAt: attachedAt ? new Date(attachedAt) : launchedAt,
    isOwn: one.id !== undefined,
  }));
}

function primaryInterface(instance: Instance): NetworkInterface {
  const { accountId, region, settings, subnetId, availabilityZone, privateIp } = instance;
  const network = defaultNetwork(accountId, region);
  return {
    vpcId: settings.vpcId ?? network.vpcId,
    subnetId,
    availabilityZone,
    privateIp,
    description: settings.interfaceDescription,
    groupIds: settings.securityGroupIds ?? [network.securityGroupId],
    groupNames: settings.securityGroupNames,
    sourceDestCheck: settings.sourceDestCheck,
    elasticIp: settings.elasticIp,
    secondaryElasticIps: settings.secondaryElasticIps,
    secondaryIps: settings.secondaryIps,
  };
}
