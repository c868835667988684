import { createHash } from 'node:crypto';
import type { Processors, ServerInventory } from './server-inventory.ts';

type Entry = Readonly<Record<string, string>>;

/** One type of a machine's inventory, as PutInventory takes it. */
export interface InventoryItem {
  readonly TypeName: string;
  readonly SchemaVersion: string;
  /** ISO 8601 in UTC, whole seconds. */
  readonly CaptureTime: string;
  /** Base64 of an MD5 digest of the content; to the server it is an opaque name of it. */
  readonly ContentHash: string;
  readonly Content: readonly Entry[];
}

/** The inventory of a server as items; equal inventories have equal hashes, whenever and in whatever order they were taken. */
export function inventoryItems(server: ServerInventory, now: Date, source?: Entry): InventoryItem[] {
  const captureTime = now.toISOString().replace(/\.\d+/, '');
  const item = (typeName: string, schemaVersion: string, content: readonly object[]): InventoryItem => {
    const entries = sorted(content.map(textsOf));
    return {
      TypeName: typeName,
      SchemaVersion: schemaVersion,
      CaptureTime: captureTime,
      ContentHash: createHash('md5').update(JSON.stringify(entries)).digest('base64'),
      Content: entries,
    };
  };
  return [
    item('AWS:Application', '1.1', server.applications),
    item('AWS:Network', '1.0', server.networks),
    item('AWS:InstanceDetailedInformation', '1.0', [
      detailedInformation(server.processors, server.platform.kernelVersion),
    ]),
    ...(source ? [item('Custom:InventorySource', '1.0', [source])] : []),
  ];
}

/** All members are always there, empty where the number is not known, as AWS's agent writes them. */
const detailedInformation = (processors: Processors, kernelVersion: string | undefined) => ({
  CPUModel: processors.model ?? '',
  CPUSpeedMHz: text(processors.speedMHz),
  CPUs: text(processors.cpus),
  CPUSockets: text(processors.sockets),
  CPUCores: text(processors.cores),
  CPUHyperThreadEnabled: hyperThreading(processors),
  OSServicePack: '',
  KernelVersion: kernelVersion ?? '',
});

/** More processors than cores: a core that is half offline has one. */
function hyperThreading({ cpus, cores }: Processors): string {
  return cpus === undefined || cores === undefined ? '' : String(cpus > cores);
}

const text = (value: number | undefined): string => (value === undefined ? '' : String(value));

function textsOf(entry: object): Entry {
  const members = Object.entries(entry).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Without repeats and in one order, so that a tool that lists packages in another order changes no hash. */
function sorted(entries: readonly Entry[]): Entry[] {
  const byText = new Map(entries.map((entry) => [JSON.stringify(entry), entry]));
  return [...byText.keys()].sort().map((key) => byText.get(key)!);
}
