import type { AssociateAddressRequest, AssociateAddressResult } from '@aws-sdk/client-ec2';
import type { Transaction } from 'kysely';
import { idFromSeed } from '../../../domain/ids.ts';
import { elasticIpAt, ledAt } from '../../../domain/records/network-interface.ts';
import { CommonFault, Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import type { DB } from '../../../store/schema.ts';
import { change } from '../../change.ts';
import { ec2Arn, INSTANCE, NETWORK_INTERFACE } from '../ec2-ids.ts';
import { onlyInterfaceOf } from '../instances/instance-to-join.ts';
import { changeInterface, type FoundInterface, requireInterface } from '../interfaces/own-interface.ts';
import { requireInternetGateway } from '../routing/own-routing.ts';
import { leadAway } from './lead-away.ts';
import { lockMove } from './lock-move.ts';
import { addressArns, freeAddresses, putAssociation, requireAddress } from './own-address.ts';

/** Lets an address lead to a private address of a network interface, or of a machine's primary one, and no longer to where it led. */
export const associateAddress: Operation<AssociateAddressRequest, AssociateAddressResult> = {
  resources: async ({ AllocationId, PublicIp, InstanceId, NetworkInterfaceId }, scope) => [
    ...(await addressArns({ AllocationId, PublicIp }, scope)),
    ...(InstanceId ? [ec2Arn(INSTANCE, InstanceId, scope)] : []),
    ...(NetworkInterfaceId && !InstanceId ? [ec2Arn(NETWORK_INTERFACE, NetworkInterfaceId, scope)] : []),
  ],

  async handle(request, context) {
    const {
      InstanceId: instanceId,
      NetworkInterfaceId: networkInterfaceId,
      AllowReassociation: again = true,
    } = request;
    const associationId = idFromSeed('eipassoc', context.requestId);
    const detail = { allocationId: request.AllocationId, instanceId, networkInterfaceId };
    const id = await change(context, { resources: [], detail }, async (trx) => {
      await lockMove(trx, context, request);
      const found = await interfaceOf(trx, context, request);
      const ip = request.PrivateIpAddress || found.privateIp;
      if (ip !== found.privateIp && !found.secondaryIps?.includes(ip))
        throw new Fault(
          'InvalidParameterValue',
          `The private IP address ${ip} is not assigned to the interface ${found.id}`,
        );
      const address = await requireAddress(trx, context, request);
      const { association, publicIp } = address.details;
      if (association?.networkInterfaceId === found.id && association.privateIp === ip) return association.id;
      if (association && !again) throw alreadyAssociated(address.id, association.id);
      const displaced = elasticIpAt(found, ip);
      if (displaced && !again) throw alreadyAssociated(found.id, displaced.associationId);
      await requireInternetGateway(trx, context, found.vpcId);
      if (association) await leadAway(trx, context, address);
      if (displaced) await freeAddresses(trx, context, [displaced]);
      // what it led away from may be of the same machine
      const now = association ? await interfaceOf(trx, context, request) : found;
      const elasticIp = { publicIp, ownerId: context.accountId, allocationId: address.id, associationId };
      await changeInterface(trx, now, ledAt(now, ip, elasticIp));
      const { id: networkInterfaceId, vpcId, instance } = now;
      const leads = { id: associationId, networkInterfaceId, vpcId, privateIp: ip, instanceId: instance?.id };
      await putAssociation(trx, address, leads);
      return associationId;
    });
    return { AssociationId: id };
  },
};

async function interfaceOf(
  trx: Transaction<DB>,
  context: RequestContext,
  { InstanceId, NetworkInterfaceId }: AssociateAddressRequest,
): Promise<FoundInterface> {
  // EC2 overlooks an interface beside an instance: Terraform sends the old one when the instance changes
  if (!InstanceId && NetworkInterfaceId) return requireInterface(trx, context, NetworkInterfaceId);
  if (!InstanceId) throw new CommonFault('MissingMember', 'Either NetworkInterfaceId or InstanceId must be specified');
  const { instance, only } = await onlyInterfaceOf(trx, context, InstanceId);
  return { ...only, instance, attached: only };
}

const alreadyAssociated = (id: string, associationId: string): Fault =>
  new Fault('Resource.AlreadyAssociated', `resource ${id} is already associated with associate-id ${associationId}`);
