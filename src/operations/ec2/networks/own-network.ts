import type { Kysely } from 'kysely';
import { defaultSubnets, isDefaultVpc, type Subnet, type Vpc } from '../../../domain/networks/vpc.ts';
import { Fault } from '../../../fault.ts';
import type { DB } from '../../../store/schema.ts';
import { listSubnets, listVpcs } from '../../../views/ec2/vpcs.ts';
import { SUBNET, VPC } from '../ec2-ids.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

/** A VPC of the account, the default one included; faults InvalidVpcID.NotFound. */
export async function requireVpc(db: Kysely<DB>, scope: Scope, vpcId: string): Promise<Vpc> {
  const [vpc] = await listVpcs(db, scope, { ids: [vpcId] });
  if (!vpc) throw VPC.notFound([vpcId]);
  return vpc;
}

/** A subnet of the account, the default ones included; faults InvalidSubnetID.NotFound. */
export async function requireSubnet(db: Kysely<DB>, scope: Scope, subnetId: string): Promise<Subnet> {
  const [subnet] = await listSubnets(db, scope, { ids: [subnetId] });
  if (!subnet) throw SUBNET.notFound([subnetId]);
  return subnet;
}

/** The default network follows from account and Region, so it stays as it is. */
export function refuseDefaultVpc(vpc: Vpc, what: 'changed' | 'deleted'): void {
  if (isDefaultVpc(vpc)) throw fixed(`The default VPC ${vpc.id}`, what);
}

export function refuseDefaultSubnet(subnet: Subnet, what: 'changed' | 'deleted'): void {
  if (defaultSubnets(subnet).some(({ id }) => id === subnet.id)) throw fixed(`The default subnet ${subnet.id}`, what);
}

const fixed = (name: string, what: string): Fault =>
  new Fault(
    'OperationNotPermitted',
    `${name} cannot be ${what}: Headroom keeps the default network of every account as it is. Make a VPC of your own instead.`,
  );
