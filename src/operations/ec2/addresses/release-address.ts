import type { ReleaseAddressRequest } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { deleteRecords } from '../../../store/ec2-record.ts';
import { change } from '../../change.ts';
import { addressArns, requireAddress } from './own-address.ts';

/** Gives back an address that leads nowhere. */
export const releaseAddress: Operation<ReleaseAddressRequest, object> = {
  resources: addressArns,

  async handle(request, context) {
    const { AllocationId: allocationId, PublicIp: publicIp } = request;
    await change(context, { resources: [], detail: { allocationId, publicIp } }, async (trx) => {
      const address = await requireAddress(trx, context, request);
      if (address.details.association)
        throw new Fault('InvalidIPAddress.InUse', `Address ${address.details.publicIp} is in use.`);
      await deleteRecords(trx, [address.id]);
    });
    return {};
  },
};
