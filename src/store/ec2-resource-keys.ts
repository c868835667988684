import { type Kysely, sql } from 'kysely';
import { findPublicImage } from '../domain/catalogue/public-images.ts';
import { EVERYBODY } from '../domain/images/image.ts';
import { publicSnapshots } from '../domain/images/snapshot.ts';
import { volumesOf } from '../domain/instances/attached.ts';
import { possibleOwners } from '../domain/instances/attached-id.ts';
import type { Instance } from '../domain/instances/instance.ts';
import { interfacesOf } from '../domain/instances/interfaces.ts';
import { defaultGroup } from '../domain/networks/security-group.ts';
import { defaultSubnets, defaultVpc } from '../domain/networks/vpc.ts';
import type { Keys } from '../domain/policies/context.ts';
import {
  type Ec2Scope,
  ec2Keys,
  hostKeys,
  imageKeys,
  instanceKeys,
  interfaceKeys,
  keysInVpc,
  snapshotKeys,
  subnetKeys,
  volumeKeys,
} from '../domain/policies/ec2-keys.ts';
import { placementGroupRef } from '../domain/records/placement-group.ts';
import type { Ec2Record, RecordKind } from '../domain/records/record.ts';
import { readMachines } from './instance.ts';
import type { DB } from './schema.ts';

/** A resource, by the type and the id, or name, in its ARN. */
export interface NamedEc2 {
  readonly type: string;
  readonly id: string;
}

type Found = readonly (readonly [id: string, keys: Keys])[];
type Reader = (db: Kysely<DB>, ids: readonly string[], scope: Ec2Scope) => Promise<Found>;

/** What condition keys say of the account's resources in a Region, by type and then by id. */
export async function readEc2Keys(
  db: Kysely<DB>,
  named: readonly NamedEc2[],
  scope: Ec2Scope,
): Promise<Map<string, ReadonlyMap<string, Keys>>> {
  const byType = Map.groupBy(named, ({ type }) => type);
  const found = await Promise.all(
    [...byType].map(async ([type, some]) => {
      const ids = some.map(({ id }) => id);
      return [type, new Map(await READERS.get(type)?.(db, ids, scope))] as const;
    }),
  );
  return new Map(found);
}

const recordReader =
  <Kind extends RecordKind>(kind: Kind, keysOf: (record: Ec2Record<Kind>, scope: Ec2Scope) => Keys): Reader =>
  async (db, ids, scope) =>
    (await readRecords(db, { kind, ids, ...scope })).map((record) => [record.id, keysOf(record, scope)]);

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['dedicated-host', readHosts],
  [
    'elastic-ip',
    recordReader('elastic-ip', ({ details }) => ec2Keys({ Domain: 'vpc', PublicIpAddress: details.publicIp })),
  ],
  ['image', readImages],
  ['instance', readInstances],
  ['key-pair', readKeyPairs],
  ['natgateway', recordReader('natgateway', ({ details }, scope) => keysInVpc(details.vpcId, scope))],
  ['network-interface', readInterfaces],
  ['placement-group', readPlacementGroups],
  ['route-table', recordReader('route-table', ({ details }, scope) => keysInVpc(details.vpcId, scope))],
  ['security-group', readSecurityGroups],
  ['snapshot', readSnapshots],
  ['subnet', readSubnets],
  ['volume', readVolumes],
  ['vpc', readVpcs],
]);

async function readRecords<Kind extends RecordKind>(
  db: Kysely<DB>,
  { kind, ids, accountId, region }: Ec2Scope & { readonly kind: Kind; readonly ids: readonly string[] },
): Promise<Ec2Record<Kind>[]> {
  const { rows } = await sql<Ec2Record<Kind>>`
    SELECT account_id AS "accountId", region, record_id AS id, kind, details, created_at AS "createdAt"
    FROM ec2_record
    WHERE record_id = ANY(${ids}) AND account_id = ${accountId} AND region = ${region} AND kind = ${kind}
      AND held_by IS NULL`.execute(db);
  return rows;
}

/** What of these machines have, and what no machine has. */
async function readAttachable<Kind extends 'network-interface' | 'volume'>(
  db: Kysely<DB>,
  named: Ec2Scope & { readonly kind: Kind; readonly ids: readonly string[] },
): Promise<{ readonly owners: readonly Instance[]; readonly records: readonly Ec2Record<Kind>[] }> {
  const { ids, accountId, region } = named;
  const { rows: holders } = await sql<{ id: string }>`
    SELECT held_by AS id FROM ec2_record WHERE record_id = ANY(${ids}) AND held_by IS NOT NULL`.execute(db);
  const machines = await readMachines(db, [...ids.flatMap(possibleOwners), ...holders.map(({ id }) => id)]);
  return {
    owners: machines.filter((one) => one.accountId === accountId && one.region === region),
    records: await readRecords(db, named),
  };
}

async function readVolumes(db: Kysely<DB>, ids: readonly string[], scope: Ec2Scope): Promise<Found> {
  const { owners, records } = await readAttachable(db, { kind: 'volume', ids, ...scope });
  return [
    ...owners.flatMap((owner) =>
      volumesOf(owner).map(
        (one) => [one.id, volumeKeys({ ...one, availabilityZone: owner.availabilityZone }, scope)] as const,
      ),
    ),
    ...records.map(({ id, details }) => [id, volumeKeys(details, scope)] as const),
  ];
}

async function readInterfaces(db: Kysely<DB>, ids: readonly string[], scope: Ec2Scope): Promise<Found> {
  const { owners, records } = await readAttachable(db, { kind: 'network-interface', ids, ...scope });
  const all = [...owners.flatMap(interfacesOf), ...records.map(({ id, details }) => ({ id, ...details }))];
  return all.map((one) => [one.id, interfaceKeys(one, scope)]);
}

async function readInstances(db: Kysely<DB>, ids: readonly string[], scope: Ec2Scope): Promise<Found> {
  const machines = await readMachines(db, ids);
  return machines
    .filter(({ accountId, region }) => accountId === scope.accountId && region === scope.region)
    .map((one) => [one.id, instanceKeys(one, scope)]);
}

/** The account's own, those that are shared with it, and public ones. */
async function readImages(db: Kysely<DB>, ids: readonly string[], { accountId, region }: Ec2Scope): Promise<Found> {
  const catalogued = ids.flatMap((id) => findPublicImage(region, id) ?? []);
  const { rows } = await sql<{ id: string; ownerId: string; public: boolean }>`
    SELECT i.image_id AS id, i.account_id AS "ownerId", ${EVERYBODY} = ANY(g.grantees) AS public
    FROM image i, LATERAL (
      SELECT ARRAY(SELECT p.grantee FROM image_launch_permission p WHERE p.image_id = i.image_id) AS grantees) g
    WHERE i.image_id = ANY(${ids}) AND i.region = ${region}
      AND (i.account_id = ${accountId} OR g.grantees && ARRAY[${accountId}, ${EVERYBODY}])`.execute(db);
  return [
    ...catalogued.map((image) => [image.id, imageKeys({ ...image, public: true })] as const),
    ...rows.map((image) => [image.id, imageKeys(image)] as const),
  ];
}

async function readSnapshots(db: Kysely<DB>, ids: readonly string[], scope: Ec2Scope): Promise<Found> {
  const own = await readRecords(db, { kind: 'snapshot', ids, ...scope });
  const catalogued = publicSnapshots(scope.region).filter(({ id }) => ids.includes(id));
  return [...own, ...catalogued].map(({ id, accountId, details, createdAt }) => [
    id,
    snapshotKeys({ ...details, owner: details.ownerAlias ?? accountId, startedAt: createdAt }, scope),
  ]);
}

async function readSubnets(db: Kysely<DB>, ids: readonly string[], scope: Ec2Scope): Promise<Found> {
  const { rows } = await sql<{ id: string; vpcId: string; availabilityZone: string }>`
    SELECT subnet_id AS id, vpc_id AS "vpcId", availability_zone AS "availabilityZone" FROM subnet
    WHERE subnet_id = ANY(${ids}) AND account_id = ${scope.accountId} AND region = ${scope.region}`.execute(db);
  return [...defaultSubnets(scope), ...rows].map((one) => [one.id, subnetKeys(one, scope)]);
}

async function readVpcs(db: Kysely<DB>, ids: readonly string[], scope: Ec2Scope): Promise<Found> {
  const { rows } = await sql<{ id: string; instanceTenancy: string }>`
    SELECT vpc_id AS id, instance_tenancy AS "instanceTenancy" FROM vpc
    WHERE vpc_id = ANY(${ids}) AND account_id = ${scope.accountId} AND region = ${scope.region}`.execute(db);
  return [defaultVpc(scope), ...rows].map((one) => [one.id, ec2Keys({ Tenancy: one.instanceTenancy })]);
}

/** The one that comes with the default VPC may have no row. */
async function readSecurityGroups(db: Kysely<DB>, ids: readonly string[], scope: Ec2Scope): Promise<Found> {
  const { rows } = await sql<{ id: string; vpcId: string }>`
    SELECT security_group_id AS id, vpc_id AS "vpcId" FROM security_group
    WHERE security_group_id = ANY(${ids}) AND account_id = ${scope.accountId} AND region = ${scope.region}`.execute(db);
  return [defaultGroup(defaultVpc(scope)), ...rows].map(({ id, vpcId }) => [id, keysInVpc(vpcId, scope)]);
}

async function readKeyPairs(db: Kysely<DB>, names: readonly string[], scope: Ec2Scope): Promise<Found> {
  const { rows } = await sql<{ name: string; type: string }>`
    SELECT name, key_type AS type FROM key_pair
    WHERE account_id = ${scope.accountId} AND region = ${scope.region} AND name = ANY(${names})`.execute(db);
  return rows.map(({ name, type }) => [name, ec2Keys({ KeyPairType: type })]);
}

async function readPlacementGroups(db: Kysely<DB>, names: readonly string[], scope: Ec2Scope): Promise<Found> {
  const { rows } = await sql<{ name: string; strategy: string }>`
    SELECT details ->> 'name' AS name, details ->> 'strategy' AS strategy FROM ec2_record
    WHERE refs && ${names.map(placementGroupRef)} AND account_id = ${scope.accountId} AND region = ${scope.region}
      AND kind = 'placement-group'`.execute(db);
  return rows.map(({ name, strategy }) => [name, ec2Keys({ PlacementGroupStrategy: strategy })]);
}

async function readHosts(db: Kysely<DB>, ids: readonly string[], scope: Ec2Scope): Promise<Found> {
  const { rows } = await sql<{
    id: string;
    availabilityZone: string;
    instanceType: string | null;
    autoPlacement: boolean;
    hostRecovery: boolean;
  }>`
    SELECT host_id AS id, availability_zone AS "availabilityZone", instance_type AS "instanceType",
      auto_placement AS "autoPlacement", host_recovery AS "hostRecovery"
    FROM host
    WHERE host_id = ANY(${ids}) AND account_id = ${scope.accountId} AND region = ${scope.region}`.execute(db);
  return rows.map(({ id, instanceType, ...host }) => [
    id,
    hostKeys({ ...host, instanceType: instanceType ?? undefined }, scope),
  ]);
}
