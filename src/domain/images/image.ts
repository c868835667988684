/** The public image that the media of an image or a machine came from, however often it was copied since. */
export interface PublicSource {
  readonly name: string;
  readonly usageOperation: string;
}

/** Who an image is shared with when all accounts may launch it. */
export const EVERYBODY = 'all';

/** An image as a launch sees it: public ones come from the catalogue, others belong to an account. */
export interface LaunchImage {
  readonly id: string;
  readonly ownerId: string;
  readonly architecture: string;
  readonly platform?: string;
  readonly platformDetails: string;
  readonly usageOperation: string;
  readonly rootDeviceName: string;
  /** Other accounts that may launch it, or EVERYBODY. */
  readonly sharedWith?: readonly string[];
  /** Ids of AWS Marketplace products. */
  readonly productCodes?: readonly string[];
  /** Absent: the media are the account's own. */
  readonly publicSource?: PublicSource;
  /** Of an account's own image; what a public one maps is in the catalogue. */
  readonly blockDevices?: readonly ImageBlockDevice[];
  /** It is being imported: licenses can be tied to it, and launches do not see it yet. */
  readonly importing?: boolean;
}

/** A volume that an image maps; without `noDevice` or `virtualName` it is one of EBS. */
export interface ImageBlockDevice {
  readonly deviceName?: string;
  readonly noDevice?: string;
  readonly virtualName?: string;
  readonly snapshotId?: string;
  /** The volume that the snapshot was made of, where CreateImage made it. */
  readonly volumeId?: string;
  readonly volumeSizeGiB?: number;
  readonly volumeType?: string;
  readonly deleteOnTermination?: boolean;
  readonly encrypted?: boolean;
  readonly kmsKeyId?: string;
  readonly iops?: number;
  readonly throughput?: number;
}

/** What EC2 keeps of an image and gives back. Absent members have EC2's defaults. */
export interface ImageSettings {
  readonly platform?: string;
  readonly virtualizationType: string;
  readonly enaSupport?: boolean;
  readonly sriovNetSupport?: string;
  readonly bootMode?: string;
  readonly tpmSupport?: string;
  readonly imdsSupport?: string;
  readonly imageLocation?: string;
  readonly kernelId?: string;
  readonly ramdiskId?: string;
  readonly sourceImageRegion?: string;
  /** ISO 8601, to the minute: from then on others see it only if they ask for it. */
  readonly deprecationTime?: string;
  readonly productCodes?: readonly string[];
  readonly publicSource?: PublicSource;
  readonly importing?: boolean;
  readonly blockDevices: readonly ImageBlockDevice[];
}

/** An image with all that is kept of it: an account's own, or a public one of the catalogue. */
export interface Image extends LaunchImage {
  readonly region: string;
  readonly name: string;
  readonly description?: string;
  readonly public: boolean;
  readonly ownerAlias?: string;
  readonly createdAt: Date;
  readonly sourceImageId?: string;
  readonly sourceInstanceId?: string;
  readonly settings: ImageSettings;
}

export const snapshotIdsOf = ({ settings }: Pick<Image, 'settings'>): string[] => [
  ...new Set(settings.blockDevices.flatMap((device) => device.snapshotId ?? [])),
];
