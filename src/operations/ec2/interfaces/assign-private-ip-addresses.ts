import type { AssignPrivateIpAddressesRequest, AssignPrivateIpAddressesResult } from '@aws-sdk/client-ec2';
import { CommonFault, Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { change } from '../../change.ts';
import { leadElsewhere } from '../addresses/own-address.ts';
import { ec2Arn, NETWORK_INTERFACE } from '../ec2-ids.ts';
import { requireSubnet } from '../networks/own-network.ts';
import { refuseUnbuilt } from '../refuse-unbuilt.ts';
import { checkSecondary } from './interface-address.ts';
import { takeOff } from './move-addresses.ts';
import { checkAddresses, findFreeAddresses } from './new-interface.ts';
import { changeInterface, refuseOfNatGateway, requireInterface } from './own-interface.ts';

/** Gives a network interface secondary private addresses, by name or so many that are free. */
export const assignPrivateIpAddresses: Operation<AssignPrivateIpAddressesRequest, AssignPrivateIpAddressesResult> = {
  resources: ({ NetworkInterfaceId }, scope) => [ec2Arn(NETWORK_INTERFACE, NetworkInterfaceId!, scope)],

  async handle(request, context) {
    refuseUnbuilt(request, ['Ipv4Prefixes', 'Ipv4PrefixCount']);
    const {
      NetworkInterfaceId: id,
      PrivateIpAddresses: named = [],
      SecondaryPrivateIpAddressCount: count = 0,
      AllowReassignment: moves = false,
    } = request;
    if (named.length === 0 && count === 0)
      throw new CommonFault(
        'MissingMember',
        'The request must contain PrivateIpAddresses or SecondaryPrivateIpAddressCount',
      );
    checkSecondary({ secondaryIps: named, secondaryCount: count });
    const resources = [ec2Arn(NETWORK_INTERFACE, id!, context)];
    const assigned = await change(context, { resources, detail: { addresses: named, count } }, async (trx) => {
      const elasticIps = moves ? await takeOff(trx, context, { addresses: named, to: id! }) : [];
      const found = await requireInterface(trx, context, id!);
      refuseOfNatGateway(found);
      const { secondaryIps = [], privateIp, subnetId } = found;
      const subnet = await requireSubnet(trx, context, subnetId);
      await checkAddresses(trx, context, { subnet, addresses: named, inUse: notMoved });
      const own = new Set([privateIp, ...secondaryIps]);
      const added = count > 0 ? await findFreeAddresses(trx, context, { subnet, id: id!, count, own }) : named;
      checkSecondary({ secondaryIps: [...secondaryIps, ...added] });
      const secondaryElasticIps = [...(found.secondaryElasticIps ?? []), ...elasticIps];
      await changeInterface(trx, found, {
        secondaryIps: [...secondaryIps, ...added],
        ...(secondaryElasticIps.length > 0 && { secondaryElasticIps }),
      });
      const to = { networkInterfaceId: id!, instanceId: found.instance?.id };
      await leadElsewhere(trx, context, { elasticIps, to });
      return added;
    });
    return {
      NetworkInterfaceId: id,
      AssignedPrivateIpAddresses: assigned.map((PrivateIpAddress) => ({ PrivateIpAddress })),
    };
  },
};

const notMoved = (address: string): Fault =>
  new Fault('InvalidParameterValue', `Some of ${address} are assigned, but move is not allowed.`);
