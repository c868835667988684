import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProductInformation } from '../licenses/product-information.ts';
import { couldMatch, matchesServer, type ServerSoftware } from './product-match.ts';

const server: ServerSoftware = {
  accountId: '111111111111',
  platformName: 'Microsoft Windows Server 2022 Datacenter',
  platformType: 'Windows',
  applications: [
    { Name: 'SQL Server', Publisher: 'Microsoft Corporation', Version: '16.0' },
    { Name: 'Notepad', Publisher: 'Somebody', Version: '8' },
  ],
  tags: { stage: 'production' },
};

type FilterText = readonly [name: string, comparator: string, ...values: string[]];

const entry = (...filters: FilterText[]): ProductInformation => ({
  ResourceType: 'SSM_MANAGED',
  ProductInformationFilterList: filters.map(([name, comparator, ...values]) => ({
    ProductInformationFilterName: name,
    ProductInformationFilterComparator: comparator,
    ProductInformationFilterValue: values,
  })),
});
const SQL: FilterText = ['Application Name', 'EQUALS', 'SQL Server'];

// In the order of the filters in the specification.
const rows: readonly (readonly [what: string, product: ProductInformation, fits: boolean, server?: ServerSoftware])[] =
  [
    ['the name of an application', entry(SQL), true],
    ['another name', entry(['Application Name', 'EQUALS', 'sql server']), false],
    ['one of several names', entry(['Application Name', 'EQUALS', 'Oracle', 'Notepad']), true],
    [
      'name and publisher of one application',
      entry(SQL, ['Application Publisher', 'EQUALS', 'Microsoft Corporation']),
      true,
    ],
    ['name and publisher of two applications', entry(SQL, ['Application Publisher', 'EQUALS', 'Somebody']), false],
    ['name and version', entry(SQL, ['Application Version', 'EQUALS', '16.0']), true],
    ['another version', entry(SQL, ['Application Version', 'EQUALS', '15.0']), false],
    ['the platform', entry(['Platform Name', 'EQUALS', 'Microsoft Windows Server 2022 Datacenter']), true],
    ['another platform', entry(['Platform Name', 'EQUALS', 'Ubuntu']), false],
    ['the type of platform', entry(['Platform Type', 'EQUALS', 'Windows']), true],
    ['application and platform, of which one fits', entry(SQL, ['Platform Type', 'EQUALS', 'Linux']), false],
    ['a tag that excludes', entry(SQL, ['Tag:stage', 'NOT_EQUALS', 'production']), false],
    ['a tag of another value', entry(SQL, ['Tag:stage', 'NOT_EQUALS', 'test']), true],
    ['a tag whatever its value', entry(SQL, ['Tag:stage', 'NOT_EQUALS']), false],
    ['a tag that it does not have', entry(SQL, ['Tag:constructor', 'NOT_EQUALS']), true],
    ['its account', entry(SQL, ['AccountId', 'NOT_EQUALS', '111111111111']), false],
    ['another account', entry(SQL, ['AccountId', 'NOT_EQUALS', '222222222222']), true],
    [
      'software that AWS licenses, of a server that is not EC2’s',
      entry(['License Included', 'EQUALS', 'sql-server-web']),
      false,
    ],
    ['none of it', entry(SQL, ['License Included', 'NOT_EQUALS', 'sql-server-web']), true],
    [
      'software that AWS licenses with the machine',
      entry(SQL, ['License Included', 'NOT_EQUALS', 'sql-server-web']),
      false,
      { ...server, usageOperation: 'RunInstances:0202' },
    ],
    [
      'software that an EC2 machine brought from AWS Marketplace',
      entry(['Marketplace Product Code', 'EQUALS', 'abc123']),
      true,
      { ...server, productCodes: ['xyz', 'abc123'] },
    ],
    [
      'software of another product code',
      entry(['Marketplace Product Code', 'EQUALS', 'abc']),
      false,
      { ...server, productCodes: ['xyz', 'abc123'] },
    ],
    ['a product code, of a server that is not EC2’s', entry(['Marketplace Product Code', 'EQUALS', 'abc123']), false],
    ['an entry of RDS', { ...entry(SQL), ResourceType: 'RDS' }, false],
    ['no filters', entry(), false],
  ];

describe('a server fits', () => {
  for (const [what, product, fits, given = server] of rows)
    test(`${what}: ${fits}`, () => assert.equal(matchesServer([product], given), fits));

  test('one entry of several is enough', () => {
    assert.equal(matchesServer([entry(['Platform Type', 'EQUALS', 'Linux']), entry(SQL)], server), true);
    assert.equal(matchesServer([], server), false);
  });

  test('a server whose applications could fit is never told that they could not', () => {
    for (const [, product, fits, given = server] of rows)
      if (fits) assert.equal(couldMatch([product], given.applications), true);
    const linux = entry(['Application Name', 'EQUALS', 'Another'], ['Platform Type', 'EQUALS', 'Windows']);
    assert.equal(couldMatch([linux], server.applications), false);
    assert.equal(couldMatch([entry(['Platform Type', 'EQUALS', 'Linux'])], server.applications), true);
  });
});
