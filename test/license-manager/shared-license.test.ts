import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { ACCOUNT, OTHER_ACCOUNT } from '../example-facts.ts';
import type { Wire } from '../json-service.ts';
import { startWorld } from './world.ts';

const world = await startWorld();
const them = { accountId: OTHER_ACCOUNT };
const arn = await world.create({ LicenseCount: 2, LicenseCountHardLimit: true, Tags: [{ Key: 'k', Value: 'v' }] });
const named = { LicenseConfigurationArn: arn };

test('a license configuration is unknown to another account until it is shared', async () => {
  assert.match(await world.refusal('GetLicenseConfiguration', named, them), /Invalid license configuration ARN/);
  assert.deepEqual(await world.call('ListLicenseConfigurations', {}, them), { LicenseConfigurations: [] });
});

test('the account that it is shared with reads the owner’s counts and sees its own use alone', async () => {
  await world.share(arn);
  const [ours] = await world.launched({ licenseConfigurationArns: [arn] });
  const [theirs] = await world.launched({ licenseConfigurationArns: [arn] }, them);
  assert.equal((await world.launch({ licenseConfigurationArns: [arn] }, them)).ok, false);
  const { Tags, ...got } = await world.call('GetLicenseConfiguration', named);
  assert.deepEqual([got.ConsumedLicenses, got.OwnerAccountId, Tags.length], [2, ACCOUNT, 1]);
  assert.deepEqual(await world.call('GetLicenseConfiguration', named, them), got);
  assert.deepEqual((await world.call('ListLicenseConfigurations', {}, them)).LicenseConfigurations, [got]);

  const resources = async (who: object): Promise<Wire> => {
    const usage = await world.call('ListUsageForLicenseConfiguration', named, who);
    const ties = await world.call('ListAssociationsForLicenseConfiguration', named, who);
    return [usage.LicenseConfigurationUsageList, ties.LicenseConfigurationAssociations].map((rows) =>
      rows.map((row: Wire) => row.ResourceArn),
    );
  };
  const both = [ours!, theirs!].toSorted();
  assert.deepEqual(await resources({}), [both.toSorted(byId), both.toSorted(byId)]);
  assert.deepEqual(await resources(them), [[theirs], [theirs]]);

  await world.launch({ licenseConfigurationArns: [arn] });
  const failures = async (who: object) =>
    (await world.call('ListFailuresForLicenseConfigurationOperations', named, who)).LicenseOperationFailureList.length;
  assert.deepEqual([await failures({}), await failures(them)], [2, 1]);
});

const byId = (a: string, b: string): number => (a.slice(-17) < b.slice(-17) ? -1 : 1);

test('only the owner changes, deletes and tags it, and others are told so', async () => {
  const forbidden = /^AuthorizationException 403: .*only its owner/;
  assert.match(await world.refusal('UpdateLicenseConfiguration', { ...named, LicenseCount: 9 }, them), forbidden);
  assert.match(await world.refusal('DeleteLicenseConfiguration', named, them), forbidden);
  assert.match(await world.refusal('TagResource', { ResourceArn: arn, Tags: [] }, them), forbidden);
  assert.match(await world.refusal('UntagResource', { ResourceArn: arn, TagKeys: ['k'] }, them), forbidden);
  assert.match(await world.refusal('ListTagsForResource', { ResourceArn: arn }, them), forbidden);
});

test('lists mix own and shared ones in the order of creation, page by page', async () => {
  const own = await world.create({ Name: 'Own' }, them);
  const second = await world.create({ Name: 'Second' });
  await world.share(second);
  const first = await world.call('ListLicenseConfigurations', { MaxResults: 2 }, them);
  const rest = await world.call('ListLicenseConfigurations', { MaxResults: 2, NextToken: first.NextToken }, them);
  const listed = [first, rest].map((page) =>
    page.LicenseConfigurations.map((license: Wire) => license.LicenseConfigurationArn),
  );
  assert.deepEqual(listed, [[arn, own], [second]]);
});

test('usage and failures of others are looked at a thousand a page, and those of an account found behind them', async () => {
  const large = await world.create({ LicenseCount: 1_201, LicenseCountHardLimit: true });
  await world.share(large);
  const license = { LicenseConfigurationArn: large };
  await world.launched({ licenseConfigurationArns: [large], maxCount: 1_200 });
  const [theirs] = await world.launched({ licenseConfigurationArns: [large] }, them);
  await world.launch({ licenseConfigurationArns: [large] }, them);
  await world.launch({ licenseConfigurationArns: [large] });
  await sql`
    INSERT INTO license_operation_failure (account_id, region, license_configuration_id, resource_id, resource_type,
      resource_owner_id, error_message, failed_at, operation_name, requested_by)
    SELECT account_id, region, license_configuration_id, resource_id, resource_type, resource_owner_id, error_message,
      failed_at, operation_name, requested_by
    FROM (SELECT * FROM license_operation_failure ORDER BY failure_id DESC LIMIT 1) f, generate_series(1, 1000)`.execute(
    world.db,
  );
  const pages = async (
    operation: Parameters<typeof world.call>[0],
    list: string,
    input: object,
    who: object = {},
  ): Promise<Wire[][]> => {
    const found: Wire[][] = [];
    for (let NextToken: string | undefined; found.length === 0 || NextToken; ) {
      const answer = await world.call(operation, { ...license, ...input, NextToken }, who);
      found.push(answer[list]);
      NextToken = answer.NextToken;
    }
    return found;
  };
  const usage = ['ListUsageForLicenseConfiguration', 'LicenseConfigurationUsageList'] as const;
  const Filters = [{ Name: 'resourceAccount', Values: [OTHER_ACCOUNT] }];
  for (const found of [await pages(...usage, { Filters }), await pages(...usage, {}, them)]) {
    assert.equal(found.length, 2);
    assert.deepEqual(
      found.flat().map(({ ResourceArn }) => ResourceArn),
      [theirs],
    );
  }
  const failures = ['ListFailuresForLicenseConfigurationOperations', 'LicenseOperationFailureList'] as const;
  assert.deepEqual(
    (await pages(...failures, {}, them)).map(({ length }) => length),
    [0, 1],
  );
});
