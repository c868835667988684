import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { ResourceShare, SharedType } from '../../domain/sharing/resource-share.ts';
import type { DB } from '../../store/schema.ts';

export interface ShareRow extends ResourceShare {
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

const SHARE = sql`
  s.share_id AS id, s.account_id AS "accountId", s.region, s.sequence, s.name, s.allow_external AS "allowExternal",
  s.created_at AS "createdAt", s.updated_at AS "updatedAt"`;

/** A share by its id, whoever's. */
export async function findShare(db: Kysely<DB>, id: string): Promise<ResourceShare | undefined> {
  const { rows } = await sql<ResourceShare>`SELECT ${SHARE} FROM resource_share s WHERE s.share_id = ${id}`.execute(db);
  return rows[0];
}

/** What shares are narrowed by; each entry must hold. */
export interface ShareFilter {
  readonly ids?: readonly string[] | undefined;
  readonly name?: string | undefined;
  /** Shares that have resources of the type. */
  readonly type?: SharedType | undefined;
  /** Tags that a share must have, with one of the values where there are any. */
  readonly tags?: readonly { readonly key: string; readonly values: readonly string[] }[];
}

const arnOf = sql`'arn:aws:ram:' || s.region || ':' || s.account_id || ':resource-share/' || s.share_id`;

const matches = ({ ids, name, type, tags = [] }: ShareFilter): RawBuilder<unknown> =>
  sql.join(
    [
      ...(ids ? [sql`s.share_id = ANY(${ids})`] : [sql`true`]),
      ...(name === undefined ? [] : [sql`s.name = ${name}`]),
      ...(type === undefined
        ? []
        : [
            sql`EXISTS (SELECT FROM resource_share_resource r WHERE r.share_id = s.share_id AND r.resource_type = ${type})`,
          ]),
      ...tags.map(
        ({ key, values }) => sql`EXISTS (SELECT FROM tag t WHERE t.resource_id = ${arnOf} AND t.key = ${key}
          AND (${values.length === 0} OR t.value = ANY(${values})))`,
      ),
    ],
    sql` AND `,
  );

interface Page {
  readonly after: number | undefined;
  readonly limit: number;
}

/** The shares of an account in a Region, in the order of creation. There are 5,000 at the most. */
export async function listOwnShares(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { after = 0, limit, ...filter }: Page & ShareFilter,
): Promise<ShareRow[]> {
  const { rows } = await sql<ShareRow>`
    SELECT ${SHARE}, (
      SELECT coalesce(json_agg(json_build_object('key', t.key, 'value', t.value) ORDER BY t.key), '[]')
      FROM tag t WHERE t.resource_id = ${arnOf}) AS tags
    FROM resource_share s
    WHERE s.account_id = ${accountId} AND s.region = ${region} AND s.sequence > ${after} AND ${matches(filter)}
    ORDER BY s.sequence LIMIT ${limit}`.execute(db);
  return rows;
}

/**
 * The shares of others that reach an account in a Region, in the order of creation: of each that it can be shared with as,
 * the next are found by an index. Tags are the owner's alone.
 */
export async function listSharesReaching(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { after = 0, limit, ...filter }: Page & Omit<ShareFilter, 'tags'>,
): Promise<ResourceShare[]> {
  const { rows } = await sql<ResourceShare>`
    SELECT DISTINCT ${SHARE}
    FROM unnest(sharing_principals(${accountId})) AS w (principal) CROSS JOIN LATERAL (
      SELECT s.* FROM resource_share_principal p JOIN resource_share s USING (share_id)
      WHERE p.principal = w.principal AND p.region = ${region} AND p.accepted AND p.account_id <> ${accountId}
        AND p.share_sequence > ${after} AND ${matches(filter)}
      ORDER BY p.share_sequence LIMIT ${limit}) s
    ORDER BY s.sequence LIMIT ${limit}`.execute(db);
  return rows;
}

/** How many shares, principals and resources an account has in a Region. */
export async function countShared(db: Kysely<DB>, { accountId, region }: Scope) {
  const count = (table: string) =>
    sql`(SELECT count(*) FROM ${sql.table(table)} WHERE account_id = ${accountId} AND region = ${region})`;
  const { rows } = await sql<{ shares: number; principals: number; resources: number }>`
    SELECT ${count('resource_share')} AS shares, ${count('resource_share_principal')} AS principals,
      ${count('resource_share_resource')} AS resources`.execute(db);
  return rows[0]!;
}

/** The types of resources that a share has. */
export async function readTypesIn(db: Kysely<DB>, shareId: string): Promise<SharedType[]> {
  const { rows } = await sql<{ type: SharedType }>`
    SELECT DISTINCT resource_type AS type FROM resource_share_resource WHERE share_id = ${shareId} ORDER BY 1`.execute(
    db,
  );
  return rows.map(({ type }) => type);
}

/** Whether a share is with accounts outside its owner's organization. */
export async function hasExternal(db: Kysely<DB>, shareId: string): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM resource_share_principal WHERE share_id = ${shareId} AND external LIMIT 1`.execute(db);
  return rows.length > 0;
}

/** Of these license configurations and host resource groups those that the account has in the Region. */
export async function findOwned(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  ids: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT license_configuration_id AS id FROM license_configuration
    WHERE license_configuration_id = ANY(${ids}) AND account_id = ${accountId} AND region = ${region} AND status <> 'DELETED'
    UNION ALL
    SELECT group_arn FROM resource_group
    WHERE group_arn = ANY(${ids}) AND account_id = ${accountId} AND region = ${region}
      AND configuration IS NOT NULL`.execute(db);
  return rows.map(({ id }) => id);
}
