import type { Transaction } from 'kysely';
import type { Command } from '../domain/commands.ts';
import type { Server } from '../domain/discovery/server.ts';
import {
  type Association,
  consumptionKey,
  type Facts,
  type Held,
  type StoredToken,
  type TokenKey,
  tokenKey,
} from '../domain/facts.ts';
import type { Host } from '../domain/hosts/host.ts';
import type { Instance } from '../domain/instances/instance.ts';
import { Machines } from '../domain/instances/machines.ts';
import { findSeekers, type GroupSeeker, mayTake } from '../domain/launch/launch-group.ts';
import { Layered } from '../domain/layered.ts';
import type { License } from '../domain/licenses/license.ts';
import { readTogether } from '../store/bulk.ts';
import {
  type OpenConsumption,
  readKeptConsumption,
  readKeptLicenses,
  readOpenConsumption,
} from '../store/consumption.ts';
import { lockDatabases } from '../store/db-instance.ts';
import { lockAllocation, lockHosts, readMachinesOn } from '../store/host.ts';
import { selectTokens } from '../store/idempotency-token.ts';
import { readLaunchImages } from '../store/image.ts';
import { lockInstances } from '../store/instance.ts';
import { type AssociationRow, lockTiesOf, selectAssociations, toAssociation } from '../store/license-association.ts';
import { lockLicenses, readAssociationCounts, readShares } from '../store/license-configuration.ts';
import { readNetworkFacts } from '../store/network-facts.ts';
import { readReportCounts } from '../store/report-generator.ts';
import { lockHostGroups, readGroupShares, readHostGroups } from '../store/resource-group.ts';
import type { DB } from '../store/schema.ts';
import { lockServers } from '../store/server.ts';
import { readSnapshots } from '../store/snapshot.ts';
import { FactsMoved } from '../store/transaction-failure.ts';
import { type Named, nameAll, nameGroups, nameHostsOf } from './named.ts';

/**
 * Reads, under lock, what the commands are decided on. Locks are taken in one order everywhere (images whose licenses may
 * change, instances, groups that hosts may come into, hosts, servers, databases, then licenses, each by id), so servers wait for each other and never deadlock. Tokens and the
 * time, which is the database's, are read once all locks are held: of two servers with one token the second sees what the
 * first did, and intervals of one license never overlap by the clocks of two servers.
 */
export async function readFacts(
  trx: Transaction<DB>,
  commands: readonly Command[],
  seekers: readonly GroupSeeker[] = [],
): Promise<Facts> {
  const named = nameAll(commands);
  if (seekers.length > 0) nameGroups(await findGroupsFor(trx, seekers), named);
  if (named.retiedImages.size > 0) await lockTiesOf(trx, [...named.retiedImages]);
  const machines = await lockMachines(trx, named);
  const servers = await lockOutside(trx, named);
  const serverIds = [...named.servers, ...named.databases];
  const images = named.ownImages.size > 0 ? await readLaunchImages(trx, [...named.ownImages]) : [];
  const tied = [...named.images, ...machines.instances.keys(), ...machines.hosts.keys(), ...serverIds];
  const holders = [...machines.locked, ...machines.hosts.keys(), ...serverIds];
  const onHosts = machines.hosts.size > 0 ? await readKeptLicenses(trx, [...machines.hosts.keys()]) : [];
  // The first of these takes the last lock, and those behind it are answered once it is held.
  const [licenses, deletable, network, snapshots, { at, tokens, associations }] = await Promise.all([
    lockNamedLicenses(trx, { ids: [...named.licenses, ...onHosts], tied, accounts: named.accounts }),
    readInTheWay(trx, [...named.deletions]),
    readNetworkFacts(trx, named.network),
    readSnapshots(trx, [...named.snapshots]),
    readTiesAndTokens(trx, tied, [...named.tokens.values()]),
  ]);
  const consumption =
    holders.length > 0 && licenses.size > 0
      ? await readOpenConsumption(trx, { licenseIds: [...licenses.keys()], resourceIds: holders })
      : [];
  if (associations.some(({ licenseId }) => !licenses.has(licenseId))) throw new FactsMoved();
  const facts: Facts = {
    at,
    licenses,
    associationCounts: deletable.associationCounts,
    reportCounts: deletable.reportCounts,
    images: byId(images),
    instances: Machines.of(machines.instances.values()),
    hosts: machines.hosts,
    servers: new Map(servers.map((server) => [server.resource.id, server])),
    groups: machines.groups,
    associations: new Layered(Map.groupBy(associations, (association: Association) => association.resource.id)),
    consumption: new Map(
      [...consumption, ...deletable.kept].map((row) => [consumptionKey(row.licenseId, row.resourceId), heldBy(row)]),
    ),
    tokens,
    network,
    snapshots: byId(snapshots),
  };
  const seeking = seekers.length === 0 ? commands.flatMap((command) => findSeekers(command, facts)) : [];
  if (seeking.length > 0) throw new GroupsSought(seeking);
  return facts;
}

/** What is in the way of licenses that are to be deleted. */
async function readInTheWay(trx: Transaction<DB>, ids: readonly string[]) {
  if (ids.length === 0) return { associationCounts: new Map<string, number>(), reportCounts: new Map(), kept: [] };
  const [associationCounts, reportCounts, kept] = await Promise.all([
    readAssociationCounts(trx, ids),
    readReportCounts(trx, ids),
    readKeptConsumption(trx, ids),
  ]);
  return { associationCounts, reportCounts, kept };
}

/** Servers outside EC2, then databases. */
const lockOutside = async (trx: Transaction<DB>, { servers, databases }: Named): Promise<Server[]> => [
  ...(servers.size > 0 ? await lockServers(trx, [...servers]) : []),
  ...(databases.size > 0 ? await lockDatabases(trx, [...databases]) : []),
];

/** Machines go into groups that nobody named and whose hosts belong before what is locked: all begins anew with them. */
export class GroupsSought extends Error {
  override readonly name = 'GroupsSought';
  readonly seekers: readonly GroupSeeker[];

  constructor(seekers: readonly GroupSeeker[]) {
    super('host resource groups are to be read');
    this.seekers = seekers;
  }
}

/** The ARNs of the groups that may take the machines, by what their configurations say. */
async function findGroupsFor(trx: Transaction<DB>, seekers: readonly GroupSeeker[]): Promise<string[]> {
  const groups = await readHostGroups(trx, seekers);
  const arns = seekers.flatMap((seeker) => groups.filter((group) => mayTake(group, seeker)).map(({ arn }) => arn));
  return [...new Set(arns)];
}

/** The licenses that are named, and those that the resources are tied to. */
async function lockNamedLicenses(
  trx: Transaction<DB>,
  { ids, tied, accounts }: { ids: readonly string[]; tied: readonly string[]; accounts: ReadonlySet<string> },
): Promise<Map<string, License>> {
  if (ids.length + tied.length === 0) return new Map();
  const keyOf = ({ id }: License) => id;
  const read = (keys: readonly string[]) => readShares(trx, keys, [...accounts]);
  return byId(await withShares(await lockLicenses(trx, ids, tied), accounts, { keyOf, read }));
}

/** What is the same for as long as the locks are held, with the time at which it was. */
async function readTiesAndTokens(trx: Transaction<DB>, tied: readonly string[], keys: readonly TokenKey[]) {
  const { at, tokens, associations } = await readTogether(trx, {
    ...(keys.length > 0 && { tokens: selectTokens(keys) }),
    ...(tied.length > 0 && { associations: selectAssociations(tied) }),
  });
  const used = (tokens ?? []) as (TokenKey & StoredToken)[];
  return {
    at,
    tokens: new Map(used.map((token) => [tokenKey(token), token])),
    associations: ((associations ?? []) as AssociationRow[]).map(toAssociation),
  };
}

const byId = <T extends { readonly id: string }>(items: readonly T[]): Map<string, T> =>
  new Map(items.map((item) => [item.id, item]));

const heldBy = ({ amount, holdUntil }: OpenConsumption): Held => ({ amount, ...(holdUntil && { holdUntil }) });

interface LockedMachines {
  /** Ids of the instances that are locked; the others are on hosts that are. */
  readonly locked: readonly string[];
  readonly instances: Map<string, Instance>;
  readonly hosts: Map<string, Host>;
  readonly groups: Facts['groups'];
}

/** Instances, then the hosts that they are on or may come to, then the groups of those, with all machines on the hosts. */
async function lockMachines(trx: Transaction<DB>, named: Named): Promise<LockedMachines> {
  if (named.failingHosts.size > 0)
    for (const { id } of await readMachinesOn(trx, [...named.failingHosts])) named.instances.add(id);
  const instances = named.instances.size > 0 ? await lockInstances(trx, [...named.instances]) : [];
  for (const instance of instances) nameHostsOf(instance, named);
  if (named.allocatingGroups.size > 0) await lockAllocation(trx, [...named.allocatingGroups]);
  const anyHost = named.hosts.size > 0 || named.hostSearches.size > 0;
  const hosts = anyHost ? await lockHosts(trx, [...named.hosts], [...named.hostSearches.values()]) : [];
  const others =
    hosts.length > 0
      ? await readMachinesOn(
          trx,
          hosts.map((host) => host.id),
        )
      : [];
  if (others.some(({ id, hostId }) => named.failingHosts.has(hostId!) && !named.instances.has(id)))
    throw new FactsMoved();
  for (const { groupArn } of hosts) if (groupArn) named.groups.add(groupArn);
  const groups = await withShares(await lockHostGroups(trx, [...named.groups]), named.accounts, {
    keyOf: ({ arn }) => arn,
    read: (arns) => readGroupShares(trx, arns, [...named.accounts]),
  });
  return {
    locked: instances.map((instance) => instance.id),
    instances: new Map([...byId(others), ...byId(instances)]),
    hosts: byId(hosts),
    groups: new Map(groups.map((group) => [group.arn, group])),
  };
}

interface Sharing<Owned> {
  readonly keyOf: (owned: Owned) => string;
  /** Which of the commands' accounts what these keys are of is shared with. */
  readonly read: (keys: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>;
}

/** Shares matter only where a command comes from another account than the owner's. */
async function withShares<Owned extends { readonly accountId: string }>(
  all: readonly Owned[],
  accounts: ReadonlySet<string>,
  { keyOf, read }: Sharing<Owned>,
): Promise<Owned[]> {
  const foreign = [...accounts].some((account) => all.some(({ accountId }) => accountId !== account));
  if (!foreign) return [...all];
  const shares = await read(all.map(keyOf));
  return all.map((owned) => ({ ...owned, sharedWith: shares.get(keyOf(owned)) ?? [] }));
}
