import type { DisassociateRouteTableRequest } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { putRecord } from '../../../store/ec2-record.ts';
import { change } from '../../change.ts';
import { associationArns, requireTableAssociation, withoutAssociation } from './own-routing.ts';

/** Leaves a subnet to its VPC's main route table. */
export const disassociateRouteTable: Operation<DisassociateRouteTableRequest, object> = {
  resources: ({ AssociationId: id }, scope) => associationArns(id, scope),

  async handle({ AssociationId: id }, context) {
    await change(context, { resources: [], detail: { associationId: id } }, async (trx) => {
      const { table, subnetId } = await requireTableAssociation(trx, context, id!);
      if (!subnetId)
        throw new Fault('InvalidParameterValue', `cannot disassociate the main route table association ${id}`);
      await putRecord(trx, withoutAssociation(table, id!));
    });
    return {};
  },
};
