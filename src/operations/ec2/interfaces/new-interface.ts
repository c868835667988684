import type { Transaction } from 'kysely';
import { idFromSeed } from '../../../domain/ids.ts';
import { groupSettings } from '../../../domain/launch/launch-network.ts';
import {
  type AskedAddresses,
  addressesOfInterface,
  furtherAddresses,
  hasRoomFor,
  isUsable,
  namedAddresses,
} from '../../../domain/networks/network.ts';
import { addressKeyOf } from '../../../domain/networks/network-facts.ts';
import { defaultGroupIdOf, type Subnet } from '../../../domain/networks/vpc.ts';
import type { NetworkInterface } from '../../../domain/records/network-interface.ts';
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

interface NewInterface extends AskedAddresses {
  readonly subnetId: string;
  readonly groupIds?: readonly string[] | undefined;
}

/** Where a network interface is put that a request makes: its subnet, which is not deleted meanwhile, groups and address. */
export async function drawUpInterface(
  trx: Transaction<DB>,
  context: RequestContext,
  { subnetId, groupIds, secondaryCount: count = 0, ...asked }: NewInterface,
): Promise<NetworkInterface & { readonly id: string }> {
  await lockSubnet(trx, subnetId);
  const subnet = await requireSubnet(trx, context, subnetId);
  const id = idFromSeed('eni', context.requestId);
  const { vpcId, availabilityZone } = subnet;
  const groups = await groupsFor(trx, context, { vpcId, subnetId, groupIds });
  if (!hasRoomFor(subnet, asked)) throw refusalFault({ kind: 'subnet-full', subnetId });
  await checkAddresses(trx, context, { subnet, addresses: namedAddresses(asked) });
  const addresses = addressesOfInterface(subnet, id, asked);
  const own = new Set([addresses.privateIp]);
  const free = count > 0 ? await findFreeAddresses(trx, context, { subnet, id, count, own }) : [];
  return {
    ...{ id, vpcId, subnetId, availabilityZone, ...addresses, ...groups },
    ...(free.length > 0 && { secondaryIps: free }),
  };
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
  const known = await listSecurityGroups(trx, { accountId, region }, { ids: groupIds });
  const groups = namedItems(known, groupIds, { kind: SECURITY_GROUP, idOf: ({ id }) => id });
  const elsewhere = groups.find((group) => group.vpcId !== vpcId);
  if (elsewhere) throw refusalFault({ kind: 'group-elsewhere', groupId: elsewhere.id, subnetId });
  const { securityGroupIds = [], securityGroupNames: groupNames } = groupSettings(groups);
  return { groupIds: securityGroupIds, groupNames };
}

/** Addresses that a request names are the subnet's, and nobody's; `inUse` tells of one that is somebody's. */
export async function checkAddresses(
  trx: Transaction<DB>,
  context: RequestContext,
  { subnet, addresses, inUse = addressInUse }: { subnet: Subnet; addresses: readonly string[]; inUse?: InUse },
): Promise<void> {
  for (const address of addresses)
    if (!isUsable(subnet, address)) throw refusalFault({ kind: 'address-elsewhere', address });
  const taken = await takenOf(trx, context, { subnet, addresses });
  if (taken[0] !== undefined) throw inUse(taken[0]);
}

type InUse = (address: string) => Error;
const addressInUse: InUse = (address) => refusalFault({ kind: 'address-in-use', address });

/** Those of the addresses that are somebody's; nobody takes the others until the transaction ends. */
async function takenOf(
  trx: Transaction<DB>,
  { accountId }: RequestContext,
  { subnet, addresses }: { subnet: Subnet; addresses: readonly string[] },
): Promise<string[]> {
  if (addresses.length === 0) return [];
  const taken = await readTakenAddresses(trx, { accounts: new Set([accountId]), addresses: new Set(addresses) });
  return addresses.filter((address) => taken.has(addressKeyOf(subnet.id, address)));
}

/** So many addresses of the subnet that are nobody's, and not among the interface's own; looked for near its id's. */
export async function findFreeAddresses(
  trx: Transaction<DB>,
  context: RequestContext,
  { subnet, id, count, own }: { subnet: Subnet; id: string; count: number; own: ReadonlySet<string> },
): Promise<string[]> {
  const seen = new Set(own);
  const free: string[] = [];
  while (free.length < count) {
    const addresses = furtherAddresses(subnet, id, { count: count - free.length, taken: seen });
    if (free.length + addresses.length < count) throw refusalFault({ kind: 'subnet-full', subnetId: subnet.id });
    const taken = await takenOf(trx, context, { subnet, addresses });
    free.push(...addresses.filter((address) => !taken.includes(address)));
    for (const address of addresses) seen.add(address);
  }
  return free;
}
