import type { Transaction } from 'kysely';
import { type Volume, volumesOf } from '../../../domain/instances/attached.ts';
import type { Instance } from '../../../domain/instances/instance.ts';
import type { Ec2Record } from '../../../domain/records/record.ts';
import type { RequestContext } from '../../../operation.ts';
import { lockInstances } from '../../../store/instance.ts';
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
