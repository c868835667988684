import type { AssociateAddressRequest } from '@aws-sdk/client-ec2';
import type { Transaction } from 'kysely';
import { interfacesOf } from '../../../domain/instances/interfaces.ts';
import { elasticIpAt } from '../../../domain/records/network-interface.ts';
import type { RequestContext } from '../../../operation.ts';
import { lockRecords } from '../../../store/ec2-record.ts';
import { lockInstances } from '../../../store/instance.ts';
import type { DB } from '../../../store/schema.ts';
import { FactsMoved } from '../../../store/transaction-failure.ts';
import { readInstances } from '../../../views/ec2/instances.ts';
import { readRecords } from '../../../views/ec2/records.ts';
import { NETWORK_INTERFACE } from '../ec2-ids.ts';
import { findHolder } from '../listing/find-owner.ts';

/**
 * Locks all that moving an address touches: where it leads, where it is to lead, and the address that is there. Machines
 * come first, then network interfaces that none has, then addresses, each by id, as in every transaction; so an address that
 * moves from one machine to another and one that moves the other way wait for each other and never deadlock.
 */
export async function lockMove(
  trx: Transaction<DB>,
  context: RequestContext,
  request: AssociateAddressRequest,
): Promise<void> {
  const touched = await readTouched(trx, context, request);
  await lockInstances(trx, touched.machines);
  await lockRecords(trx, context, { kind: 'network-interface', ids: touched.interfaces });
  await lockRecords(trx, context, { kind: 'elastic-ip', ids: touched.addresses });
  const now = await readTouched(trx, context, request);
  if (JSON.stringify(now) !== JSON.stringify(touched)) throw new FactsMoved();
}

interface Touched {
  readonly machines: readonly string[];
  readonly interfaces: readonly string[];
  readonly addresses: readonly string[];
}

/** What is there of it; what is not is refused later. */
async function readTouched(
  trx: Transaction<DB>,
  context: RequestContext,
  { AllocationId: id, PublicIp: publicIp, InstanceId, NetworkInterfaceId, PrivateIpAddress }: AssociateAddressRequest,
): Promise<Touched> {
  const named = id ? { ids: [id] } : { refs: [[publicIp ?? '']] };
  const [address] = await readRecords(trx, context, { kind: 'elastic-ip', ...named });
  const from = address?.details.association;
  const interfaceId = InstanceId ? undefined : NetworkInterfaceId;
  const machine = interfaceId
    ? await findHolder(trx, context, { kind: NETWORK_INTERFACE, id: interfaceId })
    : (await readInstances(trx, context, { ids: [InstanceId ?? ''], limit: 1 }))[0];
  const attached = machine && interfacesOf(machine).find((one) => !interfaceId || one.id === interfaceId);
  const loose = machine ? undefined : interfaceId;
  const [record] = loose ? await readRecords(trx, context, { kind: 'network-interface', ids: [loose] }) : [];
  const led = attached ?? record?.details;
  const displaced = led && elasticIpAt(led, PrivateIpAddress || led.privateIp)?.allocationId;
  return {
    machines: given(machine?.id, from?.instanceId),
    interfaces: given(loose, from?.instanceId ? undefined : from?.networkInterfaceId),
    addresses: given(address?.id, displaced),
  };
}

const given = (...ids: (string | undefined)[]): string[] => ids.filter((id) => id !== undefined);
