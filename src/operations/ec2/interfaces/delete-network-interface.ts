import type { DeleteNetworkInterfaceRequest } from '@aws-sdk/client-ec2';
import { elasticIpsOf } from '../../../domain/records/network-interface.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { deleteRecords } from '../../../store/ec2-record.ts';
import { change } from '../../change.ts';
import { freeAddresses } from '../addresses/own-address.ts';
import { ec2Arn, NETWORK_INTERFACE } from '../ec2-ids.ts';
import { blackhole } from '../routing/own-routing.ts';
import { requireInterface } from './own-interface.ts';

/** Deletes a network interface that nothing has. */
export const deleteNetworkInterface: Operation<DeleteNetworkInterfaceRequest, object> = {
  resources: ({ NetworkInterfaceId }, scope) => [ec2Arn(NETWORK_INTERFACE, NetworkInterfaceId!, scope)],

  async handle({ NetworkInterfaceId: id }, context) {
    await change(context, { resources: [ec2Arn(NETWORK_INTERFACE, id!, context)] }, async (trx) => {
      const found = await requireInterface(trx, context, id!);
      if (found.instance || found.natGatewayId)
        throw new Fault('InvalidParameterValue', `Network interface '${id}' is currently in use.`);
      await freeAddresses(trx, context, elasticIpsOf(found));
      await deleteRecords(trx, [id!]);
      await blackhole(trx, context, id!);
    });
    return {};
  },
};
