import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createGroup } from '../../src/operations/resource-groups/create-group.ts';
import { moveHosts } from '../../src/operations/resource-groups/move-hosts.ts';
import { configuration } from '../resource-groups/world.ts';
import { hostArn, instanceArn, withHosts } from './hosting.ts';
import { ACCOUNT, faultOf, givenCloud, LINUX, REGION, specify } from './launching.ts';

const groupArn = (name: string): string => `arn:aws:resource-groups:${REGION}:${ACCOUNT}:group/${name}`;

/** A cloud of its own, so that no other test's groups are there. */
async function given() {
  const cloud = await givenCloud();
  const hosts = withHosts(cloud);
  const group = async (name: string, parameters: Record<string, string[]>): Promise<string> => {
    const action = 'resource-groups:CreateGroup';
    await cloud.call(createGroup, { Name: name, Configuration: configuration(parameters) }, { action });
    return groupArn(name);
  };
  const put = (arn: string, id: string) =>
    cloud.call(moveHosts('group-hosts'), { Group: arn, ResourceArns: [hostArn(id)] });
  return { cloud, hosts, group, put };
}

const placesOf = ({
  Instances = [],
}: {
  Instances?: { Placement?: { HostId?: string; HostResourceGroupArn?: string } }[];
}) => Instances.map(({ Placement }) => [Placement?.HostId, Placement?.HostResourceGroupArn]);

describe('a launch without a place, with a Core license', () => {
  test('goes into a group of the account: one with room that is paid for, before one that allocates', async () => {
    const { cloud, hosts, group, put } = await given();
    const license = await cloud.license({ countingType: 'Core' });
    await cloud.tieImage(LINUX, license);
    await assert.rejects(
      cloud.launch(),
      faultOf('LicenseUsageFailure', /is counted by Core.*host resource group that allows/),
    );

    const allowed = { 'allowed-host-based-license-configurations': [license] };
    await group('other', {
      'allowed-host-based-license-configurations': [await cloud.license({ countingType: 'Core' })],
    });
    const spare = await group('a-spare', { ...allowed, 'auto-allocate-host': ['true'] });
    const [first] = placesOf(await cloud.launch());
    assert.equal(first![1], spare);
    assert.match(first![0]!, /^h-/);
    assert.equal(await cloud.consumed(license), 48);
    assert.deepEqual(placesOf(await cloud.launch({ Placement: {} })), [first], 'its host has room and is paid for');
    assert.deepEqual(placesOf(await cloud.launch({ Placement: { Tenancy: 'host' } })), [first]);
    assert.equal(await cloud.consumed(license), 48);

    const free = await group('b-free', { ...allowed, 'allowed-host-families': ['c5'] });
    const host = await hosts.allocate({ InstanceFamily: 'c5' });
    await put(free, host);
    assert.deepEqual(
      placesOf(await cloud.launch({ InstanceType: 'c5.large' })),
      [[host, free]],
      'rather than a new host',
    );
  });

  test('is refused where no group of its family has room', async () => {
    const { cloud, group } = await given();
    const license = await cloud.license({ countingType: 'Socket' });
    await group('full', { 'any-host-based-license-configuration': ['true'] });
    const launch = cloud.launch({ LicenseSpecifications: specify(license) });
    await assert.rejects(launch, faultOf('InsufficientHostCapacity'));
    const dedicated = cloud.launch({ LicenseSpecifications: specify(license), Placement: { Tenancy: 'dedicated' } });
    await assert.rejects(dedicated, faultOf('LicenseUsageFailure', /is counted by Socket/));
  });

  test('moved off its host it starts in a group', async () => {
    const { cloud, hosts, group } = await given();
    const license = await cloud.license({ countingType: 'Core' });
    const host = await hosts.allocate();
    const [id] = await hosts.launchOn({ HostId: host }, [license]);
    await hosts.stop(id!);
    await hosts.release(host);
    const arn = await group('spare', {
      'any-host-based-license-configuration': ['true'],
      'auto-allocate-host': ['true'],
    });
    await hosts.start(id!);
    assert.equal((await hosts.instance(id!)).Placement!.HostResourceGroupArn, arn);
  });
});

test('a group that asks for no license takes any machine, and nothing is counted', async () => {
  const { cloud, hosts, group } = await given();
  const option = { 'instance-launch-option': ['LICENSE_CONFIGURATION_NOT_REQUIRED'], 'auto-allocate-host': ['true'] };
  const arn = await group('free', option);
  const [place] = placesOf(await cloud.launch({ Placement: { HostResourceGroupArn: arn } }));
  assert.match(place![0]!, /^h-/);
  assert.equal((await hosts.host(place![0]!)).Instances!.length, 1);
  assert.deepEqual(placesOf(await cloud.launch()), [[undefined, undefined]], 'no license sends it there');
});

describe('a stopped machine', () => {
  test('in a group without a license is told what it can do', async () => {
    const { hosts, group } = await given();
    const arn = await group('strict', {
      'any-host-based-license-configuration': ['true'],
      'auto-allocate-host': ['true'],
    });
    const host = await hosts.allocate();
    const [id] = await hosts.launchOn({ HostId: host });
    await hosts.stop(id!);
    await hosts.place(id!, { HostResourceGroupArn: arn.replace('arn:aws:', 'arn:aws-us-gov:') });
    const text = /i-\w+ has none; tie one to it with UpdateLicenseSpecificationsForResource, take it out/;
    await assert.rejects(hosts.start(id!), faultOf('InvalidParameterCombination', text));
    await assert.rejects(
      hosts.place(id!, { HostResourceGroupArn: 'strict' }),
      faultOf('InvalidParameterValue', /'strict' is no ARN of a host resource group; an ARN is wanted/),
    );
  });
});

test('what a host holds for its machines is not taken off the host, which says for which', async () => {
  const { cloud, hosts } = await given();
  const license = await cloud.license({ countingType: 'Core' });
  const host = await hosts.allocate();
  const [id] = await hosts.launchOn({ HostId: host }, [license]);
  await assert.rejects(
    hosts.untie(hostArn(host), license),
    faultOf('InvalidParameterValueException', new RegExp(`holds it for the machines ${id}\\. Stop them`)),
  );
  await hosts.untie(instanceArn(id!), license);
  await hosts.untie(hostArn(host), license);
});

describe('a Mac', () => {
  const MAC = { InstanceFamily: undefined, InstanceType: 'mac2.metal' } as const;

  test('is filled by one machine, has the processors of its type, and stays for a day', async () => {
    const { hosts } = await given();
    const id = await hosts.allocate(MAC);
    const { HostProperties, AvailableCapacity } = await hosts.host(id);
    assert.deepEqual([HostProperties!.Cores, HostProperties!.TotalVCpus], [4, 8]);
    assert.deepEqual(
      AvailableCapacity!.AvailableInstanceCapacity!.map((one) => one.TotalCapacity),
      [1],
    );
    const { Unsuccessful, Successful } = await hosts.release(id);
    assert.deepEqual(Successful, []);
    assert.equal(Unsuccessful![0]!.Error!.Code, 'Client.HostMinAllocationPeriodUnexpired');
    assert.match(
      Unsuccessful![0]!.Error!.Message!,
      /mac2\.metal hosts must be allocated .* 24 hour\(s\)\. You can release .* after 20/,
    );
  });
});
