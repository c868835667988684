import { type Kysely, sql, type Transaction } from 'kysely';
import type { Scope } from '../domain/decision.ts';
import type { DbOption } from '../domain/rds/db-instance.ts';
import type { DB } from './schema.ts';

export interface OptionGroup extends Scope {
  readonly name: string;
  readonly description: string;
  readonly engine: string;
  readonly majorEngineVersion: string;
  readonly options: readonly DbOption[];
}

export const OPTION_GROUP_COLUMNS = sql`
  g.account_id AS "accountId", g.region, g.name, g.description, g.engine,
  g.major_engine_version AS "majorEngineVersion", g.options`;

/** False where there is one of that name. */
export async function insertOptionGroup(trx: Transaction<DB>, group: OptionGroup, at: Date): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('option_group')
    .values({
      account_id: group.accountId,
      region: group.region,
      name: group.name,
      description: group.description,
      engine: group.engine,
      major_engine_version: group.majorEngineVersion,
      options: JSON.stringify(group.options),
      created_at: at,
    })
    .onConflict((conflict) => conflict.columns(['account_id', 'region', 'name']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export async function findOptionGroup(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  name: string,
): Promise<OptionGroup | undefined> {
  const { rows } = await sql<OptionGroup>`
    SELECT ${OPTION_GROUP_COLUMNS} FROM option_group g
    WHERE g.account_id = ${accountId} AND g.region = ${region} AND g.name = ${name}`.execute(db);
  return rows[0];
}

/** Locks an option group, so that no database comes to it or leaves it meanwhile. */
export async function lockOptionGroup(
  trx: Transaction<DB>,
  scope: Scope,
  name: string,
): Promise<OptionGroup | undefined> {
  await sql`SELECT FROM option_group
    WHERE account_id = ${scope.accountId} AND region = ${scope.region} AND name = ${name} FOR UPDATE`.execute(trx);
  return findOptionGroup(trx, scope, name);
}

export async function updateOptions(
  trx: Transaction<DB>,
  { accountId, region, name }: OptionGroup,
  options: readonly DbOption[],
): Promise<void> {
  await sql`UPDATE option_group SET options = ${JSON.stringify(options)}
    WHERE account_id = ${accountId} AND region = ${region} AND name = ${name}`.execute(trx);
}

export async function deleteOptionGroup(trx: Transaction<DB>, { accountId, region, name }: OptionGroup): Promise<void> {
  await sql`DELETE FROM option_group
    WHERE account_id = ${accountId} AND region = ${region} AND name = ${name}`.execute(trx);
}

/** The databases that an option group is of. */
export async function readMembers(trx: Transaction<DB>, { accountId, region, name }: OptionGroup): Promise<string[]> {
  const { rows } = await sql<{ identifier: string }>`
    SELECT identifier FROM current_db_instance
    WHERE account_id = ${accountId} AND region = ${region} AND option_group_name = ${name} ORDER BY 1`.execute(trx);
  return rows.map(({ identifier }) => identifier);
}
