import type { Transaction } from 'kysely';
import { ledAt } from '../../../domain/records/network-interface.ts';
import type { Ec2Record } from '../../../domain/records/record.ts';
import { Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import type { DB } from '../../../store/schema.ts';
import { changeInterface, requireInterface } from '../interfaces/own-interface.ts';
import { putAssociation } from './own-address.ts';

/** Lets an address lead nowhere, and takes it off the private address that it led to. */
export async function leadAway(
  trx: Transaction<DB>,
  context: RequestContext,
  address: Ec2Record<'elastic-ip'>,
): Promise<void> {
  const { association } = address.details;
  if (!association) return;
  if (association.natGatewayId)
    throw new Fault('OperationNotPermitted', `The address is that of the NAT gateway ${association.natGatewayId}.`);
  const led = await requireInterface(trx, context, association.networkInterfaceId);
  await changeInterface(trx, led, ledAt(led, association.privateIp, undefined));
  await putAssociation(trx, address, undefined);
}
