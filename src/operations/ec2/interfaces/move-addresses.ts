import type { Transaction } from 'kysely';
import { type AttachedInterface, interfacesOf } from '../../../domain/instances/interfaces.ts';
import { elasticIpsOf, type SecondaryElasticIp } from '../../../domain/records/network-interface.ts';
import { Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import { lockRecords } from '../../../store/ec2-record.ts';
import { lockInstances } from '../../../store/instance.ts';
import { type AddressHolder, readAddressHolders } from '../../../store/network-facts.ts';
import type { DB } from '../../../store/schema.ts';
import { FactsMoved } from '../../../store/transaction-failure.ts';
import { readRecords } from '../../../views/ec2/records.ts';
import { NETWORK_INTERFACE } from '../ec2-ids.ts';
import { findHolder } from '../listing/find-owner.ts';
import { withoutAddresses } from './interface-address.ts';
import { changeInterface, type FoundInterface, requireInterface } from './own-interface.ts';

/**
 * Takes secondary private addresses off the network interfaces of a subnet that have them, for another one there, and tells
 * the Elastic IP addresses that lead to them, which go along. What is touched is locked in the order of every transaction:
 * machines, then network interfaces that none has, each by id, then addresses.
 */
export async function takeOff(
  trx: Transaction<DB>,
  context: RequestContext,
  { addresses, to }: { readonly addresses: readonly string[]; readonly to: string },
): Promise<SecondaryElasticIp[]> {
  const machine = await findHolder(trx, context, { kind: NETWORK_INTERFACE, id: to });
  const attached = machine && interfacesOf(machine).find(({ id }) => id === to);
  const [record] = machine ? [] : await readRecords(trx, context, { kind: 'network-interface', ids: [to] });
  const subnetId = (attached ?? record?.details)?.subnetId ?? '';
  const asked = { subnetId, addresses };
  const holders = await readHolders(trx, context, asked);
  await lockInstances(trx, given(machine?.id, ...holders.map((one) => one.instanceId)));
  const ids = given(record?.id, ...holders.map((one) => one.networkInterfaceId));
  await lockRecords(trx, context, { kind: 'network-interface', ids });
  const now = await readHolders(trx, context, asked);
  if (JSON.stringify(now) !== JSON.stringify(holders)) throw new FactsMoved();
  const moved: SecondaryElasticIp[] = [];
  for (const holder of now) {
    const { address } = holder;
    const from = await interfaceWith(trx, context, holder);
    if (from.id === to) continue;
    if (from.privateIp === address)
      throw new Fault('InvalidParameterValue', `${address} is the primary address of ${from.id}, which keeps it.`);
    moved.push(...elasticIpsOf(from).filter(({ privateIp }) => privateIp === address));
    await changeInterface(trx, from, withoutAddresses(from, [address]));
  }
  return moved;
}

const given = (...ids: (string | undefined)[]): string[] => [...new Set(ids.filter((id) => id !== undefined))];

async function readHolders(
  trx: Transaction<DB>,
  { accountId }: RequestContext,
  { subnetId, addresses }: { readonly subnetId: string; readonly addresses: readonly string[] },
): Promise<AddressHolder[]> {
  const holders = await readAddressHolders(trx, { accounts: new Set([accountId]), addresses: new Set(addresses) });
  return holders.filter((one) => one.subnetId === subnetId);
}

async function interfaceWith(
  trx: Transaction<DB>,
  context: RequestContext,
  { address, subnetId, instanceId, networkInterfaceId }: AddressHolder,
): Promise<FoundInterface> {
  const [instance] = instanceId ? await lockInstances(trx, [instanceId]) : [];
  const has = (one: AttachedInterface) => one.privateIp === address || one.secondaryIps?.includes(address);
  const attached = instance && interfacesOf(instance).find((one) => one.subnetId === subnetId && has(one));
  return requireInterface(trx, context, attached?.id ?? networkInterfaceId!);
}
