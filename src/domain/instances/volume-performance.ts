// Of EC2's API reference (ModifyVolume) and the EBS user guide, volume types.

type Range = readonly [least: number, most: number];

/** What a volume of a type can be. Types without a range of IOPS or throughput have what their size gives them. */
interface VolumeRanges {
  readonly sizeGiB: Range;
  readonly iops?: Range;
  readonly iopsPerGiB?: number;
  /** MiB a second. */
  readonly throughput?: Range;
}

/** By type. */
export const VOLUME_RANGES: Readonly<Record<string, VolumeRanges>> = {
  standard: { sizeGiB: [1, 1_024] },
  gp2: { sizeGiB: [1, 16_384] },
  gp3: { sizeGiB: [1, 65_536], iops: [3_000, 80_000], iopsPerGiB: 500, throughput: [125, 2_000] },
  io1: { sizeGiB: [4, 16_384], iops: [100, 64_000], iopsPerGiB: 50 },
  io2: { sizeGiB: [4, 65_536], iops: [100, 256_000], iopsPerGiB: 1_000 },
  st1: { sizeGiB: [125, 16_384] },
  sc1: { sizeGiB: [125, 16_384] },
};

/** What every gp3 volume has, whatever its size, and what a volume gets that is turned into a type with IOPS of its own. */
export const FIRST_IOPS = 3_000;
export const FIRST_THROUGHPUT = 125;

/** MiB a second for each of the IOPS, at the most. */
export const THROUGHPUT_PER_IOPS = 0.25;

export interface VolumePerformance {
  readonly volumeType: string;
  readonly sizeGiB: number;
  readonly iops: number | undefined;
  readonly throughput: number | undefined;
}

/** A volume's type and size with its IOPS and throughput: those asked for, where the type lets one ask, or what EC2 gives it. */
export function withUsualPerformance({ volumeType, sizeGiB, iops, throughput }: VolumePerformance): VolumePerformance {
  if (volumeType === 'gp3')
    return { volumeType, sizeGiB, iops: iops ?? FIRST_IOPS, throughput: throughput ?? FIRST_THROUGHPUT };
  const usual = volumeType === 'gp2' ? Math.min(Math.max(3 * sizeGiB, 100), 16_000) : undefined;
  const isGiven = VOLUME_RANGES[volumeType]?.iops !== undefined;
  return { volumeType, sizeGiB, iops: isGiven ? iops : usual, throughput: undefined };
}
