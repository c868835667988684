import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DescribeRegionsRequest } from '@aws-sdk/client-ec2';
import type { RequestContext } from '../../../operation.ts';
import { describeRegions } from './describe-regions.ts';

const context = { accountId: '111122223333', region: 'us-east-1' } as RequestContext;
const regions = async (request: DescribeRegionsRequest) => (await describeRegions.handle(request, context)).Regions!;

test('all Regions are listed, with or without AllRegions', async () => {
  assert.equal((await regions({})).length, 34);
  assert.deepEqual(await regions({ AllRegions: true }), await regions({}));
});

test('a named Region is described', async () => {
  assert.deepEqual(await regions({ RegionNames: ['eu-west-1'] }), [
    { RegionName: 'eu-west-1', Endpoint: 'ec2.eu-west-1.amazonaws.com', OptInStatus: 'opt-in-not-required' },
  ]);
});

test('filters choose Regions', async () => {
  const Filters = [
    { Name: 'opt-in-status', Values: ['opted-in'] },
    { Name: 'region-name', Values: ['eu-*'] },
  ];
  const names = (await regions({ Filters })).map((region) => region.RegionName);
  assert.deepEqual(names, ['eu-central-2', 'eu-south-1', 'eu-south-2']);
});

test('an unknown Region is a fault', async () => {
  await assert.rejects(regions({ RegionNames: ['us-east-1', 'mars-1'] }), {
    code: 'InvalidParameterValue',
    message: 'Invalid region: [mars-1]',
  });
});
