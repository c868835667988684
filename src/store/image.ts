import { sql, type Transaction } from 'kysely';
import type { LaunchImage } from '../domain/image.ts';
import type { DB } from './schema.ts';

/** Accounts' own images as launches see them. */
export async function readLaunchImages(trx: Transaction<DB>, ids: readonly string[]): Promise<(LaunchImage & { region: string })[]> {
  const { rows } = await sql<Omit<LaunchImage, 'platform'> & { region: string; platform: string | null }>`
    SELECT image_id AS id, account_id AS "ownerId", region, architecture, platform_details AS "platformDetails",
      usage_operation AS "usageOperation", root_device_name AS "rootDeviceName", settings->>'platform' AS platform
    FROM image WHERE image_id = ANY(${ids})`.execute(trx);
  return rows.map(({ platform, ...row }) => ({ ...row, ...(platform && { platform }) }));
}
