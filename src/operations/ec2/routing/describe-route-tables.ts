import type { DescribeRouteTablesRequest, DescribeRouteTablesResult, Route, RouteTable } from '@aws-sdk/client-ec2';
import type { Accessors, FilterValue } from '../../../domain/filters.ts';
import { defaultVpc } from '../../../domain/networks/vpc.ts';
import { firstRouteTable } from '../../../domain/records/first-route-table.ts';
import type { Operation } from '../../../operation.ts';
import { listVpcs } from '../../../views/ec2/vpcs.ts';
import { ROUTE_TABLE } from '../ec2-ids.ts';
import { listRecords } from '../records/list-records.ts';
import { describeRouteTable } from './route-table-shape.ts';

/** The default VPC's main route table follows from account and Region; all others have rows. */
export const describeRouteTables: Operation<DescribeRouteTablesRequest, DescribeRouteTablesResult> = {
  constraints: { MaxResults: { range: [5, 100], integer: true } },

  async handle(request, context) {
    const vpcs = new Map((await listVpcs(context.db, context)).map((vpc) => [vpc.id, vpc.cidrBlock]));
    const { items, nextToken } = await listRecords<'route-table', RouteTable>(request, context, {
      operation: 'DescribeRouteTables',
      kind: ROUTE_TABLE,
      ids: request.RouteTableIds,
      first: [firstRouteTable(defaultVpc(context), context.now)],
      describe: (table, tags) => describeRouteTable(table, { cidrBlock: vpcs.get(table.details.vpcId) ?? '', tags }),
      refFilters: [
        ...['vpc-id', 'association.subnet-id', 'association.route-table-association-id', 'route.gateway-id'],
        ...['route.nat-gateway-id', 'route.instance-id'],
      ],
      accessors,
      tagsOf: (table) => table.Tags,
    });
    return { RouteTables: items, NextToken: nextToken };
  },
};

type Association = NonNullable<RouteTable['Associations']>[number];

const associations =
  (read: (association: Association) => string | boolean | undefined) =>
  (table: RouteTable): FilterValue =>
    table.Associations?.flatMap((association) => read(association) ?? []);
const routes =
  (read: (route: Route) => string | undefined) =>
  (table: RouteTable): FilterValue =>
    table.Routes?.flatMap((route) => read(route) ?? []);
const never = () => undefined;

const accessors: Accessors<RouteTable> = {
  'association.gateway-id': never,
  'association.main': associations((one) => one.Main),
  'association.route-table-association-id': associations((one) => one.RouteTableAssociationId),
  'association.route-table-id': associations((one) => one.RouteTableId),
  'association.subnet-id': associations((one) => one.SubnetId),
  'owner-id': (table) => table.OwnerId,
  'route-table-id': (table) => table.RouteTableId,
  'route.destination-cidr-block': routes((route) => route.DestinationCidrBlock),
  'route.destination-ipv6-cidr-block': routes((route) => route.DestinationIpv6CidrBlock),
  'route.destination-prefix-list-id': never,
  'route.egress-only-internet-gateway-id': never,
  'route.gateway-id': routes((route) => route.GatewayId),
  'route.instance-id': routes((route) => route.InstanceId),
  'route.nat-gateway-id': routes((route) => route.NatGatewayId),
  'route.origin': routes((route) => route.Origin),
  'route.state': routes((route) => route.State),
  'route.transit-gateway-id': never,
  'route.vpc-peering-connection-id': never,
  'vpc-id': (table) => table.VpcId,
};
