import { type Kysely, sql, type Transaction } from 'kysely';
import type { AssociationTerms } from '../domain/associations/association.ts';
import type { DB } from './schema.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

export interface Association extends Scope, AssociationTerms {
  readonly id: string;
  readonly sequence: number;
  readonly version: number;
  readonly name: string;
  readonly associationName: string | null;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const COLUMNS = sql`
  account_id AS "accountId", region, association_id AS id, sequence, version, name,
  association_name AS "associationName", document_version AS "documentVersion",
  schedule_expression AS "scheduleExpression", parameters, targets, settings, created_at AS "createdAt",
  updated_at AS "updatedAt"`;

/** Keeps others from making associations in the account and Region until the transaction ends, and counts those there are. */
export async function countAssociations(trx: Transaction<DB>, { accountId, region }: Scope): Promise<number> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('headroom.association'), hashtext(${accountId + region}))`.execute(
    trx,
  );
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM association WHERE account_id = ${accountId} AND region = ${region}`.execute(trx);
  return rows[0]!.count;
}

export async function insertAssociation(
  trx: Transaction<DB>,
  association: Omit<Association, 'sequence'>,
): Promise<void> {
  await trx
    .insertInto('association')
    .values({
      account_id: association.accountId,
      region: association.region,
      association_id: association.id,
      version: association.version,
      name: association.name,
      association_name: association.associationName,
      document_version: association.documentVersion,
      schedule_expression: association.scheduleExpression,
      parameters: JSON.stringify(association.parameters),
      targets: JSON.stringify(association.targets),
      settings: JSON.stringify(association.settings),
      created_at: association.createdAt,
      updated_at: association.updatedAt,
    })
    .execute();
}

/** An association of the account and Region, that nobody else changes or, with `share`, nobody at all, until the transaction ends. */
export async function lockAssociation(
  trx: Transaction<DB>,
  { accountId, region }: Scope,
  id: string,
  mode: 'update' | 'share' = 'update',
): Promise<Association | undefined> {
  const { rows } = await sql<Association>`
    SELECT ${COLUMNS} FROM association
    WHERE association_id = ${id} AND account_id = ${accountId} AND region = ${region}
    ${mode === 'share' ? sql`FOR SHARE` : sql`FOR UPDATE`}`.execute(trx);
  return rows[0];
}

/** Writes what can change of an association. */
export async function updateAssociation(trx: Transaction<DB>, association: Association): Promise<void> {
  await trx
    .updateTable('association')
    .set({
      version: association.version,
      association_name: association.associationName,
      document_version: association.documentVersion,
      schedule_expression: association.scheduleExpression,
      parameters: JSON.stringify(association.parameters),
      targets: JSON.stringify(association.targets),
      settings: JSON.stringify(association.settings),
      updated_at: association.updatedAt,
    })
    .where('association_id', '=', association.id)
    .execute();
}

export async function deleteAssociation(trx: Transaction<DB>, id: string): Promise<void> {
  await trx.deleteFrom('association').where('association_id', '=', id).execute();
}

/** The associations of an account and Region, in the order of creation; there are never many. */
export async function readAssociations(db: Kysely<DB>, { accountId, region }: Scope): Promise<Association[]> {
  const { rows } = await sql<Association>`
    SELECT ${COLUMNS} FROM association
    WHERE account_id = ${accountId} AND region = ${region} ORDER BY sequence`.execute(db);
  return rows;
}

export interface ReportedRun {
  readonly associationId: string;
  readonly instanceId: string;
  readonly associationVersion: number;
  readonly detailedStatus: string;
  readonly errorCode: string;
  readonly summary: string;
  readonly ranAt: Date;
}

/** Takes down what a server says of an association. */
export async function putRun(trx: Transaction<DB>, run: ReportedRun): Promise<void> {
  const succeededAt = run.detailedStatus === 'Success' ? run.ranAt : null;
  await sql`
    INSERT INTO association_run (association_id, instance_id, association_version, detailed_status, error_code, summary,
      ran_at, succeeded_at)
    VALUES (${run.associationId}, ${run.instanceId}, ${run.associationVersion}, ${run.detailedStatus}, ${run.errorCode},
      ${run.summary}, ${run.ranAt}, ${succeededAt})
    ON CONFLICT (association_id, instance_id) DO UPDATE SET association_version = excluded.association_version,
      detailed_status = excluded.detailed_status, error_code = excluded.error_code, summary = excluded.summary,
      ran_at = excluded.ran_at, succeeded_at = coalesce(excluded.succeeded_at, association_run.succeeded_at)`.execute(
    trx,
  );
}
