// The facts are those of EC2's DescribeInstanceTypes in August 2026, one row a type in order of name. In a row:
//   architectures, validCores and validThreads are comma-separated lists; a-b is every number from a to b, a-b/n every
//   nth of them; '-' is none. Without validCores the CPU options of a type cannot be changed.
//   hypervisor is '-' for Macs; bare metal has none either, whatever its family has.
//   flags: H runs on Dedicated Hosts, B bare metal, T burstable, P previous generation, S spot, h hibernation.
import facts from './instance-types.json' with { type: 'json' };

export interface InstanceType {
  readonly name: string;
  readonly family: string;
  readonly size: string;
  readonly architectures: readonly string[];
  readonly manufacturer: string;
  readonly hypervisor: string | undefined;
  readonly vcpus: number;
  readonly cores: number;
  readonly threadsPerCore: number;
  readonly memoryMiB: number;
  /** The core counts that a launch may ask for, ascending; undefined where it may ask for the default only. */
  readonly validCores: readonly number[] | undefined;
  readonly validThreadsPerCore: readonly number[] | undefined;
  readonly dedicatedHosts: boolean;
  readonly bareMetal: boolean;
  readonly burstable: boolean;
  readonly currentGeneration: boolean;
  readonly spot: boolean;
  readonly hibernation: boolean;
}

type Columns = [string, string, string, string, string, string, string, string, string, string, string];

const lists = new Map<string, readonly number[]>();
const rows = new Map(facts.types.map((row) => [row.slice(0, row.indexOf(' ')), row]));
const parsed = new Map<string, InstanceType>();

/** The type of that exact name, or undefined where EC2 has none. */
export function findInstanceType(name: string): InstanceType | undefined {
  const row = rows.get(name);
  if (row === undefined) return undefined;
  const type = parsed.get(name) ?? parseRow(row);
  parsed.set(name, type);
  return type;
}

/** The types of a family, in ascending order of name; none for a family that EC2 does not have. */
export function typesOfFamily(family: string): readonly InstanceType[] {
  families ??= Map.groupBy(allInstanceTypes(), (type) => type.family);
  return families.get(family) ?? [];
}

let families: Map<string, InstanceType[]> | undefined;

/** Every type, in ascending order of name. */
export const allInstanceTypes = (): readonly InstanceType[] =>
  Array.from(rows.keys(), (name) => findInstanceType(name)!);

function parseRow(row: string): InstanceType {
  const [
    name,
    architectures,
    manufacturer,
    hypervisor,
    vcpus,
    cores,
    threads,
    memory,
    validCores,
    validThreads,
    flags,
  ] = row.split(' ') as Columns;
  const dot = name.indexOf('.');
  const bareMetal = flags.includes('B');
  return {
    name,
    family: name.slice(0, dot),
    size: name.slice(dot + 1),
    architectures: architectures.split(','),
    manufacturer,
    hypervisor: bareMetal || hypervisor === '-' ? undefined : hypervisor,
    vcpus: Number(vcpus),
    cores: Number(cores),
    threadsPerCore: Number(threads),
    memoryMiB: Number(memory),
    validCores: numbersOf(validCores),
    validThreadsPerCore: numbersOf(validThreads),
    dedicatedHosts: flags.includes('H'),
    bareMetal,
    burstable: flags.includes('T'),
    currentGeneration: !flags.includes('P'),
    spot: flags.includes('S'),
    hibernation: flags.includes('h'),
  };
}

// Few distinct lists serve all the types, so they are shared.
function numbersOf(text: string): readonly number[] | undefined {
  if (text === '-') return undefined;
  const numbers = lists.get(text) ?? text.split(',').flatMap(expandRange);
  lists.set(text, numbers);
  return numbers;
}

function expandRange(text: string): number[] {
  const [, first, last = first, step = 1] = /^(\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(text)!;
  const count = (Number(last) - Number(first)) / Number(step) + 1;
  return Array.from({ length: count }, (_, i) => Number(first) + i * Number(step));
}
