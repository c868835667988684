import { isIPv6 } from 'node:net';
import type { CreateRouteRequest } from '@aws-sdk/client-ec2';
import type { Transaction } from 'kysely';
import { formatCidr, isWithin, parseCidr } from '../../../domain/networks/cidr.ts';
import type { Ec2Record } from '../../../domain/records/record.ts';
import { ROUTE_TARGETS, type Route } from '../../../domain/records/route-table.ts';
import { CommonFault, Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import type { DB } from '../../../store/schema.ts';
import { INTERNET_GATEWAY, NAT_GATEWAY } from '../ec2-ids.ts';
import { onlyInterfaceOf } from '../instances/instance-to-join.ts';
import { requireInterface } from '../interfaces/own-interface.ts';
import { requireVpc } from '../networks/own-network.ts';
import { requireRecord } from '../records/own-record.ts';
import { refuseUnbuilt } from '../refuse-unbuilt.ts';
import { defaultInternetGateway } from './internet-gateway-shape.ts';

type Destination = Pick<CreateRouteRequest, 'DestinationCidrBlock' | 'DestinationIpv6CidrBlock'>;

const UNBUILT = [
  ...(['DestinationPrefixListId', 'VpcEndpointId', 'TransitGatewayId', 'LocalGatewayId', 'CarrierGatewayId'] as const),
  ...(['CoreNetworkArn', 'OdbNetworkArn', 'EgressOnlyInternetGatewayId', 'VpcPeeringConnectionId'] as const),
];

/** Where a request's route goes to, as EC2 writes it: the block from its first address on. */
export function destinationOf({ DestinationCidrBlock: ipv4, DestinationIpv6CidrBlock: ipv6 }: Destination): string {
  if (Boolean(ipv4) === Boolean(ipv6))
    throw new CommonFault(
      'MissingMember',
      'The request must contain exactly one of destinationCidrBlock, destinationIpv6CidrBlock',
    );
  const cidr = ipv4 ? parseCidr(ipv4) : undefined;
  if (ipv4 && !cidr) throw badBlock(ipv4, 'destinationCidrBlock');
  if (cidr) return formatCidr(cidr);
  const [, address = '', length = ''] = /^(.+)\/(\d{1,3})$/.exec(ipv6!) ?? [];
  if (!isIPv6(address) || Number(length) > 128) throw badBlock(ipv6!, 'destinationIpv6CidrBlock');
  return ipv6!.toLowerCase();
}

const badBlock = (given: string, member: string): Fault =>
  new Fault(
    'InvalidParameterValue',
    `Value (${given}) for parameter ${member} is invalid. This is not a valid CIDR block.`,
  );

/** The route that a request asks for in a table; faults where it cannot lead there. */
export async function routeOfRequest(
  trx: Transaction<DB>,
  context: RequestContext,
  { request, table }: { request: CreateRouteRequest; table: Ec2Record<'route-table'> },
): Promise<Route> {
  refuseUnbuilt(request, UNBUILT);
  const destination = destinationOf(request);
  const vpc = await requireVpc(trx, context, table.details.vpcId);
  const block = parseCidr(destination);
  const local = parseCidr(vpc.cidrBlock)!;
  if (block && isWithin(local, block) && isWithin(block, local)) throw routeExists(destination);
  const given = Object.keys(ROUTE_TARGETS).filter((member) => request[member as keyof typeof ROUTE_TARGETS]);
  if (given.length !== 1)
    throw new CommonFault(
      'MissingMember',
      `The request must contain exactly one of ${Object.keys(ROUTE_TARGETS).join(', ')}`,
    );
  const target = await targetOf(trx, context, request);
  if (target.vpcId !== vpc.id)
    throw new Fault(
      'InvalidParameterValue',
      `route table ${table.id} and ${target.noun} ${target.id} belong to different networks`,
    );
  return { destination, target: target.members };
}

interface Target {
  readonly noun: string;
  readonly id: string;
  readonly vpcId: string | undefined;
  readonly members: Route['target'];
}

async function targetOf(trx: Transaction<DB>, context: RequestContext, request: CreateRouteRequest): Promise<Target> {
  const { GatewayId, NatGatewayId, NetworkInterfaceId, InstanceId } = request;
  if (GatewayId) {
    const own = defaultInternetGateway(context);
    if (!GatewayId.startsWith('igw-') && /^(vgw|cagw|vpce|local)/.test(GatewayId))
      throw new Fault('UnsupportedOperation', `Headroom has no gateways of the kind of ${GatewayId}.`);
    const { details } =
      GatewayId === own.id ? own : await requireRecord<'internet-gateway'>(trx, context, GATEWAY, GatewayId);
    return { noun: 'network gateway', id: GatewayId, vpcId: details.vpcId, members: { GatewayId } };
  }
  if (NatGatewayId) {
    const { details } = await requireRecord<'natgateway'>(trx, context, NAT_GATEWAY, NatGatewayId);
    return { noun: 'NAT gateway', id: NatGatewayId, vpcId: details.vpcId, members: { NatGatewayId } };
  }
  if (NetworkInterfaceId) {
    const { vpcId, instance } = await requireInterface(trx, context, NetworkInterfaceId);
    const members = { NetworkInterfaceId, ...(instance && { InstanceId: instance.id }) };
    return { noun: 'interface', id: NetworkInterfaceId, vpcId, members };
  }
  const { only } = await onlyInterfaceOf(trx, context, InstanceId!);
  const members = { InstanceId: InstanceId!, NetworkInterfaceId: only.id };
  return { noun: 'instance', id: InstanceId!, vpcId: only.vpcId, members };
}

/** Of a route EC2 calls it a gateway of whatever kind. */
const GATEWAY = {
  ...INTERNET_GATEWAY,
  notFound: ([id]: readonly string[]) =>
    new Fault('InvalidGatewayID.NotFound', `The gateway ID '${id}' does not exist`),
};

export const routeExists = (destination: string): Fault =>
  new Fault('RouteAlreadyExists', `The route identified by ${destination} already exists.`);
