import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { KeptGrantStatus } from '../../domain/issued/grant.ts';
import type { DB } from '../../store/schema.ts';
import type { MemberPlace } from './issued-grants.ts';
import { fitsLicense, type IssuedLicenseQuery, type IssuedLicenseRow, LICENSE_COLUMNS } from './issued-licenses.ts';
import { findLookEnd, LICENSE_OF_GRANT, receivedBy } from './received-grants.ts';

/** A license as an account sees it that it was granted to. */
export interface ReceivedLicenseRow extends IssuedLicenseRow {
  /** The place of the grant among those of all accounts. */
  readonly place: number;
  readonly receivedStatus: KeptGrantStatus;
  readonly receivedReason: string | null;
  readonly operations: readonly string[];
}

type Query = Omit<IssuedLicenseQuery, 'accountId'>;

const COLUMNS = sql`
  ${LICENSE_COLUMNS}, g.sequence AS place, g.status AS "receivedStatus", g.status_reason AS "receivedReason", g.operations`;

/** Grants `g` to an account with their licenses; of several of one license the one that gives most, or came first. */
const received = (accountId: RawBuilder<unknown>, grants: RawBuilder<unknown>) => sql`
  ${grants} g ${LICENSE_OF_GRANT}
  WHERE g.grant_id = (
    SELECT b.grant_id FROM received_grants(${accountId}) b WHERE b.license_id = g.license_id
    ORDER BY array_position(ARRAY['ACTIVE', 'DISABLED', 'PENDING_ACCEPT', 'REJECTED', 'DELETED'], b.status), b.sequence LIMIT 1)`;

interface Start {
  readonly after: number | undefined;
  readonly look: number;
}

/** What of an account's grants an index leads to. */
function lookedAt(account: RawBuilder<unknown>, { ids, productSkus }: Query, { after = 0, look }: Start) {
  const [sku, ...more] = productSkus ?? [];
  const where = sql`g.sequence > ${after}
    ${ids ? sql`AND g.license_id = ANY(${ids})` : sql``}
    ${sku !== undefined && more.length === 0 ? sql`AND g.product_sku = ${sku}` : sql``}`;
  return receivedBy({ account, where, look });
}

/** The licenses that an account was granted, in the order of the grants: what fits among those that are looked at. */
export async function listReceivedLicenses(
  db: Kysely<DB>,
  account: string,
  { after, look, limit, ...query }: Query & Start & { readonly limit: number },
): Promise<ReceivedLicenseRow[]> {
  const accountId = sql`${account}`;
  const grants = sql`(SELECT g.* FROM ${lookedAt(accountId, query, { after, look })} ORDER BY g.sequence LIMIT ${look})`;
  const { rows } = await sql<ReceivedLicenseRow>`
    SELECT ${COLUMNS} FROM ${received(accountId, grants)} AND ${fitsLicense(query)}
    ORDER BY g.sequence LIMIT ${limit}`.execute(db);
  return rows;
}

/** The last grant that a page looks at, where there may be more. */
export const findReceivedEnd = (
  db: Kysely<DB>,
  account: string,
  { after, look, ...query }: Query & Start,
): Promise<number | undefined> => findLookEnd(db, lookedAt(sql`${account}`, query, { after, look }), look);

/** The licenses that the accounts of an organization were granted, account by account. */
export async function listOrganizationReceived(
  db: Kysely<DB>,
  organizationId: string,
  {
    look,
    limit,
    after: [member, grant],
    ...query
  }: Query & { readonly look: number; readonly limit: number; readonly after: MemberPlace },
): Promise<(ReceivedLicenseRow & { readonly member: number })[]> {
  const accountId = sql`m.account_id`;
  const { rows } = await sql<ReceivedLicenseRow & { readonly member: number }>`
    SELECT m.sequence AS member, x.* FROM (
      SELECT account_id, sequence FROM organization_account
      WHERE organization_id = ${organizationId} AND sequence >= ${member} ORDER BY sequence LIMIT ${look}) m
    CROSS JOIN LATERAL (
      SELECT ${COLUMNS} FROM ${received(accountId, sql`received_grants(${accountId})`)}
        AND (m.sequence, g.sequence) > (${member}, ${grant}) AND ${fitsLicense(query)}
      ORDER BY g.sequence LIMIT ${limit}) x
    ORDER BY m.sequence, x.place LIMIT ${limit}`.execute(db);
  return rows;
}
