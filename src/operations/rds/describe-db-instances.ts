import type { DBInstanceMessage, DescribeDBInstancesMessage } from '@aws-sdk/client-rds';
import type { Operation } from '../../operation.ts';
import { listDatabases } from '../../views/rds/db-instances.ts';
import { databaseShape } from './database-shape.ts';
import { invalidValue } from './database-terms.ts';
import { databaseArn, noDatabase, parseRdsArn } from './named-database.ts';
import { pageConstraints, readPage } from './read-page.ts';

const FILTERS = ['db-instance-id', 'dbi-resource-id', 'engine', 'db-cluster-id', 'domain'];

export const describeDbInstances: Operation<DescribeDBInstancesMessage, DBInstanceMessage> = {
  resources: ({ DBInstanceIdentifier }, scope) =>
    DBInstanceIdentifier ? [databaseArn(DBInstanceIdentifier, scope)] : [],
  constraints: { ...pageConstraints, Filters: { items: [0, 10] }, 'Filters[].Values': { items: [0, 100] } },
  async handle(request, context) {
    const filters = readFilters(request);
    const named = request.DBInstanceIdentifier?.toLowerCase();
    // An identifier or an ARN, here and in the filter.
    const plain = (text: string) => parseRdsArn(text, context)?.name ?? text.toLowerCase();
    const wanted = filters.get('db-instance-id')?.map(plain);
    const identifiers = named === undefined ? wanted : [plain(named)];
    // Neither clusters nor directories are built, so that no database is of one.
    if (filters.has('db-cluster-id') || filters.has('domain')) return { DBInstances: [] };
    const { rows, marker } = await readPage(request, {
      operation: 'DescribeDBInstances',
      kind: 'number',
      read: ({ after = 0, limit }) =>
        listDatabases(context.db, context, {
          after,
          limit,
          identifiers,
          dbiResourceIds: filters.get('dbi-resource-id'),
          engines: filters.get('engine'),
        }),
      keyOf: ({ sequence }) => sequence,
    });
    if (request.DBInstanceIdentifier && rows.length === 0) throw noDatabase(request.DBInstanceIdentifier);
    return { DBInstances: rows.map(({ tags, ...database }) => databaseShape(database, tags)), Marker: marker };
  },
};

function readFilters({ Filters = [] }: DescribeDBInstancesMessage): Map<string, string[]> {
  const unknown = Filters.find(({ Name = '' }) => !FILTERS.includes(Name));
  if (unknown) throw invalidValue(`Unrecognized filter name: ${unknown.Name}; expected one of ${FILTERS.join(', ')}.`);
  return new Map(Filters.map(({ Name, Values = [] }) => [Name!, [...Values]]));
}
