import { type Kysely, sql } from 'kysely';
import { publicImages } from '../src/domain/catalogue/public-images.ts';
import { defaultNetwork } from '../src/domain/networks/network.ts';
import type { DB } from '../src/store/schema.ts';
import { accountId, hotLicense, region } from './scratch-database.ts';

const image = publicImages(region)[0]!;
const { subnets } = defaultNetwork(accountId, region);

/** How many machines of the estate have each type and each value of the tag `env`, out of a thousand. */
const TYPES = ['m5.large', 'm5.xlarge', 'c5.large', 'r5.large', 't3.micro', 't3.small', 'c6i.large', 'm6i.large'];
const ENVIRONMENTS = ['production', 'staging', 'test', 'development'];

/**
 * Writes running machines that hold one of the hot license each and have two tags, `Name` of their own and `env` of
 * many, as launches would have left them. One in a thousand is stopped.
 */
export async function seedMachines(db: Kysely<DB>, count: number): Promise<void> {
  await db.connection().execute(async (connection) => {
    await sql`SET statement_timeout = 0`.execute(connection);
    for (const statement of statements(count)) await statement.execute(connection);
    await sql`RESET statement_timeout`.execute(connection);
  });
}

const machine = (count: number) => sql`
  (SELECT n, 'i-' || left(md5(n::text), 17) AS id, 'r-' || left(md5('r' || n), 17) AS reservation,
     now() - interval '1 day' + n * interval '1 millisecond' AS at
   FROM generate_series(1, ${count}::int) n) AS machine`;

const oneOf = (values: readonly string[]) => sql`(${values}::text[])[1 + n % ${values.length}::int]`;

const statements = (count: number) => [
  sql`
    INSERT INTO instance (account_id, region, instance_id, reservation_id, launch_index, image_id, instance_type,
      core_count, threads_per_core, tenancy, availability_zone, subnet_id, private_ip, state, state_due,
      state_changed_at, launched_at, settings)
    SELECT ${accountId}, ${region}, id, reservation, 0, ${image.id}, ${oneOf(TYPES)}, 1, 2, 'default',
      ${oneOf(subnets.map((subnet) => subnet.availabilityZone))}, ${oneOf(subnets.map((subnet) => subnet.subnetId))},
      '172.31.' || n / 250 % 250 || '.' || 4 + n % 250, CASE WHEN n % 1000 = 999 THEN 'stopped' ELSE 'pending' END,
      CASE WHEN n % 1000 = 999 THEN NULL ELSE at END, at, at, ${JSON.stringify(settings)}::jsonb
    FROM ${machine(count)}`,
  sql`
    INSERT INTO tag (account_id, region, resource_id, resource_type, key, value)
    SELECT ${accountId}, ${region}, id, 'instance', key, value
    FROM ${machine(count)}, LATERAL (VALUES ('Name', 'machine-' || n), ('env', ${oneOf(ENVIRONMENTS)})) AS t(key, value)`,
  sql`
    INSERT INTO license_association (account_id, region, license_configuration_id, resource_id, resource_type,
      resource_owner_id, associated_at)
    SELECT ${accountId}, ${region}, ${hotLicense.id}, id, 'EC2_INSTANCE', ${accountId}, at FROM ${machine(count)}`,
  sql`
    INSERT INTO consumption (account_id, region, license_configuration_id, resource_id, resource_type,
      resource_owner_id, amount, consumed_from)
    SELECT ${accountId}, ${region}, ${hotLicense.id}, id, 'EC2_INSTANCE', ${accountId}, 1, at FROM ${machine(count)}`,
  sql`
    UPDATE license_counter SET consumed = ${count}, associations = ${count}
    WHERE license_configuration_id = ${hotLicense.id} AND resource_type = 'EC2_INSTANCE'`,
  sql`UPDATE license_configuration SET consumed = ${count} WHERE license_configuration_id = ${hotLicense.id}`,
  sql`VACUUM (ANALYZE)`,
  sql`CHECKPOINT`,
];

const settings = {
  architecture: image.architecture,
  platformDetails: image.platformDetails,
  usageOperation: image.usageOperation,
  rootDeviceName: image.rootDeviceName,
};
