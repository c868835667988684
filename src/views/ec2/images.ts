import { type Kysely, sql } from 'kysely';
import { findPublicImage, type PublicImage, publicImages } from '../../domain/catalogue/public-images.ts';
import { EVERYBODY, type Image, type ImageSettings } from '../../domain/images/image.ts';
import type { DB } from '../../store/schema.ts';
import { inWindow, type Window, windowOf } from './window.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

interface ImageRow {
  id: string;
  ownerId: string;
  region: string;
  name: string;
  description: string | null;
  architecture: string;
  platformDetails: string;
  usageOperation: string;
  rootDeviceName: string;
  settings: ImageSettings;
  sourceImageId: string | null;
  sourceInstanceId: string | null;
  createdAt: Date;
  sharedWith: string[];
}

/** The images that the account may launch in the Region, public ones included, in the order of their ids. */
export async function listVisibleImages(db: Kysely<DB>, scope: Scope, window: ImageWindow = {}): Promise<Image[]> {
  const kept = await readKeptImages(db, scope, window);
  const shown = windowOf(window.ownOnly ? [] : publicImages(scope.region), window, ({ id }) => id);
  const images = [...kept, ...shown.map((image) => fromCatalogue(image, scope.region))];
  return images.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, window.limit);
}

interface ImageWindow extends Window {
  readonly ownOnly?: boolean;
}

/** The account's own image in the Region, one that is shared with it, or a public one of the Region. */
export async function findVisibleImage(db: Kysely<DB>, scope: Scope, imageId: string): Promise<Image | undefined> {
  const image = findPublicImage(scope.region, imageId);
  if (image) return fromCatalogue(image, scope.region);
  return (await readKeptImages(db, scope, { ids: [imageId] }))[0];
}

/** Of these images those that are gone, but not for long, or that machines of the account were made of. */
export async function recentlyGoneImages(
  db: Kysely<DB>,
  { accountId, region, now }: Scope & { readonly now: Date },
  imageIds: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM unnest(${imageIds}::text[]) id
    WHERE (EXISTS (
        SELECT FROM instance
        WHERE account_id = ${accountId} AND region = ${region} AND image_id = id AND state <> 'terminated')
      OR EXISTS (
        SELECT FROM ec2_record
        WHERE record_id = id AND account_id = ${accountId} AND region = ${region} AND kind = 'image' AND expires_at > ${now}))
      AND NOT EXISTS (SELECT FROM image i WHERE i.image_id = id)`.execute(db);
  return rows.map(({ id }) => id);
}

/** Accounts' images: the account's own and those that are shared with it, of each the next by its index. */
async function readKeptImages(db: Kysely<DB>, scope: Scope, window: ImageWindow): Promise<Image[]> {
  const { accountId, region } = scope;
  const { ids, after = '', limit, ownOnly = false } = window;
  const shared = [accountId, EVERYBODY].map(
    (grantee) => sql`UNION (
      SELECT p.image_id FROM image_launch_permission p JOIN image i USING (image_id)
      WHERE p.grantee = ${grantee} AND p.region = ${region} AND p.image_id COLLATE "C" > ${after}
        ${ids ? sql`AND p.image_id = ANY(${ids})` : sql``} AND NOT i.settings ? 'importing'
      ORDER BY p.image_id COLLATE "C" LIMIT ${limit ?? null})`,
  );
  const { rows } = await sql<ImageRow>`
    SELECT image_id AS id, account_id AS "ownerId", region, name, description, architecture,
      platform_details AS "platformDetails", usage_operation AS "usageOperation", root_device_name AS "rootDeviceName",
      settings, source_image_id AS "sourceImageId", source_instance_id AS "sourceInstanceId", created_at AS "createdAt",
      ARRAY(SELECT grantee FROM image_launch_permission p WHERE p.image_id = image.image_id ORDER BY 1) AS "sharedWith"
    FROM image
    WHERE image_id = ANY(ARRAY(
      (SELECT image_id FROM image WHERE NOT settings ? 'importing' AND ${inWindow(scope, sql.ref('image_id'), window)})
      ${ownOnly ? sql`` : sql.join(shared, sql` `)}))`.execute(db);
  return rows.map(({ description, sourceImageId, sourceInstanceId, ...row }) => ({
    ...row,
    ...(row.settings.platform && { platform: row.settings.platform }),
    ...(description !== null && { description }),
    ...(sourceImageId !== null && { sourceImageId }),
    ...(sourceInstanceId !== null && { sourceInstanceId }),
    public: row.sharedWith.includes(EVERYBODY),
  }));
}

function fromCatalogue(image: PublicImage, region: string): Image {
  const root = {
    deviceName: image.rootDeviceName,
    snapshotId: image.rootSnapshotId,
    volumeSizeGiB: image.rootVolumeSizeGiB,
    volumeType: image.rootVolumeType,
    deleteOnTermination: true,
    encrypted: false,
  };
  const { id, ownerId, architecture, platform, platformDetails, usageOperation, rootDeviceName, ownerAlias } = image;
  return {
    ...{ id, ownerId, architecture, platformDetails, usageOperation, rootDeviceName, region },
    ...(platform && { platform }),
    ...(ownerAlias && { ownerAlias }),
    name: image.name,
    description: image.description,
    public: true,
    createdAt: image.creationDate,
    settings: {
      ...(platform && { platform }),
      virtualizationType: image.virtualizationType,
      enaSupport: image.enaSupport,
      ...(image.productCodes && { productCodes: image.productCodes }),
      publicSource: image.publicSource,
      blockDevices: [root],
    },
  };
}

/** Whether licenses are still tied to an image of the account: one that is gone waits for the sweep. */
export async function isTiedToLicenses(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  imageId: string,
): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM license_association
    WHERE resource_id = ${imageId} AND resource_owner_id = ${accountId} AND region = ${region} LIMIT 1`.execute(db);
  return rows.length > 0;
}

export interface ForgottenImage {
  readonly imageId: string;
  /** The account and the Region of one of the licenses. */
  readonly accountId: string;
  readonly region: string;
}

/** Images that licenses are tied to and that no longer exist. */
export async function listForgottenImages(db: Kysely<DB>): Promise<ForgottenImage[]> {
  const { rows } = await sql<ForgottenImage>`
    SELECT DISTINCT ON (a.resource_id) a.resource_id AS "imageId", a.account_id AS "accountId", a.region
    FROM license_association a
    WHERE a.resource_type = 'EC2_AMI' AND NOT EXISTS (SELECT FROM image i WHERE i.image_id = a.resource_id)
    ORDER BY a.resource_id, a.account_id`.execute(db);
  return rows.filter(({ region, imageId }) => !findPublicImage(region, imageId));
}
