import { type Kysely, sql } from 'kysely';
import { publicImages } from '../src/domain/catalogue/public-images.ts';
import { defaultNetwork } from '../src/domain/networks/network.ts';
import type { DB } from '../src/store/schema.ts';
import { accountId, hotLicense, region } from './scratch-database.ts';

const image = publicImages(region)[0]!;
const subnet = defaultNetwork(accountId, region).subnets[0]!;

/** Writes running machines that hold one of the hot license each, as launches would have left them. */
export async function seedMachines(db: Kysely<DB>, count: number): Promise<void> {
  await db.connection().execute(async (connection) => {
    await sql`SET statement_timeout = 0`.execute(connection);
    for (const statement of statements(count)) await statement.execute(connection);
    await sql`RESET statement_timeout`.execute(connection);
  });
}

const machine = (count: number) => sql`
  (SELECT 'i-' || left(md5(n::text), 17) AS id, 'r-' || left(md5('r' || n), 17) AS reservation, now() - interval '1 day' AS at
   FROM generate_series(1, ${count}::int) n) AS machine`;

const statements = (count: number) => [
  sql`
    INSERT INTO instance (account_id, region, instance_id, reservation_id, launch_index, image_id, instance_type,
      core_count, threads_per_core, tenancy, availability_zone, subnet_id, private_ip, state, state_changed_at,
      launched_at, settings)
    SELECT ${accountId}, ${region}, id, reservation, 0, ${image.id}, 'm5.large', 1, 2, 'default',
      ${subnet.availabilityZone}, ${subnet.subnetId}, '172.31.0.4', 'running', at, at, ${JSON.stringify(settings)}::jsonb
    FROM ${machine(count)}`,
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
