import type { DeleteRouteTableRequest } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { deleteRecords } from '../../../store/ec2-record.ts';
import { change } from '../../change.ts';
import { ec2Arn, ROUTE_TABLE } from '../ec2-ids.ts';
import { dependencyViolation, requireRouteTable } from './own-routing.ts';

/** Deletes a route table that no subnet is associated with, and that is not a VPC's main one. */
export const deleteRouteTable: Operation<DeleteRouteTableRequest, object> = {
  resources: ({ RouteTableId }, scope) => [ec2Arn(ROUTE_TABLE, RouteTableId!, scope)],

  async handle({ RouteTableId: id }, context) {
    await change(context, { resources: [ec2Arn(ROUTE_TABLE, id!, context)] }, async (trx) => {
      const table = await requireRouteTable(trx, context, id!);
      if (table.details.associations.length > 0) throw dependencyViolation('routeTable', id!);
      await deleteRecords(trx, [id!]);
    });
    return {};
  },
};
