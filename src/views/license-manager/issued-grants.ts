import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { IssuedGrant } from '../../domain/issued/grant.ts';
import type { DB } from '../../store/schema.ts';
import { findLookEnd, LICENSE_OF_GRANT, receivedBy } from './received-grants.ts';

/** A grant as lists show it. */
export type ListedGrant = Omit<IssuedGrant, 'principal' | 'granteeId' | 'organizationId' | 'memberStatus'>;

/** Its columns, of a grant `g` and its license `l`. */
const COLUMNS = sql`
  g.grant_id AS id, g.sequence, g.license_id AS "licenseId", l.account_id AS "ownerId", g.product_sku AS "productSku",
  g.home_region AS "homeRegion", g.account_id AS "accountId", g.parent_id AS "parentId",
  (SELECT p.account_id FROM issued_grant p WHERE p.grant_id = g.parent_id) AS "parentAccountId",
  g.principal_arn AS "principalArn", g.version, g.name, g.operations, g.status, g.status_reason AS reason,
  g.activation_override AS override`;

/** A version of a grant that a newer one replaced; undefined where there is none. */
export async function findGrantVersion(
  db: Kysely<DB>,
  id: string,
  version: number,
): Promise<Pick<IssuedGrant, 'version' | 'name' | 'operations' | 'status' | 'reason' | 'override'> | undefined> {
  const { rows } = await sql<IssuedGrant>`
    SELECT version, name, operations, status, status_reason AS reason, activation_override AS override
    FROM issued_grant_version WHERE grant_id = ${id} AND version = ${version}`.execute(db);
  return rows[0];
}

export interface GrantQuery {
  readonly ids?: readonly string[] | undefined;
  readonly licenseIds?: readonly string[] | undefined;
  readonly productSkus?: readonly string[] | undefined;
  readonly issuerNames?: readonly string[] | undefined;
  readonly statuses?: readonly string[] | undefined;
  readonly granterIds?: readonly string[] | undefined;
  readonly principalArns?: readonly string[] | undefined;
  readonly parentIds?: readonly string[] | undefined;
}

interface Start {
  /** The sequence of the last one of the page before. */
  readonly after: number | undefined;
  readonly look: number;
}

/** The grants that an account made, or received; `look` of them are looked at. */
export type GrantList = { readonly by: string } | { readonly to: string };

/** In the order of creation: what fits among those that are looked at. */
export async function listGrants(
  db: Kysely<DB>,
  list: GrantList,
  { after, look, limit, ...query }: GrantQuery & Start & { readonly limit: number },
): Promise<ListedGrant[]> {
  const { rows } = await sql<ListedGrant>`
    SELECT ${COLUMNS} FROM (SELECT g.* FROM ${lookedAt(list, query, { after, look })} ORDER BY g.sequence LIMIT ${look}) g
      ${LICENSE_OF_GRANT} WHERE ${fits(query)} ORDER BY g.sequence LIMIT ${limit}`.execute(db);
  return rows;
}

/** The last of those that a page looks at, where there may be more. */
export const findGrantsEnd = (
  db: Kysely<DB>,
  list: GrantList,
  { after, look, ...query }: GrantQuery & Start,
): Promise<number | undefined> => findLookEnd(db, lookedAt(list, query, { after, look }), look);

/** What an index narrows the list to: names, one product of what is received, or one license. */
function lookedAt(
  list: GrantList,
  { ids, productSkus, licenseIds }: GrantQuery,
  { after = 0, look }: Start,
): RawBuilder<unknown> {
  const only = (values: readonly string[] | undefined) => (values?.length === 1 ? values : undefined);
  const [sku] = only(productSkus) ?? [];
  const [licenseId] = only(licenseIds) ?? [];
  const where = and([
    sql`g.sequence > ${after}`,
    ...(ids ? [sql`g.grant_id = ANY(${ids})`] : []),
    ...(sku === undefined ? [] : [sql`g.product_sku = ${sku}`]),
    ...(licenseId === undefined ? [] : [sql`g.license_id = ${licenseId}`]),
  ]);
  return 'to' in list
    ? receivedBy({ account: sql`${list.to}`, where, look })
    : sql`issued_grant g
        WHERE g.account_id = ${list.by} AND (g.grantee_id IS NULL OR g.grantee_id = g.principal) AND ${where}`;
}

const and = (conditions: readonly RawBuilder<unknown>[]) => sql.join([sql`true`, ...conditions], sql` AND `);

const fits = (query: GrantQuery) => {
  const among = (column: RawBuilder<unknown>, values: readonly string[] | undefined) =>
    values ? [sql`${column} = ANY(${values})`] : [];
  return and([
    ...among(sql`g.license_id`, query.licenseIds),
    ...among(sql`g.product_sku`, query.productSkus),
    ...among(sql`v.issuer_name`, query.issuerNames),
    ...among(sql`g.status`, query.statuses),
    ...among(sql`g.account_id`, query.granterIds),
    ...among(sql`g.principal_arn`, query.principalArns),
    ...among(sql`g.parent_id`, query.parentIds),
  ]);
};

/** Which account of an organization, by its sequence there, and which grant. */
export type MemberPlace = readonly [member: number, grant: number];

interface OfOrganization {
  readonly organizationId: string;
  /** Accounts that a page looks at, at the most. */
  readonly look: number;
  readonly limit: number;
  readonly after: MemberPlace;
}

/** The grants that the accounts of an organization received, account by account. */
export async function listOrganizationGrants(
  db: Kysely<DB>,
  { organizationId, look, limit, after: [member, grant] }: OfOrganization,
  query: GrantQuery & { readonly beneficiaries?: readonly string[] | undefined },
): Promise<(ListedGrant & { readonly member: number })[]> {
  const { beneficiaries } = query;
  const { rows } = await sql<ListedGrant & { readonly member: number }>`
    SELECT m.sequence AS member, x.* FROM (
      SELECT account_id, sequence FROM organization_account
      WHERE organization_id = ${organizationId} AND sequence >= ${member} ORDER BY sequence LIMIT ${look}) m
    CROSS JOIN LATERAL (
      SELECT ${COLUMNS} FROM received_grants(m.account_id) g ${LICENSE_OF_GRANT}
      WHERE (m.sequence, g.sequence) > (${member}, ${grant}) AND ${fits(query)}
        ${beneficiaries ? sql`AND l.beneficiary = ANY(${beneficiaries})` : sql``}
      ORDER BY g.sequence LIMIT ${limit}) x
    ORDER BY m.sequence, x.sequence LIMIT ${limit}`.execute(db);
  return rows;
}
