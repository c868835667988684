import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { type GrantLink, type IssuedGrant, memberInGrantId } from '../domain/issued/grant.ts';
import type { KeptStatus } from '../domain/issued/issued-license.ts';
import type { DB } from './schema.ts';

/** Its columns, of a grant `g` and its license `l`. */
export const GRANT_COLUMNS = sql`
  g.grant_id AS id, g.sequence, g.license_id AS "licenseId", l.account_id AS "ownerId", g.product_sku AS "productSku",
  g.home_region AS "homeRegion", g.account_id AS "accountId", g.parent_id AS "parentId",
  (SELECT p.account_id FROM issued_grant p WHERE p.grant_id = g.parent_id) AS "parentAccountId", g.principal_arn AS "principalArn",
  g.principal, g.grantee_id AS "granteeId", g.organization_id AS "organizationId", g.version, g.name, g.operations,
  g.status, g.status_reason AS reason, g.activation_override AS override, g.member_status AS "memberStatus"`;

/** The grant of that id, of whichever account; what an account has of one to its organization also where it is no row yet. */
export async function findGrant(db: Kysely<DB>, id: string): Promise<IssuedGrant | undefined> {
  const from = (grants: RawBuilder<unknown>) => sql<IssuedGrant>`
    SELECT ${GRANT_COLUMNS} FROM ${grants} g JOIN issued_license l USING (license_id) WHERE g.grant_id = ${id}`;
  const { rows } = await from(sql`issued_grant`).execute(db);
  if (rows.length > 0) return rows[0];
  const { rows: derived } = await from(sql`received_grants(${memberInGrantId(id)})`).execute(db);
  return derived[0];
}

type Link = RawBuilder<unknown>;

/** Whether who is meant is where they were to be, of a grant by that name. */
const isReached = (g: Link): Link => sql`
  ((${g}.grantee_id IS NULL OR ${g}.principal = ANY(sharing_principals(${g}.grantee_id)))
    AND (${g}.organization_id IS NULL OR ${g}.organization_id = ANY(sharing_principals(${g}.account_id))
      AND (${g}.grantee_id IS NULL OR ${g}.organization_id = ANY(sharing_principals(${g}.grantee_id)))))`;

const linkColumns = (g: Link): Link => sql`
  ${g}.grant_id, ${g}.parent_id, ${g}.status, ${g}.operations, ${isReached(g)}
    AND NOT EXISTS (SELECT FROM account a WHERE a.account_id = ${g}.account_id AND a.closed_at IS NOT NULL) AS is_reached`;

/** A grant `g` and those that it comes from, as one column of GrantLinks: itself first. */
export const CHAIN = sql`(
  WITH RECURSIVE up AS (
    SELECT ${linkColumns(sql`g`)}, 0 AS depth
    UNION ALL
    SELECT ${linkColumns(sql`p`)}, up.depth + 1 FROM up JOIN issued_grant p ON p.grant_id = up.parent_id)
  SELECT json_agg(json_build_object('id', grant_id, 'status', status, 'operations', operations, 'isReached', is_reached)
    ORDER BY depth) FROM up)`;

/** A grant to an account, with those that it comes from. */
export interface ChainedGrant extends IssuedGrant {
  readonly chain: readonly GrantLink[];
}

/** The grants of a license to an account: those that are in use first, and of those the oldest. */
export async function listGrantsOfLicense(
  db: Kysely<DB>,
  { accountId, licenseId }: { readonly accountId: string; readonly licenseId: string },
): Promise<ChainedGrant[]> {
  const { rows } = await sql<ChainedGrant>`
    SELECT ${GRANT_COLUMNS}, ${CHAIN} AS chain
    FROM received_grants(${accountId}) g JOIN issued_license l USING (license_id)
    WHERE g.license_id = ${licenseId} ORDER BY g.status = 'ACTIVE' DESC, g.sequence LIMIT 100`.execute(db);
  return rows;
}

/** A grant with what its license is. */
interface GrantOfLicense extends ChainedGrant {
  readonly license: { readonly status: KeptStatus; readonly until: Date | null };
}

/** The newest grant of a product to an account, whatever became of it, and of its license. */
export async function findNewestGrant(
  db: Kysely<DB>,
  { accountId, productSku }: { readonly accountId: string; readonly productSku: string },
): Promise<GrantOfLicense | undefined> {
  const { rows } = await sql<ChainedGrant & { readonly licenseStatus: KeptStatus; readonly until: Date | null }>`
    SELECT ${GRANT_COLUMNS}, ${CHAIN} AS chain, l.status AS "licenseStatus", v.valid_until AS until
    FROM received_grants(${accountId}) g JOIN issued_license l USING (license_id)
      JOIN issued_license_version v ON v.license_id = l.license_id AND v.version = l.version
    WHERE g.product_sku = ${productSku} ORDER BY g.sequence DESC LIMIT 1`.execute(db);
  const [row] = rows;
  return row && { ...row, license: { status: row.licenseStatus, until: row.until } };
}

export type NewGrant = Omit<
  IssuedGrant,
  'sequence' | 'ownerId' | 'parentAccountId' | 'version' | 'reason' | 'override'
>;

export async function insertGrant(trx: Transaction<DB>, grant: NewGrant, at: Date): Promise<void> {
  const { id, licenseId, productSku, homeRegion, accountId, parentId, principalArn, principal } = grant;
  const { granteeId, organizationId, name, operations, status, memberStatus } = grant;
  await sql`
    INSERT INTO issued_grant (grant_id, license_id, product_sku, home_region, account_id, parent_id, principal_arn, principal,
      grantee_id, organization_id, name, operations, status, member_status, created_at)
    VALUES (${id}, ${licenseId}, ${productSku}, ${homeRegion}, ${accountId}, ${parentId}, ${principalArn}, ${principal},
      ${granteeId}, ${organizationId}, ${name}, ${[...operations]}, ${status}, ${memberStatus}, ${at})`.execute(trx);
}

/** Makes a row of what an account has of a grant to its organization, where it is none yet. */
export async function keepGrant(trx: Transaction<DB>, grant: IssuedGrant): Promise<void> {
  const { id, granteeId, principal } = grant;
  if (granteeId === null || principal === granteeId) return;
  await sql`
    INSERT INTO issued_grant SELECT * FROM received_grants(${granteeId}) WHERE grant_id = ${id}
    ON CONFLICT DO NOTHING`.execute(trx);
}

export type GrantChange = Partial<Pick<IssuedGrant, 'name' | 'operations' | 'status' | 'reason' | 'override'>>;

/** Changes a grant whose license is locked, as its next version or, where a status alone changes, as the version it is. */
export async function changeGrant(
  trx: Transaction<DB>,
  { id }: Pick<IssuedGrant, 'id'>,
  { isVersion, change }: { readonly isVersion: boolean; readonly change: GrantChange },
): Promise<void> {
  const { name, operations, status, reason, override } = change;
  if (isVersion)
    await sql`
      INSERT INTO issued_grant_version (grant_id, version, name, operations, status, status_reason, activation_override)
      SELECT grant_id, version, name, operations, status, status_reason, activation_override
      FROM issued_grant WHERE grant_id = ${id}`.execute(trx);
  await sql`
    UPDATE issued_grant SET version = version + ${isVersion ? 1 : 0}, name = coalesce(${name ?? null}, name),
      operations = coalesce(${operations ? [...operations] : null}::text[], operations),
      status = coalesce(${status ?? null}, status), status_reason = coalesce(${reason ?? null}, status_reason),
      activation_override = coalesce(${override ?? null}, activation_override)
    WHERE grant_id = ${id}`.execute(trx);
}

/** Makes what accounts have of a grant to an organization or a unit go by it: its name, its operations and, where one is given, a status. */
export async function followGrant(
  trx: Transaction<DB>,
  { id }: Pick<IssuedGrant, 'id'>,
  status: 'DISABLED' | 'ACTIVE' | undefined,
): Promise<void> {
  if (status) await sql`UPDATE issued_grant SET member_status = ${status} WHERE grant_id = ${id}`.execute(trx);
  await sql`
    UPDATE issued_grant m SET name = g.name, operations = g.operations,
      status = CASE WHEN m.status IN ('DISABLED', 'ACTIVE') THEN coalesce(${status ?? null}, m.status) ELSE m.status END
    FROM issued_grant g WHERE g.grant_id = ${id} AND m.parent_id = ${id} AND m.principal <> m.grantee_id`.execute(trx);
}

/** Ends a grant, and all that come from it. Returns their ids. */
export async function deleteGrants(
  trx: Transaction<DB>,
  ids: readonly string[],
  { at, reason }: { readonly at: Date; readonly reason: string | undefined },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    WITH RECURSIVE down AS (
      SELECT unnest(${[...ids]}::text[]) AS grant_id
      UNION SELECT c.grant_id FROM down d JOIN issued_grant c ON c.parent_id = d.grant_id)
    UPDATE issued_grant g SET status = 'DELETED', deleted_at = ${at}, status_reason = coalesce(${reason ?? null}, status_reason)
    FROM down WHERE g.grant_id = down.grant_id AND g.status <> 'DELETED' RETURNING g.grant_id AS id`.execute(trx);
  return rows.map(({ id }) => id);
}

/** Ends all grants of a license. Returns their ids. */
export async function deleteGrantsOf(trx: Transaction<DB>, licenseId: string, at: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    UPDATE issued_grant SET status = 'DELETED', deleted_at = ${at}, status_reason = 'The license was deleted.'
    WHERE license_id = ${licenseId} AND status <> 'DELETED' RETURNING grant_id AS id`.execute(trx);
  return rows.map(({ id }) => id);
}

/** Grants of a license that an account has or gave, and that do not reach who is meant any more. */
export async function listUnreached(
  trx: Transaction<DB>,
  { accountId, licenseId }: { readonly accountId: string; readonly licenseId: string },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT g.grant_id AS id FROM issued_grant g
    WHERE g.license_id = ${licenseId} AND g.status <> 'DELETED' AND ${accountId} IN (g.grantee_id, g.account_id)
      AND NOT ${isReached(sql`g`)}`.execute(trx);
  return rows.map(({ id }) => id);
}

/** Forgets what accounts had of grants to their organization, so that one that comes back begins as all do. */
export async function forgetMemberGrants(trx: Transaction<DB>, ids: readonly string[]): Promise<void> {
  await sql`
    DELETE FROM issued_grant g WHERE g.grant_id = ANY(${[...ids]}) AND g.principal <> g.grantee_id
      AND NOT EXISTS (SELECT FROM issued_grant c WHERE c.parent_id = g.grant_id)`.execute(trx);
}

/** How many grants of a license there are that were not deleted; the license's lock keeps it true. */
export async function countGrants(trx: Transaction<DB>, licenseId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM issued_grant
    WHERE license_id = ${licenseId} AND status <> 'DELETED' AND (grantee_id IS NULL OR grantee_id = principal)`.execute(
    trx,
  );
  return rows[0]!.count;
}

/** Forgets grants that were deleted before `before`. Returns how many. */
export async function forgetGrants(trx: Transaction<DB>, before: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    DELETE FROM issued_grant WHERE grant_id = ANY(ARRAY(
      SELECT grant_id FROM issued_grant WHERE deleted_at < ${before} ORDER BY deleted_at LIMIT ${limit}))`.execute(trx);
  return Number(numAffectedRows);
}
