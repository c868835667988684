import type { Transaction } from 'kysely';
import { type Volume, volumesOf, withDevices } from '../../../domain/instances/attached.ts';
import type { BlockDevice, Instance } from '../../../domain/instances/instance.ts';
import type { Ec2Record } from '../../../domain/records/record.ts';
import type { StoredVolume } from '../../../domain/records/volume.ts';
import type { RequestContext } from '../../../operation.ts';
import { putRecord } from '../../../store/ec2-record.ts';
import { lockInstances, updateInstances } from '../../../store/instance.ts';
import type { DB } from '../../../store/schema.ts';
import { VOLUME } from '../ec2-ids.ts';
import { findHolder } from '../listing/find-owner.ts';
import { requireRecord } from '../records/own-record.ts';

/** A volume of the account, locked: one that a machine has, or a record. */
export type FoundVolume =
  | { readonly instance: Instance; readonly attached: Volume; readonly record?: undefined }
  | { readonly record: Ec2Record<'volume'>; readonly instance?: undefined; readonly attached?: undefined };

/** The account's volume of an id, with its machine locked if one has it; faults with the kind's codes. */
export async function requireVolume(trx: Transaction<DB>, context: RequestContext, id: string): Promise<FoundVolume> {
  const holder = await findHolder(trx, context, { kind: VOLUME, id });
  const [instance] = holder ? await lockInstances(trx, [holder.id]) : [];
  const attached = instance && volumesOf(instance).find((one) => one.id === id);
  if (attached) return { instance, attached };
  return { record: await requireRecord<'volume'>(trx, context, VOLUME, id) };
}

/** Writes what changes of a volume where it is kept; a machine has it in its settings, by the name of its device. */
export async function changeVolume(
  trx: Transaction<DB>,
  { record, instance, attached }: FoundVolume,
  change: Partial<Omit<StoredVolume, 'availabilityZone'>>,
): Promise<void> {
  if (record) return putRecord(trx, { ...record, details: { ...record.details, ...change } });
  const { sizeGiB: volumeSizeGiB, ...changed } = change;
  const given = { ...changed, ...(volumeSizeGiB !== undefined && { volumeSizeGiB }) } as Partial<BlockDevice>;
  const devices = withDevices(instance, (device) =>
    device.deviceName === attached.deviceName ? { ...device, ...given } : device,
  );
  await updateInstances([{ ...instance, settings: { ...instance.settings, ...devices } }]).execute(trx);
}
