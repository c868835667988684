import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { LicenseConfigurationRef } from '../../domain/arn.ts';
import type { Scope } from '../../domain/decision.ts';
import type { LicenseStatus } from '../../domain/licenses/license.ts';
import type { CountingType } from '../../domain/licenses/license-rules.ts';
import type { ProductInformation } from '../../domain/licenses/product-information.ts';
import type { ResourceType } from '../../domain/resource.ts';
import type { DB } from '../../store/schema.ts';
import { ownedBy } from '../owned-by.ts';
import { visibleTo } from './visible-licenses.ts';

/** A license configuration as its readers see it. What is consumed comes from counters, not from a row per machine. */
export interface LicenseConfigurationRow {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  /** The order of creation. */
  readonly sequence: number;
  readonly name: string;
  readonly description: string | null;
  readonly countingType: CountingType;
  readonly licenseCount: number | null;
  readonly hardLimit: boolean;
  readonly ruleTexts: string[];
  readonly status: LicenseStatus;
  readonly disassociateWhenNotFound: boolean | null;
  readonly productInformation: ProductInformation[];
  readonly licenseExpiry: number | null;
  readonly consumed: number;
  readonly counters: readonly {
    readonly type: ResourceType;
    readonly consumed: number;
    readonly associations: number;
  }[];
}

/** What a reader sees of a license configuration `l`. */
export const COLUMNS = sql`
  l.license_configuration_id AS id, l.account_id AS "accountId", l.region, l.sequence, l.name, l.description,
  l.counting_type AS "countingType", l.license_count AS "licenseCount", l.hard_limit AS "hardLimit",
  l.license_rules AS "ruleTexts", l.status, l.disassociate_when_not_found AS "disassociateWhenNotFound",
  l.product_information AS "productInformation", l.license_expiry AS "licenseExpiry", l.consumed,
  (SELECT coalesce(json_agg(json_build_object('type', c.resource_type, 'consumed', c.consumed,
      'associations', c.associations) ORDER BY c.resource_type), '[]')
    FROM license_counter c WHERE c.license_configuration_id = l.license_configuration_id) AS counters`;

export interface FoundLicenseConfiguration extends LicenseConfigurationRow {
  /** In the order of their keys; of a shared license none, for tags are the owner's alone. */
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

/** One license configuration that an account sees in a Region, or undefined where there is none that is not deleted. */
export async function findLicenseConfiguration(
  db: Kysely<DB>,
  { id, accountId: ownerId }: LicenseConfigurationRef,
  { accountId, region }: Scope,
): Promise<FoundLicenseConfiguration | undefined> {
  const owner = { accountId: ownerId, region };
  const { rows } = await sql<FoundLicenseConfiguration>`
    SELECT ${COLUMNS}, (
      SELECT coalesce(json_agg(json_build_object('Key', t.key, 'Value', t.value) ORDER BY t.key), '[]')
      FROM tag t WHERE t.resource_id = l.license_configuration_id AND l.account_id = ${accountId}) AS tags
    FROM license_configuration l
    WHERE l.license_configuration_id = ${id} AND ${ownedBy(owner, 'l')}
      AND l.status <> 'DELETED' AND ${visibleTo(accountId)}`.execute(db);
  return rows[0];
}

export interface LicenseConfigurationQuery {
  /** The sequence of the last one of the page before. */
  readonly after: number | undefined;
  readonly limit: number;
  readonly ids: readonly string[] | undefined;
  readonly countingTypes: readonly string[] | undefined;
  readonly hardLimit: readonly boolean[] | undefined;
  /** Whether more is consumed than the count; never so without a count. */
  readonly exceeded: readonly boolean[] | undefined;
}

/**
 * The license configurations that an account sees in a Region, in the order of creation: its own and those shared with
 * it, each found by an index of its own.
 */
export async function listLicenseConfigurations(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  query: LicenseConfigurationQuery,
): Promise<LicenseConfigurationRow[]> {
  const { after = 0, limit } = query;
  const chosen = sql`l.region = ${region} AND l.status <> 'DELETED' AND l.sequence > ${after} AND ${matches(query)}
    ORDER BY l.sequence LIMIT ${limit}`;
  const { rows } = await sql<LicenseConfigurationRow>`
    SELECT ${COLUMNS} FROM license_configuration l
    WHERE l.license_configuration_id IN (
      (SELECT l.license_configuration_id FROM license_configuration l WHERE l.account_id = ${accountId} AND ${chosen})
      UNION
      (SELECT l.license_configuration_id FROM license_share s JOIN license_configuration l USING (license_configuration_id)
        WHERE s.shared_with = ANY(sharing_principals(${accountId})) AND ${chosen}))
    ORDER BY l.sequence LIMIT ${limit}`.execute(db);
  return rows;
}

/** Whether a license configuration `l` is what a query narrows a list to. */
export function matches({
  ids,
  countingTypes,
  hardLimit,
  exceeded,
}: Omit<LicenseConfigurationQuery, 'after' | 'limit'>): RawBuilder<unknown> {
  return sql.join(
    [
      sql`true`,
      ...(ids ? [sql`l.license_configuration_id = ANY(${ids})`] : []),
      ...(countingTypes ? [sql`l.counting_type = ANY(${countingTypes})`] : []),
      ...(hardLimit ? [sql`l.hard_limit = ANY(${hardLimit})`] : []),
      ...(exceeded ? [sql`coalesce(l.consumed > l.license_count, false) = ANY(${exceeded})`] : []),
    ],
    sql` AND `,
  );
}
