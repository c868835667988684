import assert from 'node:assert/strict';
import { test } from 'node:test';
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
