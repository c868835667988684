import { type Kysely, sql } from 'kysely';
import type { DB } from '../../store/schema.ts';
import {
  COLUMNS,
  type LicenseConfigurationQuery,
  type LicenseConfigurationRow,
  matches,
} from './license-configurations.ts';

/** A place among the licenses of an organization: its account's sequence there, then the license's. */
export interface OrganizationLicensePlace {
  readonly member: number;
  readonly license: number;
}

interface Query extends Omit<LicenseConfigurationQuery, 'after'> {
  readonly after: OrganizationLicensePlace;
  /** Accounts that a page looks at, at the most. */
  readonly look: number;
}

/** The license configurations of an organization's accounts in a Region, account by account, each by its index. */
export async function listOrganizationLicenses(
  db: Kysely<DB>,
  { organizationId, region }: { organizationId: string; region: string },
  { after, limit, look, ...query }: Query,
): Promise<(LicenseConfigurationRow & { readonly member: number })[]> {
  const { rows } = await sql<LicenseConfigurationRow & { member: number }>`
    SELECT l.member, ${COLUMNS} FROM (
      SELECT m.sequence AS member, l.* FROM (
        SELECT account_id, sequence FROM organization_account
        WHERE organization_id = ${organizationId} AND sequence >= ${after.member} ORDER BY sequence LIMIT ${look}) m
      CROSS JOIN LATERAL (
        SELECT l.* FROM license_configuration l
        WHERE l.account_id = m.account_id AND l.region = ${region} AND l.status <> 'DELETED'
          AND (m.sequence, l.sequence) > (${after.member}, ${after.license}) AND ${matches(query)}
        ORDER BY l.sequence LIMIT ${limit}) l
      ORDER BY m.sequence, l.sequence LIMIT ${limit}) l
    ORDER BY l.member, l.sequence`.execute(db);
  return rows;
}

/** The last account that a page looked at, where there are more behind it. */
export async function findLastMember(
  db: Kysely<DB>,
  organizationId: string,
  { from, look }: { from: number; look: number },
): Promise<number | undefined> {
  const { rows } = await sql<{ sequence: number }>`
    SELECT sequence FROM organization_account WHERE organization_id = ${organizationId} AND sequence >= ${from}
    ORDER BY sequence OFFSET ${look - 1} LIMIT 2`.execute(db);
  return rows.length > 1 ? rows[0]!.sequence : undefined;
}
