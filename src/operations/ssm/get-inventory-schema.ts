import type { GetInventorySchemaRequest, GetInventorySchemaResult, InventoryItemSchema } from '@aws-sdk/client-ssm';
import { awsTypes, dataType, INSTANCE_INFORMATION } from '../../domain/inventory/inventory-types.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { listCustomTypes } from '../../views/ssm/inventory.ts';
import { pageOfItems, readPage } from './read-page.ts';

/** What AWS says can be aggregated; GetInventory here aggregates by every attribute. */
const AGGREGATED = ['PlatformName', 'PlatformType', 'PlatformVersion'];

/** AWS's types and the account's own; none of those that are taken has sub-types. */
export const getInventorySchema: Operation<GetInventorySchemaRequest, GetInventorySchemaResult> = {
  constraints: { MaxResults: { range: [50, 200], integer: true }, TypeName: { length: [0, 100] } },
  async handle(request, context) {
    const schemas = await chooseSchemas(request, context);
    const { rows, nextToken } = await readPage<InventoryItemSchema, number>(request, {
      operation: 'GetInventorySchema',
      kind: 'number',
      size: 50,
      read: async (start) => pageOfItems(schemas, start),
    });
    return { Schemas: [...rows], NextToken: nextToken };
  },
};

async function chooseSchemas(request: GetInventorySchemaRequest, context: RequestContext) {
  if (request.SubType) return [];
  if (request.Aggregator) return [schemaOf(INSTANCE_INFORMATION, '1.0', AGGREGATED)];
  const known = awsTypes().map(([name, { version, attributes }]) => schemaOf(name, version, attributes));
  const own = await listCustomTypes(context.db, context);
  const all = [...known, ...own.map(({ typeName, version, attributes }) => schemaOf(typeName, version, attributes))];
  if (!request.TypeName) return all;
  const named = all.filter(({ TypeName }) => TypeName === request.TypeName);
  if (named.length > 0) return named;
  throw new Fault('InvalidTypeNameException', `There is no inventory type "${request.TypeName}".`);
}

const schemaOf = (typeName: string, version: string, attributes: readonly string[]): InventoryItemSchema => ({
  TypeName: typeName,
  Version: version,
  Attributes: attributes.map((name) => ({ Name: name, DataType: dataType(name) })),
  DisplayName: typeName.replace(/^\w+:/, ''),
});
