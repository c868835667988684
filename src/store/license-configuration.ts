import { sql, type Transaction } from 'kysely';
import type { LicenseDetail } from '../domain/facts.ts';
import type { License, LicenseStatus } from '../domain/licenses/license.ts';
import { type CountingType, parseLicenseRules } from '../domain/licenses/license-rules.ts';
import { RESOURCE_TYPES, type ResourceType } from '../domain/resource.ts';
import { lockAccount } from './account.ts';
import { recordset, type Statement } from './bulk.ts';
import type { DB } from './schema.ts';
import { deleteAllTags } from './tag.ts';

/** A license configuration at its creation. */
export interface NewLicenseConfiguration {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly countingType: CountingType;
  readonly licenseCount: number | undefined;
  readonly hardLimit: boolean;
  readonly ruleTexts: readonly string[];
  readonly disassociateWhenNotFound: boolean | undefined;
  readonly productInformation: readonly object[];
  readonly licenseExpiry: number | undefined;
  readonly createdAt: Date;
}

/** Inserts a license configuration and its counters, all zero. */
export async function insertLicenseConfiguration(
  trx: Transaction<DB>,
  license: NewLicenseConfiguration,
): Promise<void> {
  const { accountId, region, id } = license;
  await sql`
    INSERT INTO license_configuration (account_id, region, license_configuration_id, name, description, counting_type,
      license_count, hard_limit, consumed_ceiling, license_rules, disassociate_when_not_found, product_information,
      license_expiry, created_at)
    VALUES (${accountId}, ${region}, ${id}, ${license.name}, ${license.description}, ${license.countingType},
      ${license.licenseCount}, ${license.hardLimit}, ${license.hardLimit ? license.licenseCount : null},
      ${license.ruleTexts}, ${license.disassociateWhenNotFound}, ${JSON.stringify(license.productInformation)},
      ${license.licenseExpiry}, ${license.createdAt})`.execute(trx);
  await sql`
    INSERT INTO license_counter (account_id, region, license_configuration_id, resource_type)
    SELECT ${accountId}, ${region}, ${id}, unnest(${RESOURCE_TYPES}::text[])`.execute(trx);
}

/**
 * How many license configurations an account has in a Region. Whoever creates some takes turns by the account's row
 * until the transaction ends, so that the number stays true; deletions only lower it.
 */
export async function countLiveLicenses(
  trx: Transaction<DB>,
  { accountId, region }: { accountId: string; region: string },
): Promise<number> {
  await lockAccount(trx, accountId);
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM license_configuration
    WHERE account_id = ${accountId} AND region = ${region} AND status <> 'DELETED'`.execute(trx);
  return rows[0]?.count ?? 0;
}

interface LicenseRow {
  account_id: string;
  region: string;
  license_configuration_id: string;
  name: string;
  counting_type: CountingType;
  license_count: number | null;
  hard_limit: boolean;
  license_rules: string[];
  product_resource_types: string[] | null;
  disassociate_when_not_found: boolean | null;
  status: LicenseStatus;
  consumed: number;
  watched: boolean;
}

/**
 * Locks license configurations for change, in id order: whoever takes licenses takes this lock first, so that several
 * servers on one database never count on the same license twice. With `tiedTo`, those that these resources are tied to
 * are among them. Shares are read by `readShares`.
 */
export async function lockLicenses(
  trx: Transaction<DB>,
  ids: readonly string[],
  tiedTo: readonly string[] = [],
): Promise<License[]> {
  const { rows } = await sql<LicenseRow>`
    SELECT account_id, region, license_configuration_id, name, counting_type, license_count, hard_limit, license_rules,
      jsonb_path_query_array(product_information, '$[*].ResourceType') AS product_resource_types,
      disassociate_when_not_found, status, consumed, EXISTS (
        SELECT FROM webhook w WHERE w.account_id = license_configuration.account_id AND w.region = license_configuration.region) AS watched
    FROM license_configuration
    WHERE license_configuration_id = ANY(${ids} || ARRAY(
      SELECT license_configuration_id FROM license_association WHERE resource_id = ANY(${tiedTo})))
    ORDER BY license_configuration_id FOR NO KEY UPDATE`.execute(trx);
  return rows.map(toLicense);
}

function toLicense(row: LicenseRow): License {
  const parsed = parseLicenseRules(row.license_rules, row.counting_type);
  if (!parsed.ok)
    throw new Error(`${row.license_configuration_id} is stored with rules that are not valid: ${parsed.problem}`);
  return {
    accountId: row.account_id,
    region: row.region,
    id: row.license_configuration_id,
    name: row.name,
    countingType: row.counting_type,
    licenseCount: row.license_count ?? undefined,
    hardLimit: row.hard_limit,
    ruleTexts: row.license_rules,
    rules: parsed.rules,
    productResourceTypes: row.product_resource_types ?? [],
    disassociateWhenNotFound: row.disassociate_when_not_found === true,
    status: row.status,
    consumed: row.consumed,
    watched: row.watched,
    sharedWith: [],
  };
}

/** Which of these accounts licenses are shared with. */
export async function readShares(
  trx: Transaction<DB>,
  ids: readonly string[],
  accounts: readonly string[],
): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ id: string; accounts: string[] }>`
    SELECT s.license_configuration_id AS id, array_agg(DISTINCT a.id) AS accounts
    FROM unnest(${accounts}::text[]) AS a (id)
    JOIN license_share s ON s.shared_with = ANY(sharing_principals(a.id))
    WHERE s.license_configuration_id = ANY(${ids}) GROUP BY 1`.execute(trx);
  return new Map(rows.map((row) => [row.id, row.accounts]));
}

/** How many resources licenses are tied to. */
export async function readAssociationCounts(
  trx: Transaction<DB>,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; associations: number }>`
    SELECT license_configuration_id AS id, sum(associations)::bigint AS associations
    FROM license_counter WHERE license_configuration_id = ANY(${ids}) GROUP BY 1`.execute(trx);
  return new Map(rows.map((row) => [row.id, row.associations]));
}

/**
 * Writes a changed license configuration. A hard limit's ceiling is the count, or what is consumed if that is more. A
 * deleted one keeps its row, for the usage of the past, and loses its tags.
 */
export async function updateLicense(trx: Transaction<DB>, license: License, detail: LicenseDetail): Promise<void> {
  const products = detail.productInformation && JSON.stringify(detail.productInformation);
  await sql`
    UPDATE license_configuration
    SET name = ${license.name}, description = coalesce(${detail.description ?? null}, description),
      license_count = ${license.licenseCount ?? null}::bigint, hard_limit = ${license.hardLimit}, license_rules = ${license.ruleTexts},
      consumed_ceiling = CASE WHEN ${license.hardLimit} THEN greatest(${license.licenseCount ?? null}::bigint, consumed) END,
      status = ${license.status}, deleted_at = CASE WHEN ${license.status === 'DELETED'} THEN now() END,
      disassociate_when_not_found = coalesce(${detail.disassociateWhenNotFound ?? null}::boolean, disassociate_when_not_found),
      product_information = coalesce(${products ?? null}::jsonb, product_information),
      license_expiry = coalesce(${detail.licenseExpiry ?? null}::bigint, license_expiry)
    WHERE license_configuration_id = ${license.id}`.execute(trx);
  const days = license.rules.licenseAffinityToHost;
  if (days !== undefined)
    await sql`
      UPDATE consumption SET hold_until = consumed_from + make_interval(hours => ${24 * days})
      WHERE license_configuration_id = ${license.id} AND consumed_until IS NULL AND resource_type = 'EC2_HOST'`.execute(
      trx,
    );
  if (license.status === 'DELETED') await deleteAllTags(trx, [license.id]);
}

/** A change of what a license has taken and is tied to, for one resource type. */
export interface CounterDelta {
  readonly license_configuration_id: string;
  readonly resource_type: ResourceType;
  readonly consumed: number;
  readonly associations: number;
  /** Something of it was found, which a hard limit does not stop. */
  readonly observed: boolean;
}

/**
 * Adds to the counters. The ceiling of a limit that is passed falls with what is given back, down to the count; it rises
 * only with what was found.
 */
export function addToCounters(deltas: readonly CounterDelta[]): Statement[] {
  const rows = recordset(
    deltas,
    'license_configuration_id text, resource_type text, consumed bigint, associations bigint, observed boolean',
  );
  const byType = sql`
    UPDATE license_counter c SET consumed = c.consumed + r.consumed, associations = c.associations + r.associations
    FROM ${rows} WHERE c.license_configuration_id = r.license_configuration_id AND c.resource_type = r.resource_type`;
  const total = sql`
    UPDATE license_configuration l
    SET consumed = l.consumed + t.consumed,
      consumed_ceiling = CASE WHEN l.hard_limit
        THEN greatest(l.license_count,
          CASE WHEN t.observed THEN l.consumed + t.consumed ELSE least(l.consumed_ceiling, l.consumed + t.consumed) END) END
    FROM (SELECT license_configuration_id, sum(consumed)::bigint AS consumed, bool_or(observed) AS observed FROM ${rows} GROUP BY 1) t
    WHERE l.license_configuration_id = t.license_configuration_id AND t.consumed <> 0`;
  return [byType, total];
}
