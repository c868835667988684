import { type Kysely, sql } from 'kysely';
import type { DB } from '../src/store/schema.ts';
import { accountId, createClient, sendJson } from './client.ts';
import { takeIntoHistory } from './history.ts';

/** The licenses of a Region, and how many uses of them there were in the last week, of which seven in ten go on. */
export interface Estate {
  readonly region: string;
  readonly licenses: number;
  readonly consumptions: number;
}

/** Writes what launches would have left: uses, counters and the history of a week. A limit is near, at or over for many. */
export async function seedLicenses(url: string, db: Kysely<DB>, estates: readonly Estate[]): Promise<void> {
  const ids = new Map<Estate, string[]>();
  for (const estate of estates) ids.set(estate, await createLicenses(url, estate));
  await db.connection().execute(async (connection) => {
    await sql`SET statement_timeout = 0`.execute(connection);
    for (const [estate, of] of ids) await insertUses(estate, of).execute(connection);
    for (const statement of COUNTERS) await statement.execute(connection);
    await takeIntoHistory(connection);
    await sql`ANALYZE`.execute(connection);
  });
}

const insertUses = ({ region, consumptions }: Estate, ids: readonly string[]) => sql`
  INSERT INTO consumption (account_id, region, license_configuration_id, resource_id, resource_type, resource_owner_id,
    amount, consumed_from, consumed_until)
  SELECT ${accountId}, ${region}, (${ids}::text[])[1 + n % ${ids.length}::integer], 'i-' || left(md5(n::text), 17),
    'EC2_INSTANCE', ${accountId}, 1, at, CASE WHEN n % 10 < 3 THEN at + random() * interval '1 hour' END
  FROM (SELECT n, now() - interval '1 hour' - random() * interval '7 days' AS at
    FROM generate_series(1, ${consumptions}::integer) AS n) AS started`;

const COUNTERS = [
  sql`
    INSERT INTO license_counter (account_id, region, license_configuration_id, resource_type, consumed, associations)
    SELECT account_id, region, license_configuration_id, resource_type, count(*), 0
    FROM consumption WHERE consumed_until IS NULL GROUP BY 1, 2, 3, 4
    ON CONFLICT (license_configuration_id, resource_type) DO UPDATE SET consumed = excluded.consumed`,
  sql`
    UPDATE license_configuration l SET consumed = c.consumed FROM license_counter c
    WHERE c.license_configuration_id = l.license_configuration_id`,
];

async function createLicenses(url: string, { region, licenses, consumptions }: Estate): Promise<string[]> {
  const client = createClient(url, 8, region);
  const usual = Math.round((0.7 * consumptions) / licenses);
  try {
    const made = Array.from({ length: licenses }, async (_, n) => {
      const terms = { Name: `License ${n}`, LicenseCountingType: 'Instance', LicenseCount: usual + (n % 40) };
      const { LicenseConfigurationArn: arn } = JSON.parse(await sendJson(client, 'CreateLicenseConfiguration', terms));
      return (arn as string).split(':').at(-1)!;
    });
    return await Promise.all(made);
  } finally {
    await client.close();
  }
}
