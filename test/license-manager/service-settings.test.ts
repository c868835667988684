import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseTopicArn } from '../../src/domain/notifications/topic.ts';
import { insertTopic } from '../../src/store/topic.ts';
import { ACCOUNT, OTHER_ACCOUNT } from '../example-facts.ts';
import { startWorld } from './world.ts';

const world = await startWorld();
const get = (who = {}) => world.call('GetServiceSettings', {}, who);
const update = (input: object, who = {}) => world.call('UpdateServiceSettings', input, who);
const UNSET = { OrganizationConfiguration: { EnableIntegration: false }, EnableCrossAccountsDiscovery: false };
const topic = `arn:aws:sns:us-east-1:${ACCOUNT}:aws-license-manager-service-alerts`;
const givenTopic = (arn: string) =>
  world.db.transaction().execute((trx) => {
    const { accountId, region, name } = parseTopicArn(arn)!;
    return insertTopic(trx, { arn, accountId, region, name, attributes: {} }, new Date());
  });
await givenTopic(topic);
await givenTopic(`${topic}-2`);
const bucket = 'arn:aws:s3:::aws-license-manager-service-reports';

test('an account that set nothing has neither topic nor bucket nor organization', async () => {
  assert.deepEqual(await get(), UNSET);
});

test('settings are kept one by one, for the account and the Region', async () => {
  assert.deepEqual(await update({ SnsTopicArn: topic }), {});
  assert.deepEqual(await get(), { ...UNSET, SnsTopicArn: topic });
  await update({ S3BucketArn: bucket, EnabledDiscoverySourceRegions: ['eu-west-1', 'us-west-2', 'eu-west-1'] });
  const regions = {
    CrossRegionDiscoveryHomeRegion: 'us-east-1',
    CrossRegionDiscoverySourceRegions: ['eu-west-1', 'us-west-2'],
  };
  assert.deepEqual(await get(), { ...UNSET, SnsTopicArn: topic, S3BucketArn: bucket, ...regions });
  await update({ EnabledDiscoverySourceRegions: [] });
  assert.deepEqual(await get(), { ...UNSET, SnsTopicArn: topic, S3BucketArn: bucket });
  assert.deepEqual(await get({ region: 'eu-west-1' }), UNSET);
  assert.deepEqual(await get({ accountId: OTHER_ACCOUNT }), UNSET);
});

test('what is off can be switched off, and an update of nothing changes nothing', async () => {
  const before = await get();
  await update({ OrganizationConfiguration: { EnableIntegration: false }, EnableCrossAccountsDiscovery: false });
  await update({});
  assert.deepEqual(await get(), before);
});

describe('refused is', () => {
  const INVALID = /^InvalidParameterValueException 400: /;
  const NO_ORGANIZATION = /^ValidationException 400: .* cannot be true: this account is not in an organization/;
  const table: [what: string, input: object, text: RegExp][] = [
    ['a topic of another name', { SnsTopicArn: topic.replace('aws-license', 'license') }, INVALID],
    ['a topic that is none', { SnsTopicArn: bucket }, INVALID],
    [
      'a topic that there is not',
      { SnsTopicArn: `${topic}-none` },
      /^InvalidParameterValueException 400: SnsTopicArn: there is no topic .*-none; CreateTopic/,
    ],
    [
      'a topic of another account',
      { SnsTopicArn: topic.replace(ACCOUNT, OTHER_ACCOUNT) },
      new RegExp(
        `^InvalidParameterValueException 400: .* of account ${OTHER_ACCOUNT} in us-east-1; expected one of account`,
      ),
    ],
    ['a topic of another Region', { SnsTopicArn: topic.replace('us-east-1', 'eu-west-1') }, /in eu-west-1; expected/],
    ['an empty topic', { SnsTopicArn: '' }, INVALID],
    ['a bucket of another name', { S3BucketArn: 'arn:aws:s3:::reports' }, INVALID],
    ['a bucket that is none', { S3BucketArn: 'aws-license-manager-service-reports' }, INVALID],
    ['a link to an organization', { OrganizationConfiguration: { EnableIntegration: true } }, NO_ORGANIZATION],
    ['an organization without the switch', { OrganizationConfiguration: {} }, INVALID],
    ['cross-account discovery, which links one', { EnableCrossAccountsDiscovery: true }, NO_ORGANIZATION],
    ['a Region that is none', { EnabledDiscoverySourceRegions: ['mars-1'] }, INVALID],
  ];
  for (const [what, input, text] of table)
    test(what, async () => {
      const before = await get();
      assert.match(await world.refusal('UpdateServiceSettings', { SnsTopicArn: `${topic}-2`, ...input }), text);
      assert.deepEqual(await get(), before);
    });
});
