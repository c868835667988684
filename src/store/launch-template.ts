import { sql, type Transaction } from 'kysely';
import type { DB } from './schema.ts';

export interface NewLaunchTemplate {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly createdBy: string;
}

export interface NewVersion {
  readonly description: string | undefined;
  readonly data: object;
  readonly createdAt: Date;
  readonly createdBy: string;
}

/** Inserts a launch template without versions; false when the account has one of that name in the Region. */
export async function insertLaunchTemplate(trx: Transaction<DB>, template: NewLaunchTemplate): Promise<boolean> {
  const { numAffectedRows } = await sql`
    INSERT INTO launch_template (account_id, region, launch_template_id, name, latest_version, created_at, created_by)
    VALUES (${template.accountId}, ${template.region}, ${template.id}, ${template.name}, 0, ${template.createdAt},
      ${template.createdBy})
    ON CONFLICT (account_id, region, name) DO NOTHING`.execute(trx);
  return numAffectedRows === 1n;
}

/** Locks a launch template for change; false when it is gone. */
export async function lockLaunchTemplate(trx: Transaction<DB>, id: string): Promise<boolean> {
  const { rows } = await sql`SELECT FROM launch_template WHERE launch_template_id = ${id} FOR NO KEY UPDATE`.execute(
    trx,
  );
  return rows.length > 0;
}

/** Adds the next version; numbers of deleted versions are not given again. Returns the number. */
export async function insertLaunchTemplateVersion(
  trx: Transaction<DB>,
  id: string,
  version: NewVersion,
): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    WITH numbered AS (
      UPDATE launch_template SET latest_version = latest_version + 1 WHERE launch_template_id = ${id}
      RETURNING account_id, region, launch_template_id, latest_version)
    INSERT INTO launch_template_version (account_id, region, launch_template_id, version, description, data, created_at,
      created_by)
    SELECT n.*, ${version.description}, ${JSON.stringify(version.data)}::jsonb, ${version.createdAt}::timestamptz,
      ${version.createdBy} FROM numbered n
    RETURNING version`.execute(trx);
  return rows[0]!.version;
}

/** How many versions a launch template has. */
export async function countVersions(trx: Transaction<DB>, id: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM launch_template_version WHERE launch_template_id = ${id}`.execute(trx);
  return rows[0]!.count;
}

/** Makes a version the default one; false when there is no such version. */
export async function setDefaultVersion(trx: Transaction<DB>, id: string, version: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    UPDATE launch_template t SET default_version = v.version FROM launch_template_version v
    WHERE t.launch_template_id = ${id} AND v.launch_template_id = ${id} AND v.version = ${version}::bigint`.execute(
    trx,
  );
  return numAffectedRows === 1n;
}

/** Deletes a launch template with its versions; false when it is gone. */
export async function deleteLaunchTemplateRow(trx: Transaction<DB>, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`DELETE FROM launch_template WHERE launch_template_id = ${id}`.execute(trx);
  return numAffectedRows === 1n;
}

/** Deletes versions but not the default one; returns the numbers of those that it deleted. */
export async function deleteVersions(trx: Transaction<DB>, id: string, versions: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ version: number }>`
    DELETE FROM launch_template_version v USING launch_template t
    WHERE v.launch_template_id = ${id} AND t.launch_template_id = ${id} AND v.version = ANY(${versions}::bigint[])
      AND v.version <> t.default_version
    RETURNING v.version`.execute(trx);
  return rows.map((row) => row.version);
}
