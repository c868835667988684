import type { ImageDiskContainer, ImportImageRequest } from '@aws-sdk/client-ec2';
import {
  findBillingProblem,
  IMPORT_USAGE_OPERATIONS,
  type ImageImport,
  type ImportedDisk,
  type LicenseType,
  type Platform,
} from '../../../domain/images/image-import.ts';
import { CommonFault, Fault } from '../../../fault.ts';

/** What a request asks to import. Values of lists are taken in any case, as EC2's own examples spell them. */
export function importPlanOf(request: ImportImageRequest): ImageImport {
  const { DiskContainers: disks = [] } = request;
  if (disks.length === 0)
    throw new CommonFault('MissingMember', 'The request must contain the parameter DiskContainers');
  const plan = given({
    description: request.Description,
    architecture: request.Architecture,
    platform: oneOf<Platform>('Platform', request.Platform, ['Windows', 'Linux']),
    licenseType: oneOf<LicenseType>('LicenseType', request.LicenseType, ['AWS', 'BYOL']),
    usageOperation: oneOf('UsageOperation', request.UsageOperation, IMPORT_USAGE_OPERATIONS),
    bootMode: request.BootMode,
    encrypted: request.Encrypted,
    kmsKeyId: request.KmsKeyId,
    hypervisor: request.Hypervisor,
  });
  if (plan.kmsKeyId && !plan.encrypted) throw combination('KmsKeyId needs Encrypted to be true.');
  const problem = findBillingProblem(plan);
  if (problem) throw combination(problem);
  return { ...plan, disks: disksOf(disks) };
}

function disksOf(containers: readonly ImageDiskContainer[]): ImportedDisk[] {
  const disks = containers.map(diskOf);
  const names = disks.flatMap((disk) => disk.deviceName ?? []);
  if (new Set(names).size < names.length) throw invalid('Two disk containers have the same DeviceName.');
  if (disks.length > 1 && disks.some((disk) => disk.format?.toUpperCase() === 'OVA'))
    throw invalid('An OVA file holds all disks of a machine; give it as the only disk container.');
  return disks;
}

function diskOf(container: ImageDiskContainer, index: number): ImportedDisk {
  const { Description, DeviceName, Format, SnapshotId, Url, UserBucket: bucket } = container;
  const sources = [SnapshotId, Url, bucket].filter((source) => source !== undefined);
  const at = `DiskContainers[${index}]`;
  if (sources.length !== 1)
    throw invalid(`${at} names ${sources.length} sources; give one of SnapshotId, Url and UserBucket.`);
  if (bucket && !(bucket.S3Bucket && bucket.S3Key)) throw invalid(`${at}.UserBucket needs S3Bucket and S3Key.`);
  if (!SnapshotId && !Format) throw invalid(`${at} has no Format.`);
  oneOf(`${at}.Format`, Format, ['OVA', 'VHD', 'VHDX', 'VMDK', 'RAW']);
  return given({
    description: Description,
    format: Format,
    deviceName: DeviceName,
    snapshotId: SnapshotId,
    url: Url,
    bucket: bucket && { name: bucket.S3Bucket!, key: bucket.S3Key! },
  });
}

/** The value of the list that is meant, or undefined where none is given. */
function oneOf<Value extends string>(
  member: string,
  text: string | undefined,
  values: readonly Value[],
): Value | undefined {
  if (text === undefined) return undefined;
  const meant = values.find((value) => value.toLowerCase() === text.toLowerCase());
  if (meant === undefined)
    throw invalid(`Invalid value '${text}' for ${member}; expected one of ${values.join(', ')}.`);
  return meant;
}

/** Without the members that are undefined. */
const given = <T extends object>(members: T) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]: NonNullable<T[Key]>;
  };

const invalid = (message: string): Fault => new Fault('InvalidParameterValue', message);
const combination = (message: string): Fault => new Fault('InvalidParameterCombination', message);
