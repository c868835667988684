import {
  FIRST_IOPS,
  FIRST_THROUGHPUT,
  THROUGHPUT_PER_IOPS,
  VOLUME_RANGES,
  type VolumePerformance,
  withUsualPerformance,
} from './volume-performance.ts';

/** What a volume is to become; undefined members stay as they are. */
export type VolumeChange = { readonly [Member in keyof VolumePerformance]?: VolumePerformance[Member] | undefined };

export type ModifiedVolume =
  | { readonly ok: true; readonly target: VolumePerformance }
  /** `combination`: two members do not go together; else a value is out of its range. */
  | { readonly ok: false; readonly kind: 'value' | 'combination'; readonly problem: string };

/**
 * What becomes of a volume by a ModifyVolume. A size only grows. IOPS and throughput stay with the type; another type
 * brings its first ones (API reference).
 */
export function modifyVolume(volume: VolumePerformance, change: VolumeChange): ModifiedVolume {
  const target = targetOf(volume, change);
  const { iops, throughput } = VOLUME_RANGES[target.volumeType]!;
  if (change.iops !== undefined && !iops) return combination('iops', target, 'gp3, io1 and io2');
  if (change.throughput !== undefined && !throughput) return combination('throughput', target, 'gp3');
  if (target.sizeGiB < volume.sizeGiB)
    return value(`New size cannot be smaller than existing size. The volume has ${volume.sizeGiB} GiB.`);
  const problem = findPerformanceProblem(target);
  return problem === undefined ? { ok: true, target } : value(problem);
}

const value = (problem: string): ModifiedVolume => ({ ok: false, kind: 'value', problem });

const combination = (member: string, { volumeType }: VolumePerformance, types: string): ModifiedVolume => ({
  ok: false,
  kind: 'combination',
  problem: `The parameter ${member} is not supported for ${volumeType} volumes; it is for ${types}.`,
});

function targetOf(volume: VolumePerformance, change: VolumeChange): VolumePerformance {
  const { volumeType = volume.volumeType, sizeGiB = volume.sizeGiB } = change;
  const ranges = VOLUME_RANGES[volumeType]!;
  const stays = volumeType === volume.volumeType;
  const iops = ranges.iops && (change.iops ?? (stays ? volume.iops : FIRST_IOPS));
  const throughput = ranges.throughput && (change.throughput ?? (stays ? volume.throughput : FIRST_THROUGHPUT));
  return withUsualPerformance({ volumeType, sizeGiB, iops, throughput });
}

/** What is wrong with size, IOPS and throughput of a volume, if anything is. */
export const findPerformanceProblem = (target: VolumePerformance): string | undefined =>
  findRangeProblem(target) ?? findRatioProblem(target);

function findRangeProblem(target: VolumePerformance): string | undefined {
  const ranges = VOLUME_RANGES[target.volumeType]!;
  for (const [member, unit] of [
    ['sizeGiB', 'GiB'],
    ['iops', 'IOPS'],
    ['throughput', 'MiB/s'],
  ] as const) {
    const [range, given] = [ranges[member], target[member]];
    if (range && given !== undefined && (given < range[0] || given > range[1]))
      return `A ${target.volumeType} volume cannot have ${given} ${unit}: it can have from ${range[0]} to ${range[1]}.`;
  }
  return undefined;
}

/** A gp3 volume has its first IOPS whatever its size. */
function findRatioProblem({ volumeType, sizeGiB, iops, throughput }: VolumePerformance): string | undefined {
  const { iopsPerGiB } = VOLUME_RANGES[volumeType]!;
  const isGiven = volumeType === 'gp3' && iops === FIRST_IOPS;
  if (iops !== undefined && iopsPerGiB !== undefined && !isGiven && iops / sizeGiB > iopsPerGiB)
    return `Iops to volume size ratio of ${(iops / sizeGiB).toFixed(6)} is too high; maximum is ${iopsPerGiB}`;
  if (iops !== undefined && throughput !== undefined && throughput / iops > THROUGHPUT_PER_IOPS)
    return `Throughput (MiBps) to iops ratio of ${(throughput / iops).toFixed(6)} is too high; maximum is ${THROUGHPUT_PER_IOPS.toFixed(6)} MiBps per iops`;
  return undefined;
}
