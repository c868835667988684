import { instanceInformation } from '../../domain/inventory/instance-information.ts';
import { type InventoryFilter, serverMatches } from '../../domain/inventory/inventory-filter.ts';
import type { Entry } from '../../domain/inventory/inventory-item.ts';
import { APPLICATION, INSTANCE_INFORMATION } from '../../domain/inventory/inventory-types.ts';
import { pingStatus } from '../../domain/managed-instances/ping-status.ts';
import type { RequestContext } from '../../operation.ts';
import { type InventoryItemRow, listServersWithSoftware, readInventoryItems } from '../../views/ssm/inventory.ts';
import { isOneOf, listManagedInstances, type ManagedInstanceRow } from '../../views/ssm/managed-instances.ts';

/** A server that meets the filters, with what it reported of the types that were asked for. */
export interface FoundServer {
  readonly row: ManagedInstanceRow;
  readonly information: Entry;
  readonly items: ReadonlyMap<string, InventoryItemRow>;
}

interface Search {
  readonly filters: readonly InventoryFilter[];
  /** Types to read beside those of the filters. */
  readonly types: readonly string[];
  /** The sequence of the server to go on behind. */
  readonly after: number;
}

/** Servers whose reports are looked at together; what they reported is in memory at once. */
const BATCH = 200;
const CONTENT_BATCH = 10;

interface Batch {
  readonly found: readonly FoundServer[];
  /** Servers that were looked at. */
  readonly looked: number;
  /** Where to go on; undefined behind the last one. */
  readonly after: number | undefined;
}

/** Servers that meet the filters, in the order in which they became known, a few at a time with where to go on. */
export async function* searchInventory(
  { filters, types, after }: Search,
  context: RequestContext,
): AsyncGenerator<Batch> {
  const { now } = context;
  const wanted = [...new Set([...types, ...filters.map(({ typeName }) => typeName)])].filter(isStored);
  const cheap = filters.filter(({ typeName }) => !isStored(typeName));
  const size = wanted.length > 0 ? CONTENT_BATCH : BATCH;
  for (let from: number | undefined = after; from !== undefined; ) {
    const page: Candidates = await readCandidates({ filters, after: from, limit: size }, context);
    const servers = page.rows
      .map((row) => ({ row, information: instanceInformation(row, pingStatus(row.lastPingAt, now)) }))
      .filter(({ information }) => serverMatches(cheap, () => [information]));
    const items = Map.groupBy(
      await readInventoryItems(
        context.db,
        servers.map(({ row }) => row.instanceId),
        wanted,
      ),
      ({ instanceId }) => instanceId,
    );
    const found = servers.flatMap((server) => {
      const own = new Map((items.get(server.row.instanceId) ?? []).map((item) => [item.typeName, item]));
      const contentOf = (typeName: string) => (isStored(typeName) ? own.get(typeName)?.content : [server.information]);
      return serverMatches(filters, contentOf) ? [{ ...server, items: own }] : [];
    });
    from = page.after;
    yield { found, looked: page.rows.length, after: from };
  }
}

const isStored = (typeName: string): boolean => typeName !== INSTANCE_INFORMATION;

interface Candidates {
  readonly rows: readonly ManagedInstanceRow[];
  readonly after: number | undefined;
}

interface CandidateQuery {
  readonly filters: readonly InventoryFilter[];
  readonly after: number;
  readonly limit: number;
}

/** Servers to look at: those with an application of the name where one is asked for, else all. */
async function readCandidates({ filters, after, limit }: CandidateQuery, context: RequestContext): Promise<Candidates> {
  const { db } = context;
  const byName = filters.find(
    ({ typeName, attribute, comparator }) =>
      typeName === APPLICATION && attribute === 'Name' && /^(Equal|BeginWith)$/.test(comparator),
  );
  if (!byName) return listManagedInstances(db, context, { after, limit, narrowing: [], conditions: [] });
  const values = { names: [] as readonly string[], prefixes: [] as readonly string[] };
  if (byName.comparator === 'Equal') values.names = byName.values;
  else values.prefixes = byName.values;
  const machines = await listServersWithSoftware(db, context, { ...values, after, limit });
  const narrowing = [isOneOf(machines)];
  const { rows } = await listManagedInstances(db, context, { after, limit, narrowing, conditions: [] });
  return { rows, after: machines.length < limit ? undefined : machines.at(-1) };
}
