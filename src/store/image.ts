import { sql, type Transaction } from 'kysely';
import type { Image, LaunchImage } from '../domain/image.ts';
import type { DB } from './schema.ts';

/** Accounts' own images as launches see them. */
export async function readLaunchImages(
  trx: Transaction<DB>,
  ids: readonly string[],
): Promise<(LaunchImage & { region: string })[]> {
  const { rows } = await sql<Omit<LaunchImage, 'platform'> & { region: string; platform: string | null }>`
    SELECT image_id AS id, account_id AS "ownerId", region, architecture, platform_details AS "platformDetails",
      usage_operation AS "usageOperation", root_device_name AS "rootDeviceName", settings->>'platform' AS platform
    FROM image WHERE image_id = ANY(${ids})`.execute(trx);
  return rows.map(({ platform, ...row }) => ({ ...row, ...(platform && { platform }) }));
}

/** Inserts an image of an account; false, and nothing is changed, when the account has one of that name in the Region. */
export async function insertImage(trx: Transaction<DB>, image: Image): Promise<boolean> {
  const { numAffectedRows } = await sql`
    INSERT INTO image (account_id, region, image_id, name, description, architecture, platform_details, usage_operation,
      root_device_name, settings, source_image_id, source_instance_id, created_at)
    VALUES (${image.ownerId}, ${image.region}, ${image.id}, ${image.name}, ${image.description}, ${image.architecture},
      ${image.platformDetails}, ${image.usageOperation}, ${image.rootDeviceName}, ${JSON.stringify(image.settings)},
      ${image.sourceImageId}, ${image.sourceInstanceId}, ${image.createdAt})
    ON CONFLICT (account_id, region, name) DO NOTHING`.execute(trx);
  return numAffectedRows === 1n;
}

/** The id of an account's image by its name. */
export async function findImageIdByName(
  trx: Transaction<DB>,
  { ownerId, region, name }: Pick<Image, 'ownerId' | 'region' | 'name'>,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    SELECT image_id AS id FROM image WHERE account_id = ${ownerId} AND region = ${region} AND name = ${name}`.execute(
    trx,
  );
  return rows[0]?.id;
}

/** Deletes an account's image; false when there was none. Licenses stay tied to it until the sweep. */
export async function deleteImage(
  trx: Transaction<DB>,
  { accountId, region, imageId }: { accountId: string; region: string; imageId: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    DELETE FROM image WHERE account_id = ${accountId} AND region = ${region} AND image_id = ${imageId}`.execute(trx);
  return numAffectedRows === 1n;
}
