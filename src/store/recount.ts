import { type Kysely, sql, type Transaction } from 'kysely';
import type { Server } from '../domain/discovery/server.ts';
import type { Host } from '../domain/hosts/host.ts';
import type { Instance, InstanceState } from '../domain/instances/instance.ts';
import type { License } from '../domain/licenses/license.ts';
import { serverOfDatabase } from '../domain/rds/db-instance.ts';
import { recordset } from './bulk.ts';
import { DB_COLUMNS, type DbRow } from './db-instance.ts';
import { type HostRow, toHost } from './host.ts';
import { type InstanceRow, toInstance } from './instance.ts';
import type { DB } from './schema.ts';
import { SERVER_COLUMNS, type ServerRow, toServer } from './server.ts';

/** Ids of license configurations in ascending order, behind the id `after`. */
export async function readLicenseIds(
  db: Kysely<DB>,
  {
    accountId,
    licenseConfigurationId,
    after,
    limit,
  }: { accountId?: string; licenseConfigurationId?: string; after: string; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT license_configuration_id AS id FROM license_configuration
    WHERE license_configuration_id > ${after}
      AND account_id = coalesce(${accountId ?? null}, account_id)
      AND license_configuration_id = coalesce(${licenseConfigurationId ?? null}, license_configuration_id)
    ORDER BY 1 LIMIT ${limit}`.execute(db);
  return rows.map((row) => row.id);
}

/** A license's counters for one resource type, and what its open consumption and its associations add up to. */
export interface TypeCount {
  readonly resourceType: string;
  readonly consumed: number;
  readonly consumedRecounted: number;
  readonly associations: number;
  readonly associationsRecounted: number;
}

/** Counts a license anew by resource type. */
export async function readTypeCounts(trx: Transaction<DB>, licenseId: string): Promise<TypeCount[]> {
  const { rows } = await sql<TypeCount>`
    WITH held AS (
      SELECT resource_type, amount, 0 AS tie FROM consumption
      WHERE license_configuration_id = ${licenseId} AND consumed_until IS NULL
      UNION ALL
      SELECT resource_type, 0, 1 FROM license_association WHERE license_configuration_id = ${licenseId}),
    recounted AS (SELECT resource_type, sum(amount) AS consumed, sum(tie) AS associations FROM held GROUP BY 1),
    counter AS (SELECT * FROM license_counter WHERE license_configuration_id = ${licenseId})
    SELECT resource_type AS "resourceType",
      coalesce(c.consumed, 0) AS consumed, coalesce(r.consumed, 0) AS "consumedRecounted",
      coalesce(c.associations, 0) AS associations, coalesce(r.associations, 0) AS "associationsRecounted"
    FROM counter c FULL JOIN recounted r USING (resource_type) ORDER BY 1`.execute(trx);
  return rows;
}

/** Sets a license's counters to what was counted. A hard limit that this passes blocks from now on. */
export async function repairCounters(
  trx: Transaction<DB>,
  license: License,
  counts: readonly TypeCount[],
): Promise<void> {
  const columns = '"resourceType" text, "consumedRecounted" bigint, "associationsRecounted" bigint';
  await sql`
    WITH by_type AS (
      INSERT INTO license_counter AS c (account_id, region, license_configuration_id, resource_type, consumed, associations)
      SELECT ${license.accountId}::text, ${license.region}::text, ${license.id}::text, r.* FROM ${recordset(counts, columns)}
      ON CONFLICT (license_configuration_id, resource_type)
        DO UPDATE SET consumed = excluded.consumed, associations = excluded.associations
      RETURNING c.consumed),
    total AS (SELECT coalesce(sum(consumed), 0)::bigint AS consumed FROM by_type)
    UPDATE license_configuration l
    SET consumed = t.consumed, consumed_ceiling = CASE WHEN l.hard_limit THEN greatest(l.license_count, t.consumed) END
    FROM total t WHERE l.license_configuration_id = ${license.id}`.execute(trx);
}

/** A host that holds some of a license, or has something that makes it: with what `licensesDue` looks at. */
export interface HostHolder {
  readonly resourceId: string;
  readonly held: number;
  readonly holdUntil: Date | undefined;
  readonly tied: boolean;
  /** Absent where the host is gone. */
  readonly host: Host | undefined;
  /** States of the machines on it that are tied to the license. */
  readonly machineStates: readonly InstanceState[];
}

type HostHolderRow = HostRow & {
  holder_id: string;
  held: number;
  hold_until: Date | null;
  tied: boolean;
  machine_states: InstanceState[] | null;
};

/**
 * A page of the hosts that hold some of a license, are tied to it or have a machine that is, in order of their ids,
 * behind the id `after`. As with machines, one statement sees all of a host at one moment.
 */
export async function readHostHolders(
  db: Kysely<DB>,
  { licenseId, after, limit }: { licenseId: string; after: string; limit: number },
): Promise<HostHolder[]> {
  const { rows } = await sql<HostHolderRow>`
    WITH tied AS (SELECT resource_id FROM license_association WHERE license_configuration_id = ${licenseId}),
    machine AS (
      SELECT host_id, array_agg(state) AS machine_states
      FROM current_instance JOIN tied ON tied.resource_id = instance_id WHERE host_id IS NOT NULL GROUP BY 1),
    held AS (
      SELECT resource_id, amount, hold_until FROM consumption
      WHERE license_configuration_id = ${licenseId} AND resource_type = 'EC2_HOST' AND consumed_until IS NULL),
    holder AS (
      SELECT host_id AS id FROM machine UNION SELECT resource_id FROM held
      UNION SELECT resource_id FROM license_association WHERE license_configuration_id = ${licenseId} AND resource_type = 'EC2_HOST')
    SELECT holder.id AS holder_id, coalesce(amount, 0) AS held, hold_until, tied.resource_id IS NOT NULL AS tied, machine_states, h.*
    FROM holder
    LEFT JOIN held ON held.resource_id = holder.id
    LEFT JOIN tied ON tied.resource_id = holder.id
    LEFT JOIN machine ON machine.host_id = holder.id
    LEFT JOIN host h ON h.host_id = holder.id
    WHERE holder.id > ${after} ORDER BY 1 LIMIT ${limit}`.execute(db);
  return rows.map((row) => ({
    resourceId: row.holder_id,
    held: row.held,
    holdUntil: row.hold_until ?? undefined,
    tied: row.tied,
    host: row.host_id === null ? undefined : toHost(row),
    machineStates: row.machine_states ?? [],
  }));
}

/** A machine that is tied to a license, or holds some of it, or both. */
export interface Holder {
  readonly resourceId: string;
  readonly held: number;
  readonly tied: boolean;
  /** Absent where the instance is gone. */
  readonly instance: Instance | undefined;
}

type HolderRow = InstanceRow & { holder_id: string; held: number; tied: boolean };

/**
 * A page of the machines of a license in order of their ids, behind the id `after`. All of a machine changes in one
 * transaction and one statement sees one snapshot, so a page agrees with itself without a lock.
 */
export async function readHolders(
  db: Kysely<DB>,
  { licenseId, after, limit }: { licenseId: string; after: string; limit: number },
): Promise<Holder[]> {
  const machinesOf = (table: string, condition: string) => sql`
    (SELECT resource_id FROM ${sql.table(table)}
     WHERE license_configuration_id = ${licenseId} AND resource_type = 'EC2_INSTANCE' AND resource_id > ${after} ${sql.raw(condition)}
     ORDER BY resource_id LIMIT ${limit})`;
  const { rows } = await sql<HolderRow>`
    WITH machine AS (
      ${machinesOf('license_association', '')} UNION ${machinesOf('consumption', 'AND consumed_until IS NULL')}
      ORDER BY resource_id LIMIT ${limit})
    SELECT m.resource_id AS holder_id, coalesce(c.amount, 0) AS held, a.resource_id IS NOT NULL AS tied, i.*
    FROM machine m
    LEFT JOIN license_association a ON a.license_configuration_id = ${licenseId} AND a.resource_id = m.resource_id
    LEFT JOIN consumption c ON c.license_configuration_id = ${licenseId} AND c.resource_id = m.resource_id AND c.consumed_until IS NULL
    LEFT JOIN current_instance i ON i.instance_id = m.resource_id
    ORDER BY 1`.execute(db);
  return rows.map((row) => ({
    resourceId: row.holder_id,
    held: row.held,
    tied: row.tied,
    instance: row.instance_id === null ? undefined : toInstance(row),
  }));
}

/** A server outside EC2, or a database, that is tied to a license, or holds some of it, or both. */
export interface ServerHolder {
  readonly resourceId: string;
  readonly held: number;
  readonly tied: boolean;
  /** Absent where it is gone. */
  readonly server: Server | undefined;
}

interface HolderOfType {
  readonly holder_id: string;
  readonly held: number;
  readonly tied: boolean;
}

/** The resources of one type that are tied to a license or hold some of it, in order of their ids, behind the id `after`. */
const holdersOfType = (
  type: string,
  { licenseId, after, limit }: { licenseId: string; after: string; limit: number },
) => sql`
  SELECT resource_id AS holder_id, coalesce(c.amount, 0) AS held, a.resource_id IS NOT NULL AS tied
  FROM (SELECT resource_id FROM license_association
      WHERE license_configuration_id = ${licenseId} AND resource_type = ${type}) a
    FULL JOIN (SELECT resource_id, amount FROM consumption
      WHERE license_configuration_id = ${licenseId} AND resource_type = ${type} AND consumed_until IS NULL) c
    USING (resource_id)
  WHERE resource_id > ${after} ORDER BY 1 LIMIT ${limit}`;

/** A page of the servers and databases of a license; all of one at one moment. */
export async function readServerHolders(
  db: Kysely<DB>,
  page: { licenseId: string; after: string; limit: number },
): Promise<ServerHolder[]> {
  const servers = await sql<ServerRow & HolderOfType>`
    SELECT h.*, ${SERVER_COLUMNS} FROM (${holdersOfType('SYSTEMS_MANAGER_MANAGED_INSTANCE', page)}) h
    LEFT JOIN managed_instance m ON m.instance_id = h.holder_id`.execute(db);
  const databases = await sql<DbRow & HolderOfType>`
    SELECT h.*, ${DB_COLUMNS} FROM (${holdersOfType('RDS', page)}) h
    LEFT JOIN current_db_instance d ON d.account_id || ':' || d.region || ':' || d.identifier = h.holder_id`.execute(
    db,
  );
  const holder = ({ holder_id, held, tied }: HolderOfType, server: Server | undefined): ServerHolder => ({
    resourceId: holder_id,
    held,
    tied,
    server,
  });
  const all = [
    ...servers.rows.map((row) => holder(row, row.instance_id === null ? undefined : toServer(row))),
    ...databases.rows.map((row) => holder(row, row.identifier === null ? undefined : serverOfDatabase(row))),
  ];
  return all.sort((a, b) => (a.resourceId < b.resourceId ? -1 : 1)).slice(0, page.limit);
}
