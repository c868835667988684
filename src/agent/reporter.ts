import type { InventoryItem } from '../inventory/inventory-item.ts';
import type { ServerInventory } from '../inventory/server-inventory.ts';
import { CallRefused } from './json-call.ts';
import type { SsmSession } from './ssm-session.ts';

export interface Reporter {
  /** Says that the machine is there, and sends what of its inventory the server does not have. Returns the types that were sent. */
  readonly report: (server: ServerInventory, items: readonly InventoryItem[]) => Promise<string[]>;
}

/** The hashes of a machine's inventory by type, as the server last took it. */
export type Accepted = Readonly<Record<string, string>>;

/**
 * Reports one machine. Types that are as the server took them last go without content; where that is not known all do, and
 * the server asks for those that it does not have.
 */
export function createReporter(
  session: SsmSession,
  {
    instanceId,
    version,
    accepted: known,
  }: { readonly instanceId: string; readonly version: string; readonly accepted?: Accepted | undefined },
): Reporter {
  let accepted = known && new Map(Object.entries(known));

  const put = (items: readonly object[]) => session.call('PutInventory', { InstanceId: instanceId, Items: items });

  async function putChanges(items: readonly InventoryItem[]): Promise<string[]> {
    const changed = items.filter((item) => accepted && accepted.get(item.TypeName) !== item.ContentHash);
    try {
      await put(items.map((item) => (changed.includes(item) ? item : withoutContent(item))));
      return changed.map(({ TypeName }) => TypeName);
    } catch (error) {
      if (!(error instanceof CallRefused) || !MISMATCH.test(error.code)) throw error;
      await put(items);
      return items.map(({ TypeName }) => TypeName);
    }
  }

  return {
    report: async (server, items) => {
      await session.call('UpdateInstanceInformation', informationOf(server, instanceId, version));
      const sent = await putChanges(items);
      accepted = new Map(items.map(({ TypeName, ContentHash }) => [TypeName, ContentHash]));
      return sent;
    },
  };
}

const MISMATCH = /^(ItemContentMismatch|InvalidItemContent)Exception$/;

const withoutContent = ({ Content, ...item }: InventoryItem) => item;

/** What UpdateInstanceInformation takes; the first address is the one that lists show. */
export const informationOf = ({ name, platform, networks }: ServerInventory, instanceId: string, version: string) => ({
  InstanceId: instanceId,
  AgentName: 'headroom-agent',
  AgentVersion: version,
  AgentStatus: 'Active',
  PlatformType: platform.type,
  PlatformName: platform.name,
  PlatformVersion: platform.version,
  ComputerName: name,
  IPAddress: networks.flatMap(({ IPV4 }) => IPV4.split(',')).find((address) => address !== '') ?? '',
});
