import facts from './price-list-facts.json' with { type: 'json' };

/** What AWS's price list says of an instance type; each is undefined where it does not say. */
export interface PriceListFacts {
  /** As EC2 words it, such as `Up to 10 Gigabit`. */
  readonly networkPerformance: string | undefined;
  readonly clockSpeedGHz: number | undefined;
  /** The disks of the machine itself; undefined where it has none. */
  readonly disks: InstanceDisks | undefined;
  readonly gpus: number | undefined;
}

interface InstanceDisks {
  readonly count: number;
  readonly sizeGB: number;
  readonly type: 'hdd' | 'ssd';
  readonly nvme: boolean;
}

type Columns = [name: string, network: string, clock: string, disks: string, gpus: string];

const byType = new Map(
  facts.types.map((row) => {
    const [name, network, clock, disks, gpus] = row.split('|').map((text) => (text === '-' ? '' : text)) as Columns;
    const parsed: PriceListFacts = {
      networkPerformance: network || undefined,
      clockSpeedGHz: Number(clock) || undefined,
      disks: disks ? disksOf(disks) : undefined,
      gpus: Number(gpus) || undefined,
    };
    return [name, parsed] as const;
  }),
);

/** The facts of the type of that name; undefined for those that are younger than the list, whose source the data names. */
export const priceListFacts = (name: string): PriceListFacts | undefined => byType.get(name);

function disksOf(text: string): InstanceDisks {
  const [, count, size, type, nvme] = /^(\d+)x(\d+) (hdd|ssd)( nvme)?$/.exec(text)!;
  return { count: Number(count), sizeGB: Number(size), type: type as 'hdd' | 'ssd', nvme: nvme !== undefined };
}
