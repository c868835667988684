import type { InventoryItem } from '../inventory/inventory-item.ts';
import type { ServerInventory } from '../inventory/server-inventory.ts';
import { CallRefused } from './json-call.ts';
import type { SsmSession } from './ssm-session.ts';

export interface Reporter {
  /** Says that the machine is there, and sends what of its inventory the server does not have. Returns the types that were sent. */
  readonly report: (server: ServerInventory, items: readonly InventoryItem[]) => Promise<string[]>;
}

/**
 * Reports one machine. Types that did not change since the last report go without content; after a start all do, and the
 * server asks for those that it does not have.
 */
export function createReporter(
  session: SsmSession,
  { instanceId, version }: { instanceId: string; version: string },
): Reporter {
  const accepted = new Map<string, string>();
  let isFirst = true;

  const put = (items: readonly object[]) => session.call('PutInventory', { InstanceId: instanceId, Items: items });

  async function putChanges(items: readonly InventoryItem[]): Promise<string[]> {
    const changed = isFirst ? [] : items.filter((item) => accepted.get(item.TypeName) !== item.ContentHash);
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
      for (const { TypeName, ContentHash } of items) accepted.set(TypeName, ContentHash);
      isFirst = false;
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
