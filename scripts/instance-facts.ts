// Writes src/domain/catalogue/instance-type-details.json from the answers of EC2's DescribeInstanceTypes that moto ships
// (Apache-2.0; PyPI has it):
//   pip download --no-deps moto==5.2.1 && unzip moto-5.2.1-*.whl moto/ec2/resources/instance_types.json.gz
//   node scripts/instance-facts.ts moto/ec2/resources/instance_types.json.gz
// Left out is what instance-types.json, which is younger, or a rule beside it says.
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { findInstanceType } from '../src/domain/catalogue/instance-types.ts';

type Members = Readonly<Record<string, unknown>>;

const SAID_ELSEWHERE = new Set([
  ...['InstanceType', 'CurrentGeneration', 'BareMetal', 'Hypervisor', 'MemoryInfo', 'VCpuInfo', 'FreeTierEligible'],
  ...['HibernationSupported', 'BurstablePerformanceSupported', 'DedicatedHostsSupported', 'PlacementGroupInfo'],
]);

/** What goes into a fragment of its own, as types that differ in it are alike in the rest. */
const APART = [
  ['EbsInfo', ['EbsOptimizedInfo']],
  ['NetworkInfo', ['MaximumNetworkCards', 'NetworkCards', 'NetworkPerformance']],
  ['ProcessorInfo', ['SustainedClockSpeedInGhz']],
] as const;
const WHOLE = ['InstanceStorageInfo', 'GpuInfo', 'EbsInfo', 'NetworkInfo', 'ProcessorInfo'];

const sorted = (members: Members) => Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
const only = (members: Members, keep: (name: string) => boolean) =>
  sorted(Object.fromEntries(Object.entries(members).filter(([name]) => keep(name))));

function fragmentsOf(type: Members): Members[] {
  const left = new Map(Object.entries(type).filter(([name]) => !SAID_ELSEWHERE.has(name)));
  const { SupportedArchitectures: _, ...processor } = type['ProcessorInfo'] as Members;
  left.set('ProcessorInfo', processor);
  const fragments: Members[] = [];
  for (const [name, apart] of APART) {
    const members = left.get(name) as Members;
    const isApart = (member: string) => (apart as readonly string[]).includes(member);
    fragments.push({ [name]: only(members, isApart) });
    left.set(
      name,
      only(members, (member) => !isApart(member)),
    );
  }
  for (const name of WHOLE) {
    if (left.has(name)) fragments.push({ [name]: left.get(name) });
    left.delete(name);
  }
  return [...fragments, sorted(Object.fromEntries(left))];
}

const types = JSON.parse(gunzipSync(readFileSync(process.argv[2]!)).toString()) as Record<string, Members>;
const places = new Map<string, number>();
const place = (fragment: Members) => {
  const text = JSON.stringify(fragment);
  if (!places.has(text)) places.set(text, places.size);
  return places.get(text)!;
};
const rows = Object.keys(types)
  .filter((name) => findInstanceType(name))
  .sort()
  .map((name) => [name, ...fragmentsOf(types[name]!).map(place)].join(' '));

const file = {
  source: "moto 5.2.1 (Apache-2.0), of EC2's DescribeInstanceTypes",
  fragments: [...places.keys()],
  types: rows,
};
writeFileSync('src/domain/catalogue/instance-type-details.json', `${JSON.stringify(file, null, 2)}\n`);
