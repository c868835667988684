import { type Kysely, sql } from 'kysely';
import type { DB } from '../../store/schema.ts';

/**
 * Hosts that keep a license past the time of licenseAffinityToHost though nothing on them uses it any more. By the
 * database's clock, as the ledger decides.
 */
export async function listHostsPastHold(db: Kysely<DB>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT DISTINCT c.resource_id AS id FROM consumption c
    WHERE c.consumed_until IS NULL AND c.hold_until <= clock_timestamp()
      AND NOT EXISTS (
        SELECT FROM license_association a LEFT JOIN instance i ON i.instance_id = a.resource_id
        WHERE a.license_configuration_id = c.license_configuration_id
          AND (a.resource_id = c.resource_id OR (i.host_id = c.resource_id AND i.state <> 'stopped')))`.execute(db);
  return rows.map((row) => row.id);
}
