import { elasticIpsOf } from '../records/network-interface.ts';
import type { Ec2Record } from '../records/record.ts';
import { type Volume, volumesOf } from './attached.ts';
import type { Instance } from './instance.ts';
import { type AttachedInterface, interfacesOf } from './interfaces.ts';

/** What becomes of what a terminated machine had: records that are made or written anew, and those that are deleted. */
export interface LeftBehind {
  readonly records: readonly Ec2Record[];
  readonly deletedIds: readonly string[];
}

/** What a machine leaves behind: volumes and network interfaces that are not deleted with it, and its addresses. */
export function leftBehindBy(instance: Instance): LeftBehind {
  const [volumes, interfaces] = [volumesOf(instance), interfacesOf(instance)];
  const stays = (one: Volume | AttachedInterface) => !one.deleteOnTermination;
  return {
    records: [
      ...volumes.filter(stays).map((volume) => volumeRecord(instance, volume)),
      ...interfaces.filter(stays).map((one) => interfaceRecord(instance, one)),
      ...interfaces.flatMap((one) => addressRecords(instance, one)),
    ],
    deletedIds: [...volumes, ...interfaces].filter((one) => one.isOwn && !stays(one)).map((one) => one.id),
  };
}

/** A machine's volume as it is once the machine has it no more. */
export const volumeRecord = (
  { accountId, region, availabilityZone }: Instance,
  { id, createdAt, volumeType, sizeGiB, iops, throughput, encrypted, snapshotId, autoEnableIo, modification }: Volume,
): Ec2Record<'volume'> => ({
  ...{ accountId, region, id, createdAt },
  kind: 'volume',
  details: {
    availabilityZone,
    volumeType,
    sizeGiB,
    iops,
    throughput,
    encrypted,
    snapshotId,
    autoEnableIo,
    modification,
  },
});

/** A machine's network interface as it is once the machine has it no more. */
export function interfaceRecord(
  { accountId, region }: Instance,
  one: AttachedInterface,
): Ec2Record<'network-interface'> {
  const {
    id,
    createdAt,
    attachedAt: _at,
    deviceIndex: _index,
    deleteOnTermination: _delete,
    isOwn: _own,
    ...details
  } = one;
  return { accountId, region, id, createdAt, kind: 'network-interface', details };
}

/** The Elastic IP addresses of a machine's network interface as they are without the machine: they stay with an interface that stays. */
export const addressRecords = ({ accountId, region }: Instance, one: AttachedInterface): Ec2Record<'elastic-ip'>[] =>
  elasticIpsOf(one).map(({ allocationId, associationId, publicIp, privateIp }) => {
    const association = { id: associationId, networkInterfaceId: one.id, vpcId: one.vpcId, privateIp };
    const details = { publicIp, ...(!one.deleteOnTermination && { association }) };
    return { accountId, region, id: allocationId, kind: 'elastic-ip', createdAt: one.createdAt, details };
  });
