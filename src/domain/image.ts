/** An image as a launch sees it: public ones come from the catalogue, others belong to an account. */
export interface LaunchImage {
  readonly id: string;
  readonly ownerId: string;
  readonly architecture: string;
  readonly platform?: string;
  readonly platformDetails: string;
  readonly usageOperation: string;
  readonly rootDeviceName: string;
}

/** A volume that an image maps; without `noDevice` or `virtualName` it is one of EBS. */
export interface ImageBlockDevice {
  readonly deviceName?: string;
  readonly noDevice?: string;
  readonly virtualName?: string;
  readonly snapshotId?: string;
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
