import type { DeleteRouteRequest } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { putRecord } from '../../../store/ec2-record.ts';
import { change } from '../../change.ts';
import { ec2Arn, ROUTE_TABLE } from '../ec2-ids.ts';
import { requireVpc } from '../networks/own-network.ts';
import { refuseUnbuilt } from '../refuse-unbuilt.ts';
import { requireRouteTable } from './own-routing.ts';
import { destinationOf } from './route-of-request.ts';

export const deleteRoute: Operation<DeleteRouteRequest, object> = {
  resources: ({ RouteTableId }, scope) => [ec2Arn(ROUTE_TABLE, RouteTableId!, scope)],

  async handle(request, context) {
    refuseUnbuilt(request, ['DestinationPrefixListId']);
    const id = request.RouteTableId!;
    const destination = destinationOf(request);
    await change(context, { resources: [ec2Arn(ROUTE_TABLE, id, context)], detail: { destination } }, async (trx) => {
      const table = await requireRouteTable(trx, context, id);
      const vpc = await requireVpc(trx, context, table.details.vpcId);
      if (destination === vpc.cidrBlock)
        throw new Fault('InvalidParameterValue', `cannot remove local route ${destination} in route table ${id}`);
      const routes = table.details.routes.filter((route) => route.destination !== destination);
      if (routes.length === table.details.routes.length)
        throw new Fault(
          'InvalidRoute.NotFound',
          `no route with destination-cidr-block ${destination} in route table ${id}`,
        );
      await putRecord(trx, { ...table, details: { ...table.details, routes } });
    });
    return {};
  },
};
