import type { UnassignPrivateIpAddressesRequest } from '@aws-sdk/client-ec2';
import { elasticIpsOf } from '../../../domain/records/network-interface.ts';
import { CommonFault, Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { change } from '../../change.ts';
import { freeAddresses } from '../addresses/own-address.ts';
import { ec2Arn, NETWORK_INTERFACE } from '../ec2-ids.ts';
import { refuseUnbuilt } from '../refuse-unbuilt.ts';
import { withoutAddresses } from './interface-address.ts';
import { changeInterface, refuseOfNatGateway, requireInterface } from './own-interface.ts';

/** Takes secondary private addresses off a network interface; Elastic IP addresses that led to them lead nowhere. */
export const unassignPrivateIpAddresses: Operation<UnassignPrivateIpAddressesRequest, object> = {
  resources: ({ NetworkInterfaceId }, scope) => [ec2Arn(NETWORK_INTERFACE, NetworkInterfaceId!, scope)],

  async handle(request, context) {
    refuseUnbuilt(request, ['Ipv4Prefixes']);
    const { NetworkInterfaceId: id, PrivateIpAddresses: addresses = [] } = request;
    if (addresses.length === 0)
      throw new CommonFault('MissingMember', 'The request must contain the parameter PrivateIpAddresses');
    const resources = [ec2Arn(NETWORK_INTERFACE, id!, context)];
    await change(context, { resources, detail: { addresses } }, async (trx) => {
      const found = await requireInterface(trx, context, id!);
      refuseOfNatGateway(found);
      const { secondaryIps = [], privateIp } = found;
      if (addresses.includes(privateIp))
        throw new Fault('InvalidParameterValue', `The primary address ${privateIp} cannot be taken off ${id}.`);
      const absent = addresses.find((address) => !secondaryIps.includes(address));
      if (absent !== undefined)
        throw new Fault(
          'InvalidParameterValue',
          `Some of the addresses [${absent}] are not assigned to interface ${id}`,
        );
      await freeAddresses(
        trx,
        context,
        elasticIpsOf(found).filter((one) => addresses.includes(one.privateIp)),
      );
      await changeInterface(trx, found, withoutAddresses(found, addresses));
    });
    return {};
  },
};
