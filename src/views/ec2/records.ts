import { type Kysely, sql } from 'kysely';
import type { Ec2Record, RecordKind } from '../../domain/records/record.ts';
import type { DB } from '../../store/schema.ts';
import { ofAccount, ownedBy } from '../owned-by.ts';
import { hasTag, type TagTexts } from './tag-conditions.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

export interface RecordSelection<Kind extends RecordKind> {
  readonly kind: Kind;
  readonly ids?: readonly string[] | undefined;
  /** Of each of these lists it must refer to one. */
  readonly refs?: readonly (readonly string[])[];
  readonly tags?: readonly TagTexts[];
  /** Records made after the one of this sequence. */
  readonly after?: number;
  readonly limit?: number;
}

export type ListedRecord<Kind extends RecordKind> = Ec2Record<Kind> & { readonly sequence: number };

/** The account's records of a kind in the Region, in the order they were made, but those that machines hold. */
export async function readRecords<Kind extends RecordKind>(
  db: Kysely<DB>,
  scope: Scope,
  { kind, ids, refs = [], tags = [], after = 0, limit = 1_000 }: RecordSelection<Kind>,
): Promise<ListedRecord<Kind>[]> {
  const conditions = [
    sql`kind = ${kind} AND sequence > ${after} AND held_by IS NULL`,
    ...(ids ? [sql`record_id = ANY(${ids})`, ownedBy(scope)] : [ofAccount(scope)]),
    ...refs.map((some) => sql`refs && ${some}`),
    ...tags.map((tag) => (isExact(tag) ? taggedBy(tag, scope) : hasTag(sql.ref('record_id'), tag))),
  ];
  const { rows } = await sql<ListedRecord<Kind>>`
    SELECT sequence, account_id AS "accountId", region, record_id AS id, kind, details, created_at AS "createdAt",
      expires_at AS "expiresAt"
    FROM ec2_record WHERE ${sql.join(conditions, sql` AND `)} ORDER BY sequence LIMIT ${limit}`.execute(db);
  return rows;
}

/** Whether the account has so many records of a kind in the Region, or more. */
export async function hasRecords(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { kind, count }: { kind: RecordKind; count: number },
): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM ec2_record WHERE account_id = ${accountId} AND region = ${region} AND kind = ${kind}
    OFFSET ${count - 1} LIMIT 1`.execute(db);
  return rows.length > 0;
}

const isExact = ({ keys, values }: TagTexts): boolean => keys.patterns.length === 0 && values?.patterns.length === 0;

/** Found by the index of tags, in which a value of a key has few resources. */
const taggedBy = ({ keys, values }: TagTexts, { accountId, region }: Scope) => sql`record_id IN (
  SELECT t.resource_id FROM tag t WHERE t.account_id = ${accountId} AND t.region = ${region}
    AND t.key = ANY(${keys.whole}) AND t.value COLLATE "C" = ANY(${values!.whole}))`;

/** The machines that hold records of these ids. */
export async function readHolderIds(db: Kysely<DB>, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT held_by AS id FROM ec2_record WHERE record_id = ANY(${ids}) AND held_by IS NOT NULL`.execute(db);
  return rows.map(({ id }) => id);
}
