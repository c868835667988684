import { platformDetails } from '../catalogue/usage-operations.ts';
import { idFromSeed } from '../ids.ts';
import type { Image } from './image.ts';

/** Where a disk is read from, and what of it EC2 echoes. */
export interface ImportedDisk {
  readonly description?: string;
  readonly format?: string;
  readonly url?: string;
  readonly bucket?: { readonly name: string; readonly key: string };
  readonly snapshotId?: string;
  readonly deviceName?: string;
}

/** What an import was asked to make, as EC2 echoes it; absent members were not given. */
export interface ImageImport {
  readonly description?: string;
  readonly architecture?: string;
  readonly platform?: Platform;
  readonly licenseType?: LicenseType;
  readonly usageOperation?: string;
  readonly bootMode?: string;
  readonly encrypted?: boolean;
  readonly kmsKeyId?: string;
  readonly hypervisor?: string;
  readonly disks: readonly ImportedDisk[];
}

export type ImportStatus = 'active' | 'deleting' | 'deleted' | 'completed';
export type Platform = 'Windows' | 'Linux';
export type LicenseType = 'AWS' | 'BYOL';

const PLATFORMS: Readonly<Record<string, Platform>> = {
  'RunInstances:0002': 'Windows',
  'RunInstances:0006': 'Windows',
  'RunInstances:0102': 'Windows',
  'RunInstances:0202': 'Windows',
  'RunInstances:0800': 'Windows',
  RunInstances: 'Linux',
  'RunInstances:0100': 'Linux',
  'RunInstances:0004': 'Linux',
  'RunInstances:0200': 'Linux',
  'RunInstances:0010': 'Linux',
  'RunInstances:000g': 'Linux',
};

/** The usage operations that an import can be given (VM Import/Export user guide, "Specify a usage operation"). */
export const IMPORT_USAGE_OPERATIONS: readonly string[] = Object.keys(PLATFORMS);

type Billing = Pick<ImageImport, 'platform' | 'licenseType' | 'usageOperation'>;

/** What of an import's platform and licensing does not go together, or undefined. */
export function findBillingProblem({ platform, licenseType, usageOperation }: Billing): string | undefined {
  if (licenseType && usageOperation) return 'Give the license type or the usage operation, not both.';
  if (platform === 'Linux' && licenseType === 'AWS') return 'A Linux machine is imported with the license type BYOL.';
  const implied = usageOperation && PLATFORMS[usageOperation];
  return implied && platform && implied !== platform
    ? `The usage operation ${usageOperation} is for ${implied}, and the platform is ${platform}.`
    : undefined;
}

/**
 * What an imported machine runs and is billed as. AWS finds the platform on the disks, which nobody reads here: where it
 * is not given it follows from the licensing, and is else Linux.
 */
export function billingOf({ platform, licenseType, usageOperation }: Billing) {
  const runs = platform ?? (usageOperation ? PLATFORMS[usageOperation]! : licenseType === 'AWS' ? 'Windows' : 'Linux');
  const byType = runs === 'Linux' ? 'RunInstances' : licenseType === 'BYOL' ? 'RunInstances:0800' : 'RunInstances:0002';
  return { platform: runs, usageOperation: usageOperation ?? byType };
}

interface ImportScope {
  readonly taskId: string;
  readonly accountId: string;
  readonly region: string;
  readonly at: Date;
}

/** The image that an import makes: of the account's own media, named after its task. Launches do not see it yet. */
export function drawUpImage(plan: ImageImport, { taskId, accountId, region, at }: ImportScope): Image {
  const { platform, usageOperation } = billingOf(plan);
  const windows = platform === 'Windows' && { platform: 'windows' };
  const blockDevices = disksOf(plan, taskId);
  return {
    ...{ id: idFromSeed('ami', taskId), region, ownerId: accountId, name: taskId, public: false, createdAt: at },
    ...(plan.description !== undefined && { description: plan.description }),
    architecture: plan.architecture ?? 'x86_64',
    ...windows,
    platformDetails: platformDetails(usageOperation)!,
    usageOperation,
    rootDeviceName: blockDevices[0]!.deviceName,
    settings: {
      ...windows,
      virtualizationType: 'hvm',
      enaSupport: true,
      ...(plan.bootMode && { bootMode: plan.bootMode }),
      importing: true,
      blockDevices,
    },
  };
}

/** The disks as volumes: the first is the root, and those without a device name get the next that is free. */
export function disksOf({ disks, encrypted, kmsKeyId }: ImageImport, taskId: string) {
  const taken = new Set(disks.flatMap((disk) => disk.deviceName ?? []));
  const free = deviceNames(taken);
  return disks.map(({ deviceName, snapshotId }, index) => ({
    deviceName: deviceName ?? free.next().value!,
    snapshotId: snapshotId ?? idFromSeed('snap', taskId, index),
    deleteOnTermination: true,
    encrypted: encrypted ?? false,
    ...(kmsKeyId && { kmsKeyId }),
  }));
}

function* deviceNames(taken: ReadonlySet<string>): Generator<string, undefined> {
  if (!taken.has('/dev/sda1')) yield '/dev/sda1';
  for (const letter of 'bcdefghijklmnopqrstuvwxyz') if (!taken.has(`/dev/sd${letter}`)) yield `/dev/sd${letter}`;
  return undefined;
}
