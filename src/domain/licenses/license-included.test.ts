import assert from 'node:assert/strict';
import { test } from 'node:test';
import { givesUpIncluded } from './license-included.ts';
import type { ProductInformation } from './product-information.ts';

const rule = (...filters: [name: string, comparator: string, ...values: string[]][]): ProductInformation => ({
  ResourceType: 'SSM_MANAGED',
  ProductInformationFilterList: filters.map(([name, comparator, ...values]) => ({
    ProductInformationFilterName: name,
    ProductInformationFilterComparator: comparator,
    ProductInformationFilterValue: values,
  })),
});

const windows = ['Platform Name', 'EQUALS', 'Windows'] as [string, string, string];
const leavesOut = (value: string) => rule(windows, ['License Included', 'NOT_EQUALS', value]);

test('a machine is given up when every rule leaves out software that AWS now licenses', () => {
  const [server, sql] = [leavesOut('windows-server-datacenter'), leavesOut('sql-server-standard')];
  const rows: [readonly ProductInformation[], operation: string, expected: boolean][] = [
    [[server], '0002', true],
    [[server, server], '0006', true],
    [[server, sql], '0006', true],
    [[server, sql], '0002', false],
    [[sql], '0102', false],
    [[server, rule(windows)], '0002', false],
    [[rule(['License Included', 'EQUALS', 'windows-server-datacenter'])], '0002', false],
    [[server], '0800', false],
    [[server], '00g0', false],
    [[], '0002', false],
  ];
  for (const [products, operation, expected] of rows)
    assert.equal(
      givesUpIncluded(products, `RunInstances:${operation}`),
      expected,
      JSON.stringify([operation, products]),
    );
  assert.equal(givesUpIncluded([server], 'toString'), false);
});
