import type { CreateRouteRequest, CreateRouteResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { putRecord } from '../../../store/ec2-record.ts';
import { change } from '../../change.ts';
import { ec2Arn, ROUTE_TABLE } from '../ec2-ids.ts';
import { requireRouteTable } from './own-routing.ts';
import { destinationOf, routeExists, routeOfRequest } from './route-of-request.ts';

export const createRoute: Operation<CreateRouteRequest, CreateRouteResult> = {
  resources: ({ RouteTableId }, scope) => [ec2Arn(ROUTE_TABLE, RouteTableId!, scope)],

  async handle(request, context) {
    const id = request.RouteTableId!;
    const detail = { destination: destinationOf(request) };
    await change(context, { resources: [ec2Arn(ROUTE_TABLE, id, context)], detail }, async (trx) => {
      const table = await requireRouteTable(trx, context, id);
      const route = await routeOfRequest(trx, context, { request, table });
      const { routes } = table.details;
      const known = routes.find(({ destination }) => destination === route.destination);
      if (known && !known.blackhole && JSON.stringify(known.target) === JSON.stringify(route.target)) return;
      if (known) throw routeExists(route.destination);
      await putRecord(trx, { ...table, details: { ...table.details, routes: [...routes, route] } });
    });
    return { Return: true };
  },
};
