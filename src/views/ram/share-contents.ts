import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { SharedType } from '../../domain/sharing/resource-share.ts';
import type { DB } from '../../store/schema.ts';

/** A resource in a share. */
export interface ShareResourceRow extends Scope {
  readonly shareId: string;
  readonly shareName: string;
  readonly shareSequence: number;
  readonly sequence: number;
  readonly arn: string;
  readonly type: SharedType;
  readonly createdAt: Date;
  /** Whether it was deleted since. */
  readonly isGone: boolean;
}

/** Somebody whom a share is with. */
export interface SharePrincipalRow extends Scope {
  readonly shareId: string;
  readonly shareName: string;
  readonly sequence: number;
  readonly entity: string;
  readonly external: boolean;
  readonly accepted: boolean;
  readonly createdAt: Date;
}

/** What the contents of shares are narrowed by; each entry must hold. */
export interface ContentFilter {
  readonly shareIds?: readonly string[] | undefined;
  readonly resourceIds?: readonly string[] | undefined;
  readonly type?: SharedType | undefined;
  readonly principals?: readonly string[] | undefined;
  readonly accepted?: boolean | undefined;
}

const RESOURCE = sql`
  r.share_id AS "shareId", s.name AS "shareName", s.sequence AS "shareSequence", r.account_id AS "accountId", r.region,
  r.sequence, r.resource_arn AS arn, r.resource_type AS type, r.created_at AS "createdAt",
  r.resource_type = 'license-manager:LicenseConfiguration' AND coalesce((
    SELECT l.status FROM license_configuration l
    WHERE l.license_configuration_id = r.resource_id), 'DELETED') = 'DELETED' AS "isGone"`;

const all = (conditions: readonly (RawBuilder<unknown> | false | undefined)[]): RawBuilder<unknown> =>
  sql.join([sql`true`, ...conditions.filter((one) => one !== false && one !== undefined)], sql` AND `);

const resourceMatches = ({ shareIds, resourceIds, type, principals }: ContentFilter): RawBuilder<unknown> =>
  all([
    shareIds && sql`r.share_id = ANY(${shareIds})`,
    resourceIds && sql`r.resource_id = ANY(${resourceIds})`,
    type && sql`r.resource_type = ${type}`,
    principals &&
      sql`EXISTS (SELECT FROM resource_share_principal p
      WHERE p.share_id = r.share_id AND p.entity = ANY(${principals}))`,
  ]);

const principalMatches = ({ shareIds, resourceIds, type, principals, accepted }: ContentFilter): RawBuilder<unknown> =>
  all([
    shareIds && sql`p.share_id = ANY(${shareIds})`,
    principals && sql`p.entity = ANY(${principals})`,
    accepted !== undefined && sql`p.accepted = ${accepted}`,
    (resourceIds || type) &&
      sql`EXISTS (SELECT FROM resource_share_resource r WHERE r.share_id = p.share_id AND ${resourceMatches({ resourceIds, type })})`,
  ]);

interface Page {
  readonly after: number | undefined;
  readonly limit: number;
}

/** The resources in the shares of an account and Region, in the order in which they came: 5,000 at the most. */
export async function listOwnResources(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { after = 0, limit, ...filter }: Page & ContentFilter,
): Promise<ShareResourceRow[]> {
  const { rows } = await sql<ShareResourceRow>`
    SELECT ${RESOURCE} FROM resource_share_resource r JOIN resource_share s USING (share_id)
    WHERE r.account_id = ${accountId} AND r.region = ${region} AND r.sequence > ${after} AND ${resourceMatches(filter)}
    ORDER BY r.sequence LIMIT ${limit}`.execute(db);
  return rows;
}

/** Whom the shares of an account and Region are with, in the order in which they came: 5,000 at the most. */
export async function listOwnPrincipals(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { after = 0, limit, ...filter }: Page & ContentFilter,
): Promise<SharePrincipalRow[]> {
  const { rows } = await sql<SharePrincipalRow>`
    SELECT p.share_id AS "shareId", s.name AS "shareName", p.account_id AS "accountId", p.region, p.sequence, p.entity,
      p.external, p.accepted, p.created_at AS "createdAt"
    FROM resource_share_principal p JOIN resource_share s USING (share_id)
    WHERE p.account_id = ${accountId} AND p.region = ${region} AND p.sequence > ${after} AND ${principalMatches(filter)}
    ORDER BY p.sequence LIMIT ${limit}`.execute(db);
  return rows;
}

/** A place in the resources that reach an account: the share's sequence, then the resource's. */
export interface ResourcePlace {
  readonly share: number;
  readonly resource: number;
}

/**
 * The resources of others that reach an account in a Region, share by share. Of each that the account can be shared with
 * as, the next shares are found by an index, and then their resources.
 */
export async function listResourcesReaching(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { after, limit, ...filter }: { after: ResourcePlace; limit: number } & ContentFilter,
): Promise<ShareResourceRow[]> {
  const { rows } = await sql<ShareResourceRow>`
    SELECT DISTINCT x.* FROM unnest(sharing_principals(${accountId})) AS w (principal) CROSS JOIN LATERAL (
      SELECT ${RESOURCE} FROM resource_share_principal p JOIN resource_share_resource r USING (share_id)
      JOIN resource_share s USING (share_id)
      WHERE p.principal = w.principal AND p.region = ${region} AND p.accepted AND p.account_id <> ${accountId}
        AND p.share_sequence >= ${after.share} AND (p.share_sequence, r.sequence) > (${after.share}, ${after.resource})
        AND ${resourceMatches(filter)}
      ORDER BY p.share_sequence, r.sequence LIMIT ${limit}) x
    ORDER BY x."shareSequence", x.sequence LIMIT ${limit}`.execute(db);
  return rows;
}

/** The resources in one share. */
export async function listResourcesIn(
  db: Kysely<DB>,
  shareId: string,
  { after = 0, limit }: Page,
): Promise<ShareResourceRow[]> {
  const { rows } = await sql<ShareResourceRow>`
    SELECT ${RESOURCE} FROM resource_share_resource r JOIN resource_share s USING (share_id)
    WHERE r.share_id = ${shareId} AND r.sequence > ${after} ORDER BY r.sequence LIMIT ${limit}`.execute(db);
  return rows;
}
