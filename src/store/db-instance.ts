import { type Kysely, sql, type Transaction } from 'kysely';
import type { Server } from '../domain/discovery/server.ts';
import { type DbInstance, type DbName, type DbState, PASSING_MS, serverOfDatabase } from '../domain/rds/db-instance.ts';
import type { DB } from './schema.ts';

/** Names a database. */
export type DbKey = Pick<DbInstance, 'accountId' | 'region' | 'identifier'>;

export const DB_COLUMNS = sql`
  d.account_id AS "accountId", d.region, d.identifier, d.dbi_resource_id AS "dbiResourceId", d.class, d.engine,
  d.engine_version AS "engineVersion", d.license_model AS "licenseModel", d.allocated_storage AS "allocatedStorage",
  d.master_username AS "masterUsername", d.option_group_name AS "optionGroupName", d.state, d.settings,
  d.created_at AS "createdAt", d.source, d.replicas`;

/** A row of DB_COLUMNS. */
export type DbRow = Omit<DbInstance, 'optionGroupName' | 'source'> & {
  readonly optionGroupName: string | null;
  readonly source: DbName | null;
};

/** Locks a database; undefined where there is none, or its deletion is over. */
export async function lockDbInstance(
  trx: Transaction<DB>,
  { accountId, region, identifier }: DbKey,
): Promise<DbInstance | undefined> {
  // The row is locked before it is read by the clock.
  await sql`SELECT FROM db_instance
    WHERE account_id = ${accountId} AND region = ${region} AND identifier = ${identifier} FOR NO KEY UPDATE`.execute(
    trx,
  );
  return findDbInstance(trx, { accountId, region, identifier });
}

export async function findDbInstance(
  db: Kysely<DB>,
  { accountId, region, identifier }: DbKey,
): Promise<DbInstance | undefined> {
  const { rows } = await sql<DbRow>`
    SELECT ${DB_COLUMNS} FROM current_db_instance d
    WHERE d.account_id = ${accountId} AND d.region = ${region} AND d.identifier = ${identifier}`.execute(db);
  return (
    rows[0] && {
      ...rows[0],
      optionGroupName: rows[0].optionGroupName ?? undefined,
      source: rows[0].source ?? undefined,
    }
  );
}

/** Locks databases by their ids as resources, in order, with what licenses count of them. */
export async function lockDatabases(trx: Transaction<DB>, ids: readonly string[]): Promise<Server[]> {
  const servers: Server[] = [];
  for (const id of [...ids].sort()) {
    const [accountId = '', region = '', identifier = ''] = id.split(':');
    const database = await lockDbInstance(trx, { accountId, region, identifier });
    if (database) servers.push(serverOfDatabase(database));
  }
  return servers;
}

/** Inserts a database that is being created; false where there is one of that name. */
export async function insertDbInstance(trx: Transaction<DB>, database: DbInstance): Promise<boolean> {
  await deleteGone(trx, database);
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('db_instance')
    .values({
      account_id: database.accountId,
      region: database.region,
      identifier: database.identifier,
      dbi_resource_id: database.dbiResourceId,
      class: database.class,
      engine: database.engine,
      engine_version: database.engineVersion,
      license_model: database.licenseModel,
      allocated_storage: database.allocatedStorage,
      master_username: database.masterUsername,
      option_group_name: database.optionGroupName ?? null,
      state: database.state,
      state_due: dueOf(database.createdAt),
      settings: JSON.stringify(database.settings),
      created_at: database.createdAt,
      source_region: database.source?.region ?? null,
      source_identifier: database.source?.identifier ?? null,
    })
    .onConflict((conflict) => conflict.columns(['account_id', 'region', 'identifier']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** When a passing state that begins then is over. */
export const dueOf = (at: Date): Date => new Date(at.getTime() + PASSING_MS);

/** Lets a database enter a passing state, with what changes of it. */
export async function updateDbInstance(
  trx: Transaction<DB>,
  database: DbInstance,
  { state, at }: { readonly state: DbState; readonly at: Date },
): Promise<void> {
  await sql`
    UPDATE db_instance SET state = ${state}, state_due = ${dueOf(at)}, class = ${database.class},
      engine_version = ${database.engineVersion}, license_model = ${database.licenseModel},
      allocated_storage = ${database.allocatedStorage}, option_group_name = ${database.optionGroupName ?? null},
      settings = ${JSON.stringify(database.settings)}, source_region = ${database.source?.region ?? null},
      source_identifier = ${database.source?.identifier ?? null}
    WHERE account_id = ${database.accountId} AND region = ${database.region} AND identifier = ${database.identifier}`.execute(
    trx,
  );
}

/** Forgets a database whose deletion is over, with its tags. */
export async function deleteGone(trx: Transaction<DB>, { accountId, region, identifier }: DbKey): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    DELETE FROM db_instance
    WHERE account_id = ${accountId} AND region = ${region} AND identifier = ${identifier}
      AND state = 'deleting' AND state_due <= statement_timestamp()
    RETURNING dbi_resource_id AS id`.execute(trx);
  if (rows.length > 0) await sql`DELETE FROM tag WHERE resource_id = ANY(${rows.map(({ id }) => id)})`.execute(trx);
}

/** Lets the replicas of a database go their own way. */
export async function releaseReplicas(trx: Transaction<DB>, { accountId, region, identifier }: DbKey): Promise<void> {
  await sql`
    UPDATE db_instance SET source_region = NULL, source_identifier = NULL, settings = settings - 'ReplicaMode'
    WHERE account_id = ${accountId} AND source_region = ${region} AND source_identifier = ${identifier}`.execute(trx);
}

/** Gives the replicas of a database its engine version, and those in its Region its option group. */
export async function updateReplicas(
  trx: Transaction<DB>,
  { accountId, region, identifier, engineVersion, optionGroupName }: DbInstance,
): Promise<void> {
  await sql`
    UPDATE db_instance SET engine_version = ${engineVersion},
      option_group_name = CASE WHEN region = ${region} THEN ${optionGroupName ?? null} ELSE option_group_name END
    WHERE account_id = ${accountId} AND source_region = ${region} AND source_identifier = ${identifier}`.execute(trx);
}
