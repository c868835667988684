import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DescribeInstanceTypeOfferingsRequest } from '@aws-sdk/client-ec2';
import type { RequestContext } from '../../../operation.ts';
import { describeInstanceTypeOfferings } from './describe-instance-type-offerings.ts';

const context = { accountId: '111122223333', region: 'us-east-1' } as RequestContext;
const ask = (request: DescribeInstanceTypeOfferingsRequest) => describeInstanceTypeOfferings.handle(request, context);
const m5 = { Name: 'instance-type', Values: ['m5.large'] };

test('the Region is the location unless zones are asked for', async () => {
  const { InstanceTypeOfferings } = await ask({ Filters: [m5] });
  assert.deepEqual(InstanceTypeOfferings, [
    { InstanceType: 'm5.large', LocationType: 'region', Location: 'us-east-1' },
  ]);
});

test('a type is offered in every zone, by name or by id', async () => {
  const locations = async (LocationType: 'availability-zone' | 'availability-zone-id' | 'outpost') =>
    (await ask({ LocationType, Filters: [m5] })).InstanceTypeOfferings!.map((offering) => offering.Location);
  assert.deepEqual(await locations('availability-zone'), ['us-east-1a', 'us-east-1b', 'us-east-1c']);
  assert.deepEqual(await locations('availability-zone-id'), ['use1-az1', 'use1-az2', 'use1-az3']);
  assert.deepEqual(await locations('outpost'), []);
});

test('a location of another Region offers nothing', async () => {
  const elsewhere = { Name: 'location', Values: ['eu-west-1'] };
  assert.deepEqual((await ask({ Filters: [m5, elsewhere] })).InstanceTypeOfferings, []);
});

test('pages in a row hold every offering once', async () => {
  const seen: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ask({ LocationType: 'availability-zone', MaxResults: 1000, NextToken });
    seen.push(...page.InstanceTypeOfferings!.map((offering) => `${offering.InstanceType} ${offering.Location}`));
    NextToken = page.NextToken;
  } while (NextToken);
  assert.equal(seen.length, 3 * 1373);
  assert.equal(new Set(seen).size, seen.length);
});
