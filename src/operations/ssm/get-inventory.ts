import type {
  GetInventoryRequest,
  GetInventoryResult,
  InventoryResultEntity,
  InventoryResultItem,
} from '@aws-sdk/client-ssm';
import { awsType, INSTANCE_INFORMATION, isCustomType } from '../../domain/inventory/inventory-types.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { aggregateInventory } from './aggregate-inventory.ts';
import { inventoryFilterConstraints, readInventoryFilters } from './inventory-filters.ts';
import { type Page, type PageStart, readPage } from './read-page.ts';
import { type FoundServer, searchInventory } from './search-inventory.ts';

/** What one page looks at and answers at the most; then the list goes on with the next. */
const SERVERS = 1_000;
const BYTES = 4 * 1024 * 1024;

export const getInventory: Operation<GetInventoryRequest, GetInventoryResult> = {
  constraints: {
    MaxResults: { range: [1, 50], integer: true },
    Aggregators: { items: [1, 10] },
    ResultAttributes: { items: [1, 20] },
    ...inventoryFilterConstraints,
  },
  async handle(request, context) {
    if (request.Aggregators) return { Entities: await aggregateInventory(request, context) };
    const filters = readInventoryFilters(request.Filters);
    if (filters.some(({ comparator }) => comparator === 'Exists'))
      throw new Fault('InvalidFilter', 'A filter of the type Exists is for the groups of an aggregator.');
    const types = readResultAttributes(request);
    const read = (start: PageStart<number>) => readEntities({ filters, types }, start, context);
    const { rows, nextToken } = await readPage<InventoryResultEntity, number>(request, {
      ...{ operation: 'GetInventory', kind: 'number', size: 50, read },
    });
    return { Entities: [...rows], NextToken: nextToken };
  },
};

function readResultAttributes({ ResultAttributes: given }: GetInventoryRequest): string[] {
  const types = [...new Set((given ?? [{ TypeName: INSTANCE_INFORMATION }]).map(({ TypeName }) => TypeName!))];
  const unknown = types.find((name) => !awsType(name) && !isCustomType(name));
  if (unknown === undefined) return types;
  throw new Fault('InvalidTypeNameException', `There is no inventory type "${unknown.slice(0, 100)}".`);
}

interface Asked {
  readonly filters: ReturnType<typeof readInventoryFilters>;
  readonly types: readonly string[];
}

async function readEntities(
  { filters, types }: Asked,
  { after = 0, limit }: PageStart<number>,
  context: RequestContext,
): Promise<Page<InventoryResultEntity, number>> {
  const rows: InventoryResultEntity[] = [];
  let [looked, bytes] = [0, 0];
  for await (const batch of searchInventory({ filters, types, after }, context)) {
    for (const server of batch.found) {
      rows.push(entityOf(server, types));
      bytes += [...server.items.values()].reduce((sum, { contentBytes }) => sum + contentBytes, 0);
      if (rows.length === limit || bytes >= BYTES) return { rows, after: server.row.sequence };
    }
    looked += batch.looked;
    if (looked >= SERVERS) return { rows, after: batch.after };
  }
  return { rows, after: undefined };
}

function entityOf(server: FoundServer, types: readonly string[]): InventoryResultEntity {
  const items = types.flatMap((typeName) => {
    const item = typeName === INSTANCE_INFORMATION ? informationItem(server) : itemOf(server, typeName);
    return item ? [[typeName, item] as const] : [];
  });
  return { Id: server.row.instanceId, Data: Object.fromEntries(items) };
}

const informationItem = ({ row, information }: FoundServer): InventoryResultItem => ({
  TypeName: INSTANCE_INFORMATION,
  SchemaVersion: awsType(INSTANCE_INFORMATION)!.version,
  CaptureTime: (row.lastPingAt ?? row.registeredAt).toISOString().replace(/\.\d{3}/, ''),
  Content: [{ ...information }],
});

function itemOf({ items }: FoundServer, typeName: string): InventoryResultItem | undefined {
  const item = items.get(typeName);
  return (
    item && {
      TypeName: typeName,
      SchemaVersion: item.schemaVersion,
      CaptureTime: item.captureTime,
      ContentHash: item.contentHash ?? undefined,
      Content: item.content as Record<string, string>[],
    }
  );
}
