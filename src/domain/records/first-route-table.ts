import { idFromSeed } from '../ids.ts';
import { fittingsOf, type Vpc } from '../networks/vpc.ts';
import type { Ec2Record } from './record.ts';

/** The main route table that comes with a VPC; the default VPC's leads to the internet. */
export function firstRouteTable(vpc: Vpc, createdAt: Date): Ec2Record<'route-table'> {
  const { routeTableId: id, internetGatewayId } = fittingsOf(vpc);
  const routes = internetGatewayId ? [{ destination: '0.0.0.0/0', target: { GatewayId: internetGatewayId } }] : [];
  const associations = [{ id: idFromSeed('rtbassoc', vpc.id) }];
  const { accountId, region } = vpc;
  return { accountId, region, id, kind: 'route-table', createdAt, details: { vpcId: vpc.id, routes, associations } };
}
