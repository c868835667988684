import type { Ec2Record } from '../records/record.ts';
import type { Instance } from './instance.ts';
import { type AttachedInterface, interfacesOf } from './interfaces.ts';
import { addressRecords } from './left-behind.ts';

/** The network interfaces of a new machine that were made before it. */
export const takenOverBy = (instance: Instance): AttachedInterface[] =>
  instance.settings.primaryInterface || instance.settings.interfaces
    ? interfacesOf(instance).filter((one) => one.isOwn)
    : [];

/** The Elastic IP addresses of such an interface, as they are once the machine has it. */
export const addressesOnMachine = (instance: Instance, one: AttachedInterface): Ec2Record<'elastic-ip'>[] =>
  addressRecords(instance, one).map((record) => {
    const association = { ...record.details.association!, instanceId: instance.id };
    return { ...record, details: { ...record.details, association } };
  });
