import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OTHER_ACCOUNT } from '../example-facts.ts';
import type { Wire } from '../json-service.ts';
import { startWorld } from './world.ts';

const world = await startWorld();
const INVALID = /^InvalidParameterValueException 400: /;
const tagsOf = async (ResourceArn: string): Promise<Wire> =>
  (await world.call('ListTagsForResource', { ResourceArn })).Tags;
const tag = (ResourceArn: string, ...Tags: object[]) => world.call('TagResource', { ResourceArn, Tags });
const tags = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({ Key: `key-${from + n}`, Value: 'v' }));

test('tags are set, replaced, listed by key and removed', async () => {
  const arn = await world.create({ Tags: [{ Key: 'b', Value: '1' }] });
  assert.deepEqual(await tag(arn, { Key: 'a', Value: '2' }, { Key: 'b', Value: '3' }, { Key: 'c' }), {});
  const all = [
    { Key: 'a', Value: '2' },
    { Key: 'b', Value: '3' },
    { Key: 'c', Value: '' },
  ];
  assert.deepEqual(await tagsOf(arn), all);
  assert.deepEqual((await world.call('GetLicenseConfiguration', { LicenseConfigurationArn: arn })).Tags, all);
  assert.deepEqual(await world.call('UntagResource', { ResourceArn: arn, TagKeys: ['a', 'c', 'never'] }), {});
  assert.deepEqual(await tagsOf(arn), [{ Key: 'b', Value: '3' }]);
});

test('a license configuration has no tags until it is given some', async () => {
  assert.deepEqual(await tagsOf(await world.create()), []);
});

test('50 tags are the limit, replaced ones not counted, also when two requests come at once', async () => {
  const arn = await world.create({ Tags: tags(0, 40) });
  const both = await Promise.allSettled([tag(arn, ...tags(40, 8)), tag(arn, ...tags(60, 8))]);
  assert.deepEqual(both.map((result) => result.status).toSorted(), ['fulfilled', 'rejected']);
  await tag(arn, ...tags(0, 40));
  assert.equal((await tagsOf(arn)).length, 48);
  const answer = await world.refusal('TagResource', { ResourceArn: arn, Tags: tags(90, 3) });
  assert.match(answer, /^InvalidParameterValueException 400: .*50 tags; with these it would have 51/);
  assert.equal((await tagsOf(arn)).length, 48);
});

describe('refused is', async () => {
  const arn = await world.create();
  const table: [what: string, input: object][] = [
    ['a missing list of tags', {}],
    ['a tag without a key', { Tags: [{ Value: 'v' }] }],
    ['an empty key', { Tags: [{ Key: '', Value: 'v' }] }],
    ['a key of 129', { Tags: [{ Key: 'k'.repeat(129), Value: 'v' }] }],
    ['a value of 257', { Tags: [{ Key: 'k', Value: 'v'.repeat(257) }] }],
    ['a control character', { Tags: [{ Key: 'k\n', Value: 'v' }] }],
    ['a key of AWS', { Tags: [{ Key: 'aws:k', Value: 'v' }] }],
    [
      'a key twice',
      {
        Tags: [
          { Key: 'k', Value: 'v' },
          { Key: 'k', Value: 'v' },
        ],
      },
    ],
    ['51 tags', { Tags: tags(0, 51) }],
  ];
  for (const [what, input] of table)
    test(what, async () => assert.match(await world.refusal('TagResource', { ResourceArn: arn, ...input }), INVALID));

  const keys: [what: string, input: object][] = [
    ['a missing list of keys', {}],
    ['an empty key to remove', { TagKeys: [''] }],
    ['a key of 129 to remove', { TagKeys: ['k'.repeat(129)] }],
    ['51 keys to remove', { TagKeys: Array(51).fill('k') }],
  ];
  for (const [what, input] of keys)
    test(what, async () => assert.match(await world.refusal('UntagResource', { ResourceArn: arn, ...input }), INVALID));
});

describe('a resource that is none of the account’s license configurations', async () => {
  const own = await world.create();
  const foreign = await world.create({}, { accountId: OTHER_ACCOUNT });
  const deleted = await world.create();
  await world.call('DeleteLicenseConfiguration', { LicenseConfigurationArn: deleted });
  const table: [what: string, arn: string | undefined][] = [
    ['missing', undefined],
    ['another account’s', foreign],
    ['deleted', deleted],
    ['a grant', own.replace('license-configuration:lic-', 'grant:g-')],
    ['no ARN', 'database'],
  ];
  for (const [what, ResourceArn] of table)
    test(what, async () => {
      assert.match(await world.refusal('TagResource', { ResourceArn, Tags: tags(0, 1) }), INVALID);
      assert.match(await world.refusal('UntagResource', { ResourceArn, TagKeys: ['k'] }), INVALID);
      assert.match(await world.refusal('ListTagsForResource', { ResourceArn }), INVALID);
    });
});
