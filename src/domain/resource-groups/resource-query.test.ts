import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseTagQuery } from './resource-query.ts';

const parse = (query: unknown) => parseTagQuery(JSON.stringify(query));
const TagFilters = [{ Key: 'stage', Values: ['test', 'live', 'test'] }, { Key: 'team' }];

test('a query asks for types and tags, and without types for all', () => {
  const tags = [
    { key: 'stage', values: ['test', 'live'] },
    { key: 'team', values: [] },
  ];
  const types = ['AWS::EC2::Instance', 'AWS::S3::Bucket'];
  assert.deepEqual(parse({ ResourceTypeFilters: types, TagFilters }), { ok: true, query: { types, tags } });
  assert.deepEqual(parse({ TagFilters }), { ok: true, query: { types: ['AWS::AllSupported'], tags } });
});

describe('a query is refused', () => {
  const table: [what: string, query: unknown, problem: RegExp][] = [
    ['that is a list', [], /not a JSON object/],
    ['that is nothing', null, /not a JSON object/],
    ['with a member of its own', { TagFilters, Tags: [] }, /no member "Tags", only ResourceTypeFilters and TagFilters/],
    ['without tags', { ResourceTypeFilters: ['AWS::EC2::Instance'] }, /TagFilters is a list/],
    ['with no tags', { TagFilters: [] }, /TagFilters is a list/],
    ['with no types', { TagFilters, ResourceTypeFilters: [] }, /ResourceTypeFilters is a list/],
    ['by a type of EC2', { TagFilters, ResourceTypeFilters: ['instance'] }, /ResourceTypeFilters is a list/],
    ['by a tag without a key', { TagFilters: [{ Values: ['a'] }] }, /TagFilters is a list/],
    ['by a value that is a number', { TagFilters: [{ Key: 'a', Values: [1] }] }, /TagFilters is a list/],
    ['by half a character', { TagFilters: [{ Key: 'a', Values: ['\ud800'] }] }, /TagFilters is a list/],
    ['by a NUL', { TagFilters: [{ Key: 'a\0' }] }, /TagFilters is a list/],
    ['by a key twice', { TagFilters: [{ Key: 'a' }, { Key: 'a' }] }, /tag key "a" has two filters/],
  ];
  for (const [what, query, problem] of table)
    test(what, () => {
      const parsed = parse(query);
      assert.match(parsed.ok ? '' : parsed.problem, /^Query not valid: /);
      assert.match(parsed.ok ? '' : parsed.problem, problem);
    });
  test('that is no JSON', () => assert.equal(parseTagQuery('{').ok, false));
});

test('whatever is given is read or refused', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => typeof parseTagQuery(text).ok === 'boolean'));
});
