import { sql, type Transaction } from 'kysely';
import type { Image, ImageSettings, LaunchImage } from '../domain/images/image.ts';
import type { DB } from './schema.ts';

/** Accounts' own images as launches see them. */
export async function readLaunchImages(
  trx: Transaction<DB>,
  ids: readonly string[],
): Promise<(LaunchImage & { region: string })[]> {
  const { rows } = await sql<LaunchImage & { region: string; settings: ImageSettings }>`
    SELECT image_id AS id, account_id AS "ownerId", region, architecture, platform_details AS "platformDetails",
      usage_operation AS "usageOperation", root_device_name AS "rootDeviceName", settings,
      ARRAY(SELECT grantee FROM image_launch_permission p WHERE p.image_id = image.image_id) AS "sharedWith"
    FROM image WHERE image_id = ANY(${ids})`.execute(trx);
  return rows.map(({ settings, ...row }) => ({ ...row, ...ofLaunches(settings) }));
}

const ofLaunches = ({
  platform,
  productCodes,
  publicSource,
  importing,
  blockDevices,
}: ImageSettings): Partial<LaunchImage> => ({
  ...(blockDevices && { blockDevices }),
  ...(platform && { platform }),
  ...(productCodes && { productCodes }),
  ...(publicSource && { publicSource }),
  ...(importing && { importing }),
});

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

/** Shows launches an image that was imported. */
export async function endImport(trx: Transaction<DB>, imageId: string): Promise<void> {
  await sql`UPDATE image SET settings = settings - 'importing' WHERE image_id = ${imageId}`.execute(trx);
}

export interface OwnImage {
  readonly accountId: string;
  readonly region: string;
  readonly imageId: string;
}

/** Locks an image of the account for change; false when it has none of that id. */
export async function lockImage(trx: Transaction<DB>, { accountId, region, imageId }: OwnImage): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM image WHERE account_id = ${accountId} AND region = ${region} AND image_id = ${imageId} FOR UPDATE`.execute(
    trx,
  );
  return rows.length > 0;
}

export async function setImageDescription(trx: Transaction<DB>, imageId: string, description: string): Promise<void> {
  await sql`UPDATE image SET description = ${description} WHERE image_id = ${imageId}`.execute(trx);
}

/** Sets members of what is kept of an image; null takes one away. */
export async function setImageSettings(
  trx: Transaction<DB>,
  imageId: string,
  settings: { readonly [Key in keyof ImageSettings]?: ImageSettings[Key] | null },
): Promise<void> {
  await sql`
    UPDATE image SET settings = jsonb_strip_nulls(settings || ${JSON.stringify(settings)}::jsonb)
    WHERE image_id = ${imageId}`.execute(trx);
}

/** Lets accounts, or EVERYBODY, launch an image. */
export async function grantLaunch(trx: Transaction<DB>, image: OwnImage, grantees: readonly string[]): Promise<void> {
  await sql`
    INSERT INTO image_launch_permission (account_id, region, image_id, grantee)
    SELECT ${image.accountId}, ${image.region}, ${image.imageId}, unnest(${grantees}::text[])
    ON CONFLICT DO NOTHING`.execute(trx);
}

/** Takes the permission to launch an image from those given, or from all. */
export async function revokeLaunch(trx: Transaction<DB>, imageId: string, grantees?: readonly string[]): Promise<void> {
  await sql`
    DELETE FROM image_launch_permission
    WHERE image_id = ${imageId} AND (${grantees ?? null}::text[] IS NULL OR grantee = ANY(${grantees ?? null}::text[]))`.execute(
    trx,
  );
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
