import type { AssociateAddressRequest, AssociateAddressResult } from '@aws-sdk/client-ec2';
import type { Transaction } from 'kysely';
import { idFromSeed } from '../../../domain/ids.ts';
import { CommonFault, Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import type { DB } from '../../../store/schema.ts';
import { change } from '../../change.ts';
import { ec2Arn, INSTANCE, NETWORK_INTERFACE } from '../ec2-ids.ts';
import { primaryInterfaceOf } from '../instances/instance-to-join.ts';
import { changeInterface, type FoundInterface, requireInterface } from '../interfaces/own-interface.ts';
import { requireInternetGateway } from '../routing/own-routing.ts';
import { leadAway } from './lead-away.ts';
import { lockMove } from './lock-move.ts';
import { addressArns, freeAddress, putAssociation, requireAddress } from './own-address.ts';

/** Lets an address lead to a network interface, or to a machine's primary one, and no longer to where it led. */
export const associateAddress: Operation<AssociateAddressRequest, AssociateAddressResult> = {
  resources: async ({ AllocationId, PublicIp, InstanceId, NetworkInterfaceId }, scope) => [
    ...(await addressArns({ AllocationId, PublicIp }, scope)),
    ...(InstanceId ? [ec2Arn(INSTANCE, InstanceId, scope)] : []),
    ...(NetworkInterfaceId ? [ec2Arn(NETWORK_INTERFACE, NetworkInterfaceId, scope)] : []),
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
      if (request.PrivateIpAddress && found.secondaryIps?.includes(request.PrivateIpAddress))
        throw new Fault(
          'UnsupportedOperation',
          'Headroom lets an address lead to the primary private address of an interface alone; leave PrivateIpAddress out.',
        );
      if (request.PrivateIpAddress && request.PrivateIpAddress !== found.privateIp)
        throw new Fault(
          'InvalidParameterValue',
          `The private IP address ${request.PrivateIpAddress} is not assigned to the interface ${found.id}`,
        );
      const address = await requireAddress(trx, context, request);
      const { association, publicIp } = address.details;
      if (association?.networkInterfaceId === found.id) return association.id;
      if (association && !again) throw alreadyAssociated(address.id, association.id);
      if (found.elasticIp && !again) throw alreadyAssociated(found.id, found.elasticIp.associationId);
      await requireInternetGateway(trx, context, found.vpcId);
      if (association) await leadAway(trx, context, address);
      if (found.elasticIp) await freeAddress(trx, context, found.elasticIp.allocationId);
      // what it led away from may be another interface of the same machine
      const now = association ? await interfaceOf(trx, context, request) : found;
      const elasticIp = { publicIp, ownerId: context.accountId, allocationId: address.id, associationId };
      await changeInterface(trx, now, { elasticIp });
      const { id: interfaceId, vpcId, privateIp, instance } = now;
      const leads = { id: associationId, networkInterfaceId: interfaceId, vpcId, privateIp, instanceId: instance?.id };
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
  if (InstanceId && NetworkInterfaceId)
    throw new Fault('InvalidParameterCombination', 'You may specify an instance or a network interface, but not both.');
  if (NetworkInterfaceId) return requireInterface(trx, context, NetworkInterfaceId);
  if (!InstanceId) throw new CommonFault('MissingMember', 'Either NetworkInterfaceId or InstanceId must be specified');
  const { instance, primary } = await primaryInterfaceOf(trx, context, InstanceId);
  return { ...primary, instance, attached: primary };
}

const alreadyAssociated = (id: string, associationId: string): Fault =>
  new Fault('Resource.AlreadyAssociated', `resource ${id} is already associated with associate-id ${associationId}`);
