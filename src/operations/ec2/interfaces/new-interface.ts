import type { Transaction } from 'kysely';
import { idFromSeed } from '../../../domain/ids.ts';
import { groupSettings } from '../../../domain/launch/launch-network.ts';
import { isUsable, privateAddress } from '../../../domain/networks/network.ts';
import { addressKeyOf } from '../../../domain/networks/network-facts.ts';
import { defaultGroupIdOf, type Subnet } from '../../../domain/networks/vpc.ts';
import type { NetworkInterface } from '../../../domain/records/network-interface.ts';
import { Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import { readTakenAddresses } from '../../../store/network-facts.ts';
import type { DB } from '../../../store/schema.ts';
import { lockSecurityGroups } from '../../../store/security-group.ts';
import { lockSubnet } from '../../../store/vpc.ts';
import { listSecurityGroups } from '../../../views/ec2/security-groups.ts';
import { SECURITY_GROUP } from '../ec2-ids.ts';
import { namedItems } from '../listing/named-items.ts';
import { requireSubnet } from '../networks/own-network.ts';
import { refusalFault } from '../refusal-fault.ts';

interface NewInterface {
  readonly subnetId: string;
  readonly groupIds?: readonly string[] | undefined;
  readonly privateIp?: string | undefined;
}

/** Where a network interface is put that a request makes: its subnet, which is not deleted meanwhile, groups and address. */
export async function drawUpInterface(
  trx: Transaction<DB>,
  context: RequestContext,
  { subnetId, groupIds, privateIp }: NewInterface,
): Promise<NetworkInterface & { readonly id: string }> {
  await lockSubnet(trx, subnetId);
  const subnet = await requireSubnet(trx, context, subnetId);
  const id = idFromSeed('eni', context.requestId);
  const { vpcId, availabilityZone } = subnet;
  const groups = await groupsFor(trx, context, { vpcId, subnetId, groupIds });
  if (privateIp) await checkAddress(trx, context, { subnet, privateIp });
  return { id, vpcId, subnetId, availabilityZone, privateIp: privateIp ?? privateAddress(subnet, id), ...groups };
}

/** The security groups of a network interface, which must be of its VPC; without any, the VPC's own. They are locked. */
export async function groupsFor(
  trx: Transaction<DB>,
  context: RequestContext,
  { vpcId, subnetId, groupIds }: { vpcId: string; subnetId: string; groupIds?: readonly string[] | undefined },
): Promise<Pick<NetworkInterface, 'groupIds' | 'groupNames'>> {
  const { accountId, region } = context;
  if (!groupIds?.length) return { groupIds: [defaultGroupIdOf({ accountId, region, id: vpcId })] };
  await lockSecurityGroups(trx, groupIds);
  const known = await listSecurityGroups(trx, { accountId, region });
  const groups = namedItems(known, groupIds, { kind: SECURITY_GROUP, idOf: ({ id }) => id });
  const elsewhere = groups.find((group) => group.vpcId !== vpcId);
  if (elsewhere) throw refusalFault({ kind: 'group-elsewhere', groupId: elsewhere.id, subnetId });
  const { securityGroupIds = [], securityGroupNames: groupNames } = groupSettings(groups);
  return { groupIds: securityGroupIds, groupNames };
}

/** An address that a request names is one of the subnet's, and nobody's. */
async function checkAddress(
  trx: Transaction<DB>,
  context: RequestContext,
  { subnet, privateIp }: { subnet: Subnet; privateIp: string },
): Promise<void> {
  if (!isUsable(subnet, privateIp))
    throw new Fault('InvalidParameterValue', `Address ${privateIp} does not fall within the subnet's address range`);
  const asked = { accounts: new Set([context.accountId]), addresses: new Set([privateIp]) };
  const taken = await readTakenAddresses(trx, asked);
  if (taken.has(addressKeyOf(subnet.id, privateIp)))
    throw new Fault('InvalidIPAddress.InUse', `Address ${privateIp} is in use.`);
}
