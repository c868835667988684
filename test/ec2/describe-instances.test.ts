import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DescribeInstancesRequest } from '@aws-sdk/client-ec2';
import { describeInstanceStatus } from '../../src/operations/ec2/instances/describe-instance-status.ts';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { instanceFilters } from '../../src/operations/ec2/instances/instance-filters.ts';
import { stopInstances } from '../../src/operations/ec2/instances/stop-instances.ts';
import { terminateInstances } from '../../src/operations/ec2/instances/terminate-instances.ts';
import { type Cloud, faultOf, givenCloud, LINUX, LINUX_ARM, OTHER_ACCOUNT } from './launching.ts';

const named = (Value: string) => [{ ResourceType: 'instance' as const, Tags: [{ Key: 'Name', Value }] }];
const filter = (Name: string, ...Values: string[]) => [{ Name, Values }];

async function idsOf(cloud: Cloud, request: DescribeInstancesRequest): Promise<string[]> {
  const { Reservations } = await cloud.call(describeInstances, request);
  return Reservations!.flatMap((reservation) => reservation.Instances!.map((instance) => instance.InstanceId!));
}

const launched = async (cloud: Cloud, request: object): Promise<string[]> =>
  (await cloud.launch(request)).Instances!.map((instance) => instance.InstanceId!);

describe('pages', () => {
  test('hold every machine once, whatever comes and goes between them', async () => {
    const cloud = await givenCloud();
    const first = await launched(cloud, { MinCount: 7, MaxCount: 7 });
    const seen: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await cloud.call(describeInstances, { MaxResults: 5, NextToken });
      const ids = page.Reservations!.flatMap((reservation) => reservation.Instances!.map((i) => i.InstanceId!));
      assert.ok(ids.length <= 5);
      seen.push(...ids);
      if (!NextToken) seen.push(...(await launched(cloud, {})).slice(1));
      NextToken = page.NextToken;
    } while (NextToken);
    assert.equal(new Set(seen).size, seen.length);
    assert.deepEqual(seen.slice(0, 7), first);
    assert.equal(seen.length, 8);
  });

  test('end where there is nothing more', async () => {
    const cloud = await givenCloud();
    await launched(cloud, { MinCount: 5, MaxCount: 5 });
    assert.equal((await cloud.call(describeInstances, { MaxResults: 5 })).NextToken, undefined);
  });

  test('go on under filters', async () => {
    const cloud = await givenCloud();
    for (const type of ['m5.large', 'm5.xlarge', 'm5.large'])
      await launched(cloud, { InstanceType: type, MinCount: 4, MaxCount: 4 });
    const request = { MaxResults: 5, Filters: filter('instance-type', 'm5.l*') };
    const first = await cloud.call(describeInstances, request);
    const second = await cloud.call(describeInstances, { ...request, NextToken: first.NextToken });
    assert.deepEqual(
      [first, second].map(({ Reservations }) => Reservations!.map((r) => r.Instances!.length)),
      [[4, 1], [3]],
    );
    assert.equal(second.NextToken, undefined);
  });

  test('take no token of another list, none that is made up, and no ids', async () => {
    const cloud = await givenCloud();
    const [id] = await launched(cloud, { MinCount: 6, MaxCount: 6 });
    const { NextToken } = await cloud.call(describeInstances, { MaxResults: 5 });
    const other = { MaxResults: 5, NextToken, Filters: filter('instance-state-name', 'pending') };
    await assert.rejects(cloud.call(describeInstances, other), faultOf('InvalidMember'));
    await assert.rejects(cloud.call(describeInstanceStatus, { MaxResults: 5, NextToken }), faultOf('InvalidMember'));
    await assert.rejects(cloud.call(describeInstances, { NextToken: 'x' }), faultOf('InvalidMember'));
    await assert.rejects(
      cloud.call(describeInstances, { InstanceIds: [id!], MaxResults: 5 }),
      faultOf('InvalidParameterCombination', 'The parameter instancesSet cannot be used with the parameter maxResults'),
    );
  });
});

describe('what is chosen', () => {
  test('ids that are there', async () => {
    const cloud = await givenCloud();
    const [a, b] = await launched(cloud, { MinCount: 3, MaxCount: 3 });
    assert.deepEqual(await idsOf(cloud, { InstanceIds: [b!, a!, b!] }), [a, b]);
    assert.deepEqual(await idsOf(cloud, { InstanceIds: [a!], Filters: filter('instance-id', b!) }), []);
    await assert.rejects(
      idsOf(cloud, { InstanceIds: [a!, 'i-00000000000000001', 'i-00000000000000002'] }),
      faultOf('InvalidInstanceID.NotFound', "The instance IDs 'i-00000000000000001, i-00000000000000002' do not exist"),
    );
    await assert.rejects(idsOf(cloud, { InstanceIds: ['x'] }), faultOf('InvalidInstanceID.Malformed'));
  });

  test('machines of the account and the Region', async () => {
    const cloud = await givenCloud();
    const [id] = await launched(cloud, {});
    for (const as of [{ accountId: OTHER_ACCOUNT }, { region: 'eu-west-1' }]) {
      assert.deepEqual((await cloud.call(describeInstances, {}, as)).Reservations, []);
      await assert.rejects(
        cloud.call(describeInstances, { InstanceIds: [id!] }, as),
        faultOf('InvalidInstanceID.NotFound'),
      );
    }
  });

  test('machines that match every filter by one of its values', async () => {
    const cloud = await givenCloud();
    await cloud.keyPairs('key');
    const [web] = await launched(cloud, { TagSpecifications: named('web-1'), SubnetId: undefined });
    const [db] = await launched(cloud, {
      TagSpecifications: named('db'),
      InstanceType: 'm5.xlarge',
      Placement: { Tenancy: 'dedicated' },
    });
    const [arm] = await launched(cloud, {
      ImageId: LINUX_ARM,
      InstanceType: 'm6g.large',
      KeyName: 'key',
      TagSpecifications: named('a*b_50%'),
    });
    await cloud.settle(web!, db!, arm!);
    await cloud.call(stopInstances, { InstanceIds: [db!] });
    const { Reservations } = await cloud.call(describeInstances, { InstanceIds: [web!] });
    const [{ ReservationId, Instances }] = Reservations as [
      { ReservationId: string; Instances: { NetworkInterfaces: { MacAddress: string }[]; PrivateIpAddress: string }[] },
    ];
    const expected: [string, string[], string[]][] = [
      ['instance-state-name', ['running'], [web!, arm!]],
      ['instance-state-name', ['stopp*', 'running'], [web!, db!, arm!]],
      ['instance-state-code', ['64'], [db!]],
      ['instance-type', ['m5.xlarge', 'm6g.large'], [db!, arm!]],
      ['image-id', [LINUX], [web!, db!]],
      ['reservation-id', [ReservationId], [web!]],
      ['owner-id', ['111111111111'], [web!, db!, arm!]],
      ['tenancy', ['dedicated'], [db!]],
      ['architecture', ['arm64'], [arm!]],
      ['key-name', ['key'], [arm!]],
      ['tag:Name', ['web-1'], [web!]],
      ['tag:Name', ['web-*', 'd?'], [web!, db!]],
      ['tag:Name', ['WEB-1'], []],
      ['tag-key', ['Name'], [web!, db!, arm!]],
      ['tag-value', ['db'], [db!]],
      ['tag:Name', ['a\\*b_*%', 'nothing'], [arm!]],
      ['tag:Name', ['a\\*b?5*'], [arm!]],
      ['tag:Name', ['a%', 'a\\*b__50%'], []],
      ['private-ip-address', [Instances[0]!.PrivateIpAddress], [web!]],
      ['network-interface.mac-address', [Instances[0]!.NetworkInterfaces[0]!.MacAddress], [web!]],
      ['launch-time', ['20*'], [web!, db!, arm!]],
      ['instance-lifecycle', ['spot'], []],
    ];
    for (const [name, values, ids] of expected)
      assert.deepEqual(await idsOf(cloud, { Filters: filter(name, ...values) }), ids, name);
    const both = [...filter('tag:Name', 'web-1', 'db'), ...filter('instance-state-name', 'stopping')];
    assert.deepEqual(await idsOf(cloud, { Filters: both }), [db]);
    const twice = [...filter('instance-type', 'm5.large'), ...filter('instance-type', 'm5.xlarge')];
    assert.deepEqual(await idsOf(cloud, { Filters: twice }), []);
    await assert.rejects(
      idsOf(cloud, { Filters: filter('size', 'large') }),
      faultOf('InvalidParameterValue', "The filter 'size' is invalid"),
    );
  });

  test('every filter can be asked of every machine', async () => {
    const cloud = await givenCloud();
    const [live, gone] = await launched(cloud, { MinCount: 2, MaxCount: 2 });
    await cloud.call(terminateInstances, { InstanceIds: [gone!] });
    await cloud.settle(gone!);
    const names = Object.keys(instanceFilters.accessors);
    assert.ok(names.length > 120);
    for (const name of names) {
      const found = await idsOf(cloud, { Filters: filter(name, '*') });
      assert.ok(
        found.every((id) => id === live || id === gone),
        name,
      );
    }
  });
});

test('the status lists running machines, and all where all are asked for', async () => {
  const cloud = await givenCloud();
  const [running, pending, stopping] = await launched(cloud, { MinCount: 3, MaxCount: 3 });
  await cloud.settle(running!, stopping!);
  await cloud.call(stopInstances, { InstanceIds: [stopping!] });
  const statuses = async (request: object) =>
    (await cloud.call(describeInstanceStatus, request)).InstanceStatuses!.map((s) => [
      s.InstanceId,
      s.InstanceStatus!.Status,
      s.SystemStatus!.Status,
    ]);
  assert.deepEqual(await statuses({}), [[running, 'ok', 'ok']]);
  assert.deepEqual(await statuses({ InstanceIds: [pending!] }), []);
  assert.deepEqual(await statuses({ Filters: filter('instance-state-name', 'stopping') }), []);
  assert.deepEqual(await statuses({ IncludeAllInstances: true }), [
    [running, 'ok', 'ok'],
    [pending, 'initializing', 'initializing'],
    [stopping, 'not-applicable', 'not-applicable'],
  ]);
  assert.deepEqual(
    await statuses({ IncludeAllInstances: true, Filters: filter('instance-status.status', 'initializing') }),
    [[pending, 'initializing', 'initializing']],
  );
  await assert.rejects(statuses({ Filters: filter('image-id', LINUX) }), faultOf('InvalidParameterValue'));
});
