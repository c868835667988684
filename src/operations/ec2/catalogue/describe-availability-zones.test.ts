import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DescribeAvailabilityZonesRequest } from '@aws-sdk/client-ec2';
import type { RequestContext } from '../../../operation.ts';
import { describeAvailabilityZones } from './describe-availability-zones.ts';

const context = { accountId: '111122223333', region: 'us-west-2' } as RequestContext;
const zones = async (request: DescribeAvailabilityZonesRequest) =>
  (await describeAvailabilityZones.handle(request, context)).AvailabilityZones!;
const names = async (request: DescribeAvailabilityZonesRequest) => (await zones(request)).map((zone) => zone.ZoneName);

test('the zones of the Region are listed', async () => {
  assert.deepEqual(await names({}), ['us-west-2a', 'us-west-2b', 'us-west-2c']);
  assert.deepEqual((await zones({}))[1], {
    OptInStatus: 'opt-in-not-required',
    Messages: [],
    RegionName: 'us-west-2',
    ZoneName: 'us-west-2b',
    ZoneId: 'usw2-az2',
    GroupName: 'us-west-2-zg-1',
    NetworkBorderGroup: 'us-west-2',
    ZoneType: 'availability-zone',
    State: 'available',
  });
});

test('names, ids and filters choose zones', async () => {
  assert.deepEqual(await names({ ZoneNames: ['us-west-2c'] }), ['us-west-2c']);
  assert.deepEqual(await names({ ZoneIds: ['usw2-az1'] }), ['us-west-2a']);
  assert.deepEqual(await names({ Filters: [{ Name: 'zone-id', Values: ['usw2-az3'] }] }), ['us-west-2c']);
  assert.deepEqual(await names({ Filters: [{ Name: 'opt-in-status', Values: ['not-opted-in'] }] }), []);
});

test('a zone of another Region is a fault', async () => {
  for (const request of [{ ZoneNames: ['us-east-1a'] }, { ZoneIds: ['use1-az1'] }])
    await assert.rejects(zones(request), { code: 'InvalidParameterValue' });
});
