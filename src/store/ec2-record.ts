import { sql, type Transaction } from 'kysely';
import { type Ec2Record, type RecordKind, refsOf } from '../domain/records/record.ts';
import { recordset, type Statement } from './bulk.ts';
import type { DB } from './schema.ts';
import { deleteAllTags } from './tag.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

const COLUMNS = `account_id text, region text, record_id text, kind text, refs text[], held_by text, details jsonb,
  created_at timestamptz, expires_at timestamptz`;
const NAMES = sql.raw(COLUMNS.replace(/ (text\[\]|text|timestamptz|jsonb)/g, ''));

/** Makes a record, or writes it anew as one that no machine holds. */
export async function putRecord<Kind extends RecordKind>(trx: Transaction<DB>, record: Ec2Record<Kind>): Promise<void> {
  await putRecords([record as Ec2Record]).execute(trx);
}

/** Makes a record that is one of its name; false where another has it. */
export async function insertRecord(trx: Transaction<DB>, record: Ec2Record): Promise<boolean> {
  const { numAffectedRows } = await sql`${inserted([record])} ON CONFLICT DO NOTHING`.execute(trx);
  return numAffectedRows === 1n;
}

export const putRecords = (records: readonly Ec2Record[]): Statement => sql`
  ${inserted(records)}
  ON CONFLICT (record_id) DO UPDATE SET refs = excluded.refs, held_by = excluded.held_by, details = excluded.details,
    expires_at = excluded.expires_at`;

function inserted(records: readonly Ec2Record[]): Statement {
  const rows = records.map((record) => ({
    account_id: record.accountId,
    region: record.region,
    record_id: record.id,
    kind: record.kind,
    refs: refsOf(record),
    held_by: null,
    details: record.details,
    created_at: record.createdAt,
    expires_at: record.expiresAt ?? null,
  }));
  return sql`INSERT INTO ec2_record (${NAMES}) SELECT ${NAMES} FROM ${recordset(rows, COLUMNS)}`;
}

/** Deletes records with their tags. */
export async function deleteRecords(trx: Transaction<DB>, ids: readonly string[]): Promise<void> {
  await sql`DELETE FROM ec2_record WHERE record_id = ANY(${ids})`.execute(trx);
  await deleteAllTags(trx, ids);
}

/** Deletes what is shown no longer. */
export async function deleteExpiredRecords(trx: Transaction<DB>, now: Date): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    DELETE FROM ec2_record WHERE expires_at < ${now} RETURNING record_id AS id`.execute(trx);
  await deleteAllTags(
    trx,
    rows.map(({ id }) => id),
  );
}

/** The account's records of a kind that have one of these ids, or that refer to one of these, locked, in id order. */
export async function lockRecords<Kind extends RecordKind>(
  trx: Transaction<DB>,
  { accountId, region }: Scope,
  { kind, ids, refs }: { readonly kind: Kind; readonly ids?: readonly string[]; readonly refs?: readonly string[] },
): Promise<Ec2Record<Kind>[]> {
  const { rows } = await sql<Ec2Record<Kind>>`
    SELECT account_id AS "accountId", region, record_id AS id, kind, details, created_at AS "createdAt",
      expires_at AS "expiresAt"
    FROM ec2_record
    WHERE account_id = ${accountId} AND region = ${region} AND kind = ${kind} AND held_by IS NULL
      AND ${ids ? sql`record_id = ANY(${ids})` : sql`refs && ${refs}`}
    ORDER BY record_id FOR UPDATE`.execute(trx);
  return rows;
}

/** The kinds of the account's records that refer to one of these. */
export async function kindsReferring(
  trx: Transaction<DB>,
  { accountId, region }: Scope,
  refs: readonly string[],
): Promise<RecordKind[]> {
  const { rows } = await sql<{ kind: RecordKind }>`
    SELECT DISTINCT kind FROM ec2_record
    WHERE refs && ${refs} AND account_id = ${accountId} AND region = ${region}`.execute(trx);
  return rows.map(({ kind }) => kind);
}

/** Gives a record to a machine, in whose settings it is kept from now on. */
export async function holdRecord(trx: Transaction<DB>, id: string, instanceId: string): Promise<void> {
  await sql`UPDATE ec2_record SET held_by = ${instanceId}, refs = '{}' WHERE record_id = ${id}`.execute(trx);
}
