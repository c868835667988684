import type { ReplaceRouteTableAssociationRequest, ReplaceRouteTableAssociationResult } from '@aws-sdk/client-ec2';
import { idFromSeed } from '../../../domain/ids.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { putRecord } from '../../../store/ec2-record.ts';
import { change } from '../../change.ts';
import { ec2Arn, ROUTE_TABLE } from '../ec2-ids.ts';
import {
  associationArns,
  requireRouteTable,
  requireTableAssociation,
  withAssociation,
  withoutAssociation,
} from './own-routing.ts';

/** Gives a subnet another route table or, by the main table's association, a VPC another main one. */
export const replaceRouteTableAssociation: Operation<
  ReplaceRouteTableAssociationRequest,
  ReplaceRouteTableAssociationResult
> = {
  resources: async ({ RouteTableId, AssociationId }, scope) => [
    ec2Arn(ROUTE_TABLE, RouteTableId!, scope),
    ...(await associationArns(AssociationId, scope)),
  ],

  async handle({ AssociationId: oldId, RouteTableId: tableId }, context) {
    const id = idFromSeed('rtbassoc', context.requestId);
    const resources = [ec2Arn(ROUTE_TABLE, tableId!, context)];
    await change(context, { resources, detail: { associationId: oldId } }, async (trx) => {
      await requireRouteTable(trx, context, tableId!);
      const { table: from, subnetId } = await requireTableAssociation(trx, context, oldId!);
      await putRecord(trx, withoutAssociation(from, oldId!));
      const to = await requireRouteTable(trx, context, tableId!);
      if (to.details.vpcId !== from.details.vpcId)
        throw new Fault(
          'InvalidParameterValue',
          `route table ${tableId} and route table ${from.id} belong to different networks`,
        );
      await putRecord(trx, withAssociation(to, { id, ...(subnetId && { subnetId }) }));
    });
    return { NewAssociationId: id, AssociationState: { State: 'associated' } };
  },
};
