import type { Transaction } from 'kysely';
import type { Instance } from '../../../domain/instances/instance.ts';
import { type AttachedInterface, interfacesOf } from '../../../domain/instances/interfaces.ts';
import type { NetworkInterface } from '../../../domain/records/network-interface.ts';
import type { Ec2Record } from '../../../domain/records/record.ts';
import { Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import { putRecord } from '../../../store/ec2-record.ts';
import { lockInstances, updateInstances } from '../../../store/instance.ts';
import type { DB } from '../../../store/schema.ts';
import { NETWORK_INTERFACE } from '../ec2-ids.ts';
import { findHolder } from '../listing/find-owner.ts';
import { requireRecord } from '../records/own-record.ts';

/** A network interface of the account, locked: one that a machine has, or a record. */
export type FoundInterface = NetworkInterface & { readonly id: string } & (
    | { readonly instance: Instance; readonly attached: AttachedInterface; readonly record?: undefined }
    | { readonly record: Ec2Record<'network-interface'>; readonly instance?: undefined; readonly attached?: undefined }
  );

/**
 * The account's network interface of an id, with its machine locked if one has it; faults with the kind's codes, or with
 * those of what the request calls it by.
 */
export async function requireInterface(
  trx: Transaction<DB>,
  context: RequestContext,
  id: string,
  kind = NETWORK_INTERFACE,
): Promise<FoundInterface> {
  const holder = await findHolder(trx, context, { kind: NETWORK_INTERFACE, id });
  const [instance] = holder ? await lockInstances(trx, [holder.id]) : [];
  const attached = instance && interfacesOf(instance).find((one) => one.id === id);
  if (attached) return { ...attached, instance, attached };
  const record = await requireRecord<'network-interface'>(trx, context, kind, id);
  return { ...record.details, id, record };
}

/** A NAT gateway's network interface is changed with the gateway alone. */
export function refuseOfNatGateway({ natGatewayId }: FoundInterface): void {
  if (natGatewayId)
    throw new Fault('OperationNotPermitted', `The network interface is that of the NAT gateway ${natGatewayId}.`);
}

export type InterfaceChange = Partial<
  Pick<
    NetworkInterface,
    'description' | 'sourceDestCheck' | 'groupIds' | 'groupNames' | 'elasticIp' | 'secondaryElasticIps' | 'secondaryIps'
  >
> & { readonly deleteOnTermination?: boolean };

/** Writes what changes of a network interface where it is kept; members that are there and undefined are taken off. */
export async function changeInterface(
  trx: Transaction<DB>,
  { id, instance, record }: FoundInterface,
  change: InterfaceChange,
): Promise<void> {
  if (record) {
    const { deleteOnTermination: _only, ...kept } = change;
    return putRecord(trx, { ...record, details: { ...record.details, ...kept } });
  }
  await updateInstances([withInterface(instance, id, change)]).execute(trx);
}

function withInterface(instance: Instance, id: string, change: InterfaceChange): Instance {
  const { settings } = instance;
  const place = interfacesOf(instance).findIndex((one) => one.id === id);
  if (place === 0) return { ...instance, settings: { ...settings, ...primarySettings(change) } };
  const interfaces = settings.interfaces!.map((one, index) => (index === place - 1 ? { ...one, ...change } : one));
  return { ...instance, settings: { ...settings, interfaces } as Instance['settings'] };
}

const PRIMARY_NAMES = {
  description: 'interfaceDescription',
  deleteOnTermination: 'interfaceDeleteOnTermination',
  groupIds: 'securityGroupIds',
  groupNames: 'securityGroupNames',
  sourceDestCheck: 'sourceDestCheck',
  elasticIp: 'elasticIp',
  secondaryElasticIps: 'secondaryElasticIps',
  secondaryIps: 'secondaryIps',
} as const;

/** A machine keeps what its primary interface has under names of its own. */
const primarySettings = (change: InterfaceChange): Partial<Instance['settings']> =>
  Object.fromEntries(
    Object.entries(change).map(([name, value]) => [PRIMARY_NAMES[name as keyof typeof PRIMARY_NAMES], value]),
  );
