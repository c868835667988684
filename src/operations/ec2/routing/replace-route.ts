import type { ReplaceRouteRequest } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { putRecord } from '../../../store/ec2-record.ts';
import { change } from '../../change.ts';
import { ec2Arn, ROUTE_TABLE } from '../ec2-ids.ts';
import { refuseUnbuilt } from '../refuse-unbuilt.ts';
import { requireRouteTable } from './own-routing.ts';
import { destinationOf, routeOfRequest } from './route-of-request.ts';

export const replaceRoute: Operation<ReplaceRouteRequest, object> = {
  resources: ({ RouteTableId }, scope) => [ec2Arn(ROUTE_TABLE, RouteTableId!, scope)],

  async handle(request, context) {
    refuseUnbuilt(request, ['LocalTarget']);
    const id = request.RouteTableId!;
    const detail = { destination: destinationOf(request) };
    await change(context, { resources: [ec2Arn(ROUTE_TABLE, id, context)], detail }, async (trx) => {
      const table = await requireRouteTable(trx, context, id);
      const route = await routeOfRequest(trx, context, { request, table });
      const { routes } = table.details;
      if (!routes.some(({ destination }) => destination === route.destination))
        throw new Fault(
          'InvalidParameterValue',
          `There is no route defined for '${route.destination}' in the route table. Use CreateRoute instead.`,
        );
      const replaced = routes.map((one) => (one.destination === route.destination ? route : one));
      await putRecord(trx, { ...table, details: { ...table.details, routes: replaced } });
    });
    return {};
  },
};
