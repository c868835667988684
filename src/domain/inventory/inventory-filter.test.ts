import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type InventoryFilter, parseAttributeName, serverMatches } from './inventory-filter.ts';

const filter = (key: string, comparator: InventoryFilter['comparator'], ...values: string[]): InventoryFilter => ({
  ...parseAttributeName(key)!,
  comparator,
  values,
});
const applications = [
  { Name: 'postgresql-15', Version: '15.10' },
  { Name: 'bash', Version: '5.2' },
];
const contentOf = (typeName: string) => (typeName === 'AWS:Application' ? applications : undefined);
const matches = (...filters: InventoryFilter[]) => serverMatches(filters, contentOf);

test('each comparator compares as its name says, and numbers in texts as numbers', () => {
  const version = (comparator: InventoryFilter['comparator'], value: string) =>
    matches(filter('AWS:Application.Version', comparator, value));
  assert.deepEqual(
    [
      version('Equal', '15.10'),
      version('Equal', '15.1'),
      version('BeginWith', '15.'),
      version('BeginWith', '16'),
      version('GreaterThan', '15.9'),
      version('GreaterThan', '15.10'),
      version('LessThan', '5.10'),
      version('LessThan', '5.2'),
    ],
    [true, false, true, false, true, false, true, false],
  );
});

test('values are alternatives', () => {
  assert.equal(matches(filter('AWS:Application.Name', 'Equal', 'zsh', 'bash')), true);
  assert.equal(matches(filter('AWS:Application.Name', 'Equal', 'zsh', 'fish')), false);
});

test('filters of one type are met by one entry', () => {
  const version = filter('AWS:Application.Version', 'Equal', '5.2');
  assert.equal(matches(filter('AWS:Application.Name', 'Equal', 'bash'), version), true);
  assert.equal(matches(filter('AWS:Application.Name', 'BeginWith', 'postgresql'), version), false);
  assert.equal(
    matches(filter('AWS:Application.Name', 'Equal', 'bash'), filter('AWS:Application.Version', 'NotEqual', '5.2')),
    false,
  );
});

test('NotEqual by itself finds servers without it', () => {
  assert.equal(matches(filter('AWS:Application.Name', 'NotEqual', 'bash')), false);
  assert.equal(matches(filter('AWS:Application.Name', 'NotEqual', 'zsh', 'fish')), true);
});

test('Exists asks for a type or for an attribute with a value, and `false` for its absence', () => {
  assert.equal(matches(filter('AWS:Application', 'Exists', 'true')), true);
  assert.equal(matches(filter('AWS:Application', 'Exists', 'false')), false);
  assert.equal(matches(filter('AWS:Network', 'Exists', 'false')), true);
  assert.equal(matches(filter('AWS:Application.Publisher', 'Exists', 'true')), false);
});

test('a name is taken apart into a type and an attribute that there are', () => {
  assert.deepEqual(parseAttributeName('AWS:Network.IPV4'), { typeName: 'AWS:Network', attribute: 'IPV4' });
  assert.deepEqual(parseAttributeName('Custom:My.Racks.Row'), { typeName: 'Custom:My.Racks', attribute: 'Row' });
  for (const text of ['', '.', 'AWS:Network.Colour', 'AWS:Nothing.Name', 'Name', 'AWS:constructor.Name'])
    assert.equal(parseAttributeName(text), undefined, text);
});
