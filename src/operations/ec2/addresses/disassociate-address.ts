import type { DisassociateAddressRequest } from '@aws-sdk/client-ec2';
import { CommonFault, Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { readRecords } from '../../../views/ec2/records.ts';
import { change } from '../../change.ts';
import { ADDRESS_ASSOCIATION, checkId } from '../ec2-ids.ts';
import { requireInterface } from '../interfaces/own-interface.ts';
import { leadAway } from './lead-away.ts';
import { addressArns, addressNotFound, requireAddress } from './own-address.ts';

/** Lets an address lead nowhere; a public one that leads nowhere is not an error. */
export const disassociateAddress: Operation<DisassociateAddressRequest, object> = {
  resources: addressArns,

  async handle({ AssociationId: associationId, PublicIp: publicIp }, context) {
    const ref = associationId || publicIp;
    if (!ref) throw new CommonFault('MissingMember', 'The request must contain the parameter AssociationId');
    if (associationId && publicIp)
      throw new Fault('InvalidParameterCombination', 'You may specify an association id or a public IP, but not both');
    if (associationId) checkId(ADDRESS_ASSOCIATION, associationId);
    await change(context, { resources: [], detail: { associationId, publicIp } }, async (trx) => {
      const [seen] = await readRecords(trx, context, { kind: 'elastic-ip', refs: [[ref]] });
      const there = seen && !(associationId && seen.details.association?.id !== associationId);
      if (!there) throw associationId ? ADDRESS_ASSOCIATION.notFound([associationId]) : addressNotFound(ref);
      const { association } = seen.details;
      // a machine is locked before what leads to it
      if (association && !association.natGatewayId)
        await requireInterface(trx, context, association.networkInterfaceId);
      const address = await requireAddress(trx, context, { AllocationId: seen.id });
      if (address.details.association?.id === association?.id) await leadAway(trx, context, address);
    });
    return {};
  },
};
