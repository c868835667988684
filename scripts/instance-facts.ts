// Writes src/domain/catalogue/price-list-facts.json from Apache Libcloud's ec2_instance_types.py, which has what AWS's
// price list says of instance types (Apache-2.0). Its newest copy that a registry has is in Debian's python3-libcloud:
//   apt-get download python3-libcloud && dpkg -x python3-libcloud_*.deb libcloud
//   node scripts/instance-facts.ts libcloud/usr/lib/python3/dist-packages/libcloud/compute/constants/ec2_instance_types.py
// Left out are the bandwidths to EBS, which have grown since, and networks of several cards, which EC2 words otherwise.
import { readFileSync, writeFileSync } from 'node:fs';
import { findInstanceType } from '../src/domain/catalogue/instance-types.ts';

interface Listed {
  readonly extra: Readonly<Record<'clockSpeed' | 'gpu' | 'networkPerformance' | 'storage', string | undefined>>;
}

const python = readFileSync(process.argv[2]!, 'utf8');
const json = python
  .slice(python.indexOf('{'))
  .replace(/,(\s*[}\]])/g, '$1')
  .replace(/\bNone\b/g, 'null');
const types = JSON.parse(json) as Record<string, Listed>;

const gigabits = (text: string) =>
  text.replace(/(\d+) Megabit/, (_, megabits: string) => `${Number(megabits) / 1000} Gigabit`);

/** `2x900 ssd nvme`, or '-' for none. */
function disksOf(storage: string): string {
  const [, count = '1', size, nvme = '', type] = /^(?:(\d+) x )?(\d+) (?:GB )?(NVMe )?(SSD|HDD)$/.exec(storage) ?? [];
  return type ? `${count}x${size} ${type}${nvme && ' nvme'}`.toLowerCase() : '-';
}

const rows = Object.entries(types)
  .filter(([name]) => findInstanceType(name))
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, { extra }]) => {
    const network = gigabits(extra.networkPerformance ?? '-');
    const clock = /^([\d.]+) GHz$/.exec(extra.clockSpeed ?? '')?.[1] ?? '-';
    return [name, network === '400 Gigabit' ? '-' : network, clock, disksOf(extra.storage ?? ''), extra.gpu ?? '-'];
  })
  .map((columns) => columns.join('|'));

const file = {
  source: "Apache Libcloud 3.4.1 (Apache-2.0), Debian's python3-libcloud 3.4.1-5, of AWS's price list of November 2021",
  columns: 'type|networkPerformance|clockSpeedGHz|disks|gpus',
  types: rows,
};
writeFileSync('src/domain/catalogue/price-list-facts.json', `${JSON.stringify(file, null, 2)}\n`);
