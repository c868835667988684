import type { DescribeRouteTablesRequest, DescribeRouteTablesResult, Route, RouteTable } from '@aws-sdk/client-ec2';
import type { Accessors, FilterValue } from '../../../domain/filters.ts';
import { idFromSeed } from '../../../domain/ids.ts';
import { fittingsOf, type Vpc } from '../../../domain/networks/vpc.ts';
import type { Operation } from '../../../operation.ts';
import { plainKind } from '../ec2-ids.ts';
import { listFittings } from '../instances/list-fittings.ts';

const ROUTE_TABLE = plainKind(
  ['route-table', 'rtb', 'routeTable ID'],
  ['InvalidRouteTableID.NotFound', 'InvalidRouteTableId.Malformed'],
);

/** Every VPC has its main route table and no other. The default VPC's leads to the internet. */
export const describeRouteTables: Operation<DescribeRouteTablesRequest, DescribeRouteTablesResult> = {
  constraints: { MaxResults: { range: [5, 100], integer: true } },

  async handle(request, context) {
    const { items, nextToken } = await listFittings(request, context, {
      operation: 'DescribeRouteTables',
      kind: ROUTE_TABLE,
      ids: request.RouteTableIds,
      idOf: (table) => table.RouteTableId!,
      describe: (vpc) => [describe(vpc)],
      accessors,
    });
    return { RouteTables: items, NextToken: nextToken };
  },
};

function describe(vpc: Vpc): RouteTable {
  const { routeTableId: RouteTableId, internetGatewayId } = fittingsOf(vpc);
  return {
    Associations: [
      {
        Main: true,
        RouteTableAssociationId: idFromSeed('rtbassoc', vpc.id),
        RouteTableId,
        AssociationState: { State: 'associated' },
      },
    ],
    PropagatingVgws: [],
    RouteTableId,
    Routes: [
      { DestinationCidrBlock: vpc.cidrBlock, GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' },
      ...(internetGatewayId
        ? [
            {
              DestinationCidrBlock: '0.0.0.0/0',
              GatewayId: internetGatewayId,
              Origin: 'CreateRoute' as const,
              State: 'active' as const,
            },
          ]
        : []),
    ],
    Tags: [],
    VpcId: vpc.id,
    OwnerId: vpc.accountId,
  };
}

const association = (table: RouteTable) => table.Associations?.[0];
const routes =
  (read: (route: Route) => string | undefined) =>
  (table: RouteTable): FilterValue =>
    table.Routes?.flatMap((route) => read(route) ?? []);
const never = () => undefined;

const accessors: Accessors<RouteTable> = {
  'association.gateway-id': never,
  'association.main': (table) => association(table)?.Main,
  'association.route-table-association-id': (table) => association(table)?.RouteTableAssociationId,
  'association.route-table-id': (table) => association(table)?.RouteTableId,
  'association.subnet-id': never,
  'owner-id': (table) => table.OwnerId,
  'route-table-id': (table) => table.RouteTableId,
  'route.destination-cidr-block': routes((route) => route.DestinationCidrBlock),
  'route.destination-ipv6-cidr-block': never,
  'route.destination-prefix-list-id': never,
  'route.egress-only-internet-gateway-id': never,
  'route.gateway-id': routes((route) => route.GatewayId),
  'route.instance-id': never,
  'route.nat-gateway-id': never,
  'route.origin': routes((route) => route.Origin),
  'route.state': routes((route) => route.State),
  'route.transit-gateway-id': never,
  'route.vpc-peering-connection-id': never,
  'vpc-id': (table) => table.VpcId,
};
