import type { ListInventoryEntriesRequest, ListInventoryEntriesResult } from '@aws-sdk/client-ssm';
import { instanceInformation } from '../../domain/inventory/instance-information.ts';
import { entryMatches } from '../../domain/inventory/inventory-filter.ts';
import type { Entry } from '../../domain/inventory/inventory-item.ts';
import { awsType, INSTANCE_INFORMATION, isCustomType } from '../../domain/inventory/inventory-types.ts';
import { machineArn } from '../../domain/managed-instances/machine-id.ts';
import { pingStatus } from '../../domain/managed-instances/ping-status.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { readInventoryItems } from '../../views/ssm/inventory.ts';
import { findManagedInstance, type ManagedInstanceRow } from '../../views/ssm/managed-instances.ts';
import { inventoryFilterConstraints, readInventoryFilters } from './inventory-filters.ts';
import { instanceIdConstraint, unknownInstance } from './named-instance.ts';
import { pageOfItems, readPage } from './read-page.ts';

/** What one server reported of one type. A filter names an attribute, with its type or without. */
export const listInventoryEntries: Operation<ListInventoryEntriesRequest, ListInventoryEntriesResult> = {
  resources: ({ InstanceId }, scope) => [machineArn(InstanceId!, scope)],
  constraints: {
    InstanceId: instanceIdConstraint,
    TypeName: { length: [1, 100] },
    MaxResults: { range: [1, 50], integer: true },
    ...inventoryFilterConstraints,
  },
  async handle(request, context) {
    const { InstanceId: instanceId, TypeName: typeName } = request;
    if (!awsType(typeName!) && !isCustomType(typeName!))
      throw new Fault('InvalidTypeNameException', `There is no inventory type "${typeName}".`);
    const filters = readFilters(request);
    const row = await findManagedInstance(context.db, context, instanceId!);
    if (!row) throw unknownInstance(instanceId!);
    const item = await readItem(row, typeName!, context);
    const entries = (item?.content ?? []).filter((entry) => filters.every((filter) => entryMatches(filter, entry)));
    const { rows, nextToken } = await readPage<Entry, number>(request, {
      operation: 'ListInventoryEntries',
      kind: 'number',
      size: 50,
      read: async (start) => pageOfItems(entries, start),
    });
    return {
      TypeName: typeName,
      InstanceId: instanceId,
      SchemaVersion: item?.schemaVersion,
      CaptureTime: item?.captureTime,
      Entries: rows.map((entry) => ({ ...entry })),
      NextToken: nextToken,
    };
  },
};

function readFilters({ Filters, TypeName: typeName }: ListInventoryEntriesRequest) {
  const full = (Filters ?? []).map((filter) =>
    filter.Key?.includes(':') ? filter : { ...filter, Key: `${typeName}.${filter.Key}` },
  );
  const filters = readInventoryFilters(full);
  const other = filters.find((filter) => filter.typeName !== typeName || filter.comparator === 'Exists');
  if (other)
    throw new Fault('InvalidFilter', `The filters are for attributes of ${typeName}, and none is of the type Exists.`);
  return filters;
}

async function readItem(row: ManagedInstanceRow, typeName: string, { db, now }: RequestContext) {
  if (typeName !== INSTANCE_INFORMATION) return (await readInventoryItems(db, [row.instanceId], [typeName]))[0];
  return {
    schemaVersion: awsType(typeName)!.version,
    captureTime: (row.lastPingAt ?? row.registeredAt).toISOString().replace(/\.\d{3}/, ''),
    content: [instanceInformation(row, pingStatus(row.lastPingAt, now))],
  };
}
