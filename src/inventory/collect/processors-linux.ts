import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Processors } from '../server-inventory.ts';

/**
 * The processors of a Linux machine, from the kernel's own topology below `root` (`/`): the same in a container, which sees
 * the machine's, and whatever limits a process has. Processors that are offline have no topology and are not counted. A
 * kernel that names no packages (many arm64 guests) leaves sockets unknown.
 */
export async function linuxProcessors(root: string): Promise<Processors> {
  const base = join(root, 'sys/devices/system/cpu');
  const [cpuinfo, online, speed] = await Promise.all([
    read(root, 'proc/cpuinfo'),
    onlineProcessors(base),
    // The speed in cpuinfo is that of the moment, so that the inventory would change all the time.
    read(base, 'cpu0/cpufreq/cpuinfo_max_freq'),
  ]);
  const model = /^(?:model name|cpu model|cpu)\s*:\s*(.*\S)/im.exec(cpuinfo ?? '')?.[1];
  const described = { ...(model && { model }), ...(speed && { speedMHz: Math.round(Number(speed) / 1000) }) };
  const cores = await Promise.all(online.map((number) => coreOf(join(base, `cpu${number}/topology`))));
  const known = cores.filter((core) => core !== undefined);
  if (online.length === 0 || known.length < online.length) return { ...described, ...fromCpuinfo(cpuinfo ?? '') };
  const packages = new Set(known.map((core) => core.packageId));
  return {
    ...described,
    cpus: online.length,
    cores: new Set(known.map(({ siblings }) => siblings)).size,
    ...(!packages.has('-1') && { sockets: packages.size }),
  };
}

/** The numbers of the processors that are online, from a list such as `0-3,8`. */
async function onlineProcessors(base: string): Promise<number[]> {
  const list = await read(base, 'online');
  if (list !== undefined) return numbersOf(list);
  const folders = await readdir(base).catch(() => []);
  return folders.flatMap((name) => /^cpu(\d+)$/.exec(name)?.[1] ?? []).map(Number);
}

function numbersOf(list: string): number[] {
  return list.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return first === undefined || Number.isNaN(first)
      ? []
      : Array.from({ length: last! - first + 1 }, (_, n) => first + n);
  });
}

/** A core is told by which processors are its threads: core ids repeat from one die or package to the next. */
async function coreOf(topology: string): Promise<{ packageId: string; siblings: string } | undefined> {
  const [packageId, siblings] = await Promise.all([
    read(topology, 'physical_package_id'),
    read(topology, 'thread_siblings_list').then((text) => text ?? read(topology, 'core_cpus_list')),
  ]);
  return packageId === undefined || siblings === undefined ? undefined : { packageId, siblings };
}

/** Without /sys: what /proc/cpuinfo has. It names cores and packages on x86 alone. */
function fromCpuinfo(cpuinfo: string): Processors {
  const records = cpuinfo.split(/\n\s*\n/).filter((record) => /^processor\s*:\s*\d+/m.test(record));
  if (records.length === 0) return {};
  const places = records.map((record) => ({
    packageId: /^physical id\s*:\s*(\d+)/m.exec(record)?.[1],
    coreId: /^core id\s*:\s*(\d+)/m.exec(record)?.[1],
  }));
  if (places.some(({ packageId, coreId }) => packageId === undefined || coreId === undefined))
    return { cpus: records.length };
  return {
    cpus: records.length,
    cores: new Set(places.map(({ packageId, coreId }) => `${packageId}/${coreId}`)).size,
    sockets: new Set(places.map(({ packageId }) => packageId)).size,
  };
}

const read = (folder: string, file: string): Promise<string | undefined> =>
  readFile(join(folder, file), 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
