import type { Transaction } from 'kysely';
import { defaultVpc } from '../../../domain/networks/vpc.ts';
import { firstRouteTable } from '../../../domain/records/first-route-table.ts';
import type { Ec2Record } from '../../../domain/records/record.ts';
import { withBlackholes } from '../../../domain/records/route-table.ts';
import { Fault } from '../../../fault.ts';
import type { RequestContext, ResourceScope } from '../../../operation.ts';
import { lockRecords, putRecord } from '../../../store/ec2-record.ts';
import type { DB } from '../../../store/schema.ts';
import { lockVpc } from '../../../store/vpc.ts';
import { readRecords } from '../../../views/ec2/records.ts';
import { checkId, ec2Arn, INTERNET_GATEWAY, ROUTE_TABLE, ROUTE_TABLE_ASSOCIATION, SUBNET } from '../ec2-ids.ts';
import { refuseDefaultVpc } from '../networks/own-network.ts';
import { requireRecord } from '../records/own-record.ts';
import { defaultInternetGateway } from './internet-gateway-shape.ts';

/** A gateway that the account made, locked; the default VPC's stays as it is. */
export async function requireOwnGateway(
  trx: Transaction<DB>,
  context: RequestContext,
  id: string,
): Promise<Ec2Record<'internet-gateway'>> {
  if (id === defaultInternetGateway(context).id) refuseDefaultVpc(defaultVpc(context), 'changed');
  return requireRecord(trx, context, INTERNET_GATEWAY, id);
}

/** A route table of the account to be changed, with its VPC locked; the default VPC's main one stays as it is. */
export async function requireRouteTable(
  trx: Transaction<DB>,
  context: RequestContext,
  id: string,
): Promise<Ec2Record<'route-table'>> {
  const vpc = defaultVpc(context);
  if (id === firstRouteTable(vpc, context.now).id) refuseDefaultVpc(vpc, 'changed');
  const [found] = await readRecords(trx, context, { kind: 'route-table', ids: [id] });
  if (found) await lockVpc(trx, found.details.vpcId);
  return requireRecord<'route-table'>(trx, context, ROUTE_TABLE, id);
}

/** An association of the account with the route table that has it; faults InvalidAssociationID.NotFound. */
export async function requireTableAssociation(
  trx: Transaction<DB>,
  context: RequestContext,
  id: string,
): Promise<{ table: Ec2Record<'route-table'>; subnetId: string | undefined }> {
  checkId(ROUTE_TABLE_ASSOCIATION, id);
  const vpc = defaultVpc(context);
  if (firstRouteTable(vpc, context.now).details.associations[0]!.id === id) refuseDefaultVpc(vpc, 'changed');
  const [table] = await lockRecords(trx, context, { kind: 'route-table', refs: [id] });
  if (!table) throw ROUTE_TABLE_ASSOCIATION.notFound([id]);
  return { table, subnetId: table.details.associations.find((one) => one.id === id)?.subnetId };
}

/** For the authorization step: the table that has an association, and the subnet that it is of. */
export async function associationArns(id: string | undefined, scope: ResourceScope): Promise<string[]> {
  const tables = id ? await readRecords(scope.db, scope, { kind: 'route-table', refs: [[id]] }) : [];
  return tables.flatMap((table) => {
    const subnetId = table.details.associations.find((one) => one.id === id)?.subnetId;
    return [ec2Arn(ROUTE_TABLE, table.id, scope), ...(subnetId ? [ec2Arn(SUBNET, subnetId, scope)] : [])];
  });
}

/** The table without an association. */
export const withoutAssociation = (table: Ec2Record<'route-table'>, id: string): Ec2Record<'route-table'> => ({
  ...table,
  details: { ...table.details, associations: table.details.associations.filter((one) => one.id !== id) },
});

/** The table once a subnet of it is gone. */
export const withoutSubnet = (table: Ec2Record<'route-table'>, subnetId: string): Ec2Record<'route-table'> => ({
  ...table,
  details: { ...table.details, associations: table.details.associations.filter((one) => one.subnetId !== subnetId) },
});

/** The table with one more association. */
export const withAssociation = (
  table: Ec2Record<'route-table'>,
  association: { id: string; subnetId?: string },
): Ec2Record<'route-table'> => ({
  ...table,
  details: { ...table.details, associations: [...table.details.associations, association] },
});

/** Lets the routes that lead to what is gone lead nowhere. */
export async function blackhole(trx: Transaction<DB>, context: RequestContext, goneId: string): Promise<void> {
  for (const table of await lockRecords(trx, context, { kind: 'route-table', refs: [goneId] }))
    await putRecord(trx, { ...table, details: withBlackholes(table.details, goneId) });
}

export const dependencyViolation = (noun: string, id: string): Fault =>
  new Fault('DependencyViolation', `The ${noun} '${id}' has dependencies and cannot be deleted.`);

/** Faults unless a VPC has a way to the internet, which public addresses in it need. */
export async function requireInternetGateway(
  trx: Transaction<DB>,
  context: RequestContext,
  vpcId: string,
): Promise<void> {
  if (vpcId === defaultVpc(context).id) return;
  const gateways = await readRecords(trx, context, { kind: 'internet-gateway', refs: [[vpcId]] });
  if (gateways.length === 0)
    throw new Fault('Gateway.NotAttached', `Network ${vpcId} is not attached to any internet gateway`);
}
