import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type AllocateHostsRequest,
  paginateDescribeHosts,
  waitUntilInstanceRunning,
  waitUntilInstanceStopped,
} from '@aws-sdk/client-ec2';
import { aws } from './aws-cli.ts';
import { ec2, licenseManager, region, sts, uniqueName } from './clients.ts';
import { consumed, givenImage, givenLicense, headroom, launch, refused, waiting } from './given.ts';

const ZONE = `${region}a`;

/** A Dedicated Host for m5.large machines: 48 cores, 2 sockets. */
async function givenHost(given: Partial<AllocateHostsRequest> = {}): Promise<string> {
  const { HostIds } = await ec2.allocateHosts({
    AvailabilityZone: ZONE,
    InstanceType: 'm5.large',
    Quantity: 1,
    ...given,
  });
  return HostIds![0]!;
}

const host = async (id: string) => (await ec2.describeHosts({ HostIds: [id] })).Hosts![0]!;

const launchOn = async (HostId: string, license?: string): Promise<string> => {
  const LicenseSpecifications = license ? [{ LicenseConfigurationArn: license }] : [];
  const [id] = await launch({
    ImageId: await givenImage(),
    InstanceType: 'm5.large',
    Placement: { HostId },
    LicenseSpecifications,
  });
  return id!;
};

test('a host is created, read, updated and deleted in the calls of Terraform’s aws_ec2_host', async () => {
  const tags = [{ Key: 'Name', Value: uniqueName('host') }];
  const request: AllocateHostsRequest = {
    AutoPlacement: 'on',
    AvailabilityZone: ZONE,
    ClientToken: uniqueName('terraform'),
    HostRecovery: 'off',
    InstanceFamily: 'c5',
    Quantity: 1,
    TagSpecifications: [{ ResourceType: 'dedicated-host', Tags: tags }],
  };
  const id = await givenHost({ ...request, InstanceType: undefined });
  const created = await host(id);
  assert.equal(created.State, 'available');
  assert.deepEqual([created.AutoPlacement, created.HostRecovery, created.AvailabilityZone], ['on', 'off', ZONE]);
  assert.deepEqual(created.HostProperties, { Cores: 36, Sockets: 2, TotalVCpus: 72, InstanceFamily: 'c5' });
  assert.equal(created.OwnerId, (await sts.getCallerIdentity({})).Account);
  assert.equal(created.OutpostArn, undefined);
  assert.deepEqual(created.Tags, tags);

  const modified = await ec2.modifyHosts({
    HostIds: [id],
    AutoPlacement: 'off',
    HostRecovery: 'on',
    InstanceType: 'c5.xlarge',
  });
  assert.deepEqual([modified.Successful, modified.Unsuccessful], [[id], []]);
  await ec2.deleteTags({ Resources: [id], Tags: [{ Key: 'Name' }] });
  await ec2.createTags({ Resources: [id], Tags: [{ Key: 'stage', Value: 'test' }] });
  const updated = await host(id);
  assert.deepEqual([updated.AutoPlacement, updated.HostRecovery], ['off', 'on']);
  assert.deepEqual(updated.HostProperties, { Cores: 36, Sockets: 2, TotalVCpus: 72, InstanceType: 'c5.xlarge' });
  assert.deepEqual(updated.Tags, [{ Key: 'stage', Value: 'test' }]);

  const released = await ec2.releaseHosts({ HostIds: [id] });
  assert.deepEqual([released.Successful, released.Unsuccessful], [[id], []]);
  assert.equal((await host(id)).State, 'released');
  const again = await ec2.releaseHosts({ HostIds: [id] });
  assert.equal(again.Unsuccessful![0]!.Error!.Code, 'Client.InvalidHostID.NotFound');
});

test('hosts are listed page by page, and by the AWS CLI', async () => {
  const token = uniqueName('seven');
  const { HostIds: ids } = await ec2.allocateHosts({
    AvailabilityZone: ZONE,
    InstanceFamily: 'm5',
    Quantity: 7,
    ClientToken: token,
  });
  const Filter = [{ Name: 'client-token', Values: [token] }];
  const listed: string[] = [];
  for await (const page of paginateDescribeHosts({ client: ec2, pageSize: 5 }, { Filter }))
    listed.push(...page.Hosts!.map(({ HostId }) => HostId!));
  assert.deepEqual(listed.sort(), [...ids!].sort());
  const answer = await aws('ec2', 'describe-hosts', '--host-ids', ids![0]!);
  assert.equal(answer.Hosts[0].HostProperties.TotalVCpus, 96);
});

test('a Core license is taken once for a host, and its hard limit refuses the next one', async () => {
  const license = await givenLicense({ LicenseCountingType: 'Core', LicenseCount: 48 });
  const [one, two] = [await givenHost(), await givenHost()];
  const first = await launchOn(one, license);
  await launchOn(one, license);
  assert.equal(await consumed(license), 48);
  const { LicenseConfigurationUsageList: usage } = await licenseManager.listUsageForLicenseConfiguration({
    LicenseConfigurationArn: license,
  });
  assert.deepEqual(
    usage!.map((row) => [row.ResourceArn!.split('/')[1], row.ResourceType, row.ResourceStatus, row.ConsumedLicenses]),
    [[one, 'EC2_HOST', 'available', 48]],
  );
  assert.match(await refused(launchOn(two, license), 'LicenseUsageFailure'), /^No licenses available\./);

  await waitUntilInstanceRunning(waiting(), { InstanceIds: [first] });
  await ec2.stopInstances({ InstanceIds: [first] });
  await waitUntilInstanceStopped(waiting(), { InstanceIds: [first] });
  await ec2.modifyInstancePlacement({ InstanceId: first, HostId: two, Affinity: 'host' });
  await refused(ec2.startInstances({ InstanceIds: [first] }), 'LicenseUsageFailure');
  await ec2.modifyInstancePlacement({ InstanceId: first, HostId: one });
  await ec2.startInstances({ InstanceIds: [first] });
  assert.equal(await consumed(license), 48);
});

test('a license is tied to a host itself', async () => {
  const license = await givenLicense({ LicenseCountingType: 'Socket', LicenseCount: 2 });
  const id = await givenHost();
  const { Account } = await sts.getCallerIdentity({});
  const ResourceArn = `arn:aws:ec2:${region}:${Account}:dedicated-host/${id}`;
  await licenseManager.updateLicenseSpecificationsForResource({
    ResourceArn,
    AddLicenseSpecifications: [{ LicenseConfigurationArn: license }],
  });
  assert.equal(await consumed(license), 2);
  const { LicenseSpecifications } = await licenseManager.listLicenseSpecificationsForResource({ ResourceArn });
  assert.deepEqual(LicenseSpecifications, [{ LicenseConfigurationArn: license }]);
  await ec2.releaseHosts({ HostIds: [id] });
  assert.equal(await consumed(license), 0);
});

test('what does not fit is refused by name', async () => {
  const id = await givenHost({ InstanceType: 'm5.24xlarge' });
  const ImageId = await givenImage();
  const large = (Placement: object, InstanceType = 'm5.24xlarge') =>
    launch({ ImageId, InstanceType: InstanceType as never, Placement });
  await large({ HostId: id });
  await refused(large({ HostId: id }), 'InsufficientCapacityOnHost');
  await refused(large({ HostId: id }, 'm5.large'), 'IncompatibleHostRequirements');
  await refused(large({ HostId: 'h-0123456789abcdef0' }), 'InvalidHostID.NotFound');
  await refused(large({ HostId: 'host' }), 'InvalidHostID.Malformed');
  await refused(
    ec2.allocateHosts({ AvailabilityZone: ZONE, InstanceType: 't2.micro' }),
    'UnsupportedHostConfiguration',
  );
  const { Unsuccessful } = await ec2.releaseHosts({ HostIds: [id] });
  assert.equal(Unsuccessful![0]!.Error!.Code, 'Client.InvalidHost.Occupied');
});

test('a host that fails recovers to another one, licenses and all', async () => {
  const license = await givenLicense({ LicenseCountingType: 'Core', LicenseCount: 48 });
  const id = await givenHost({ HostRecovery: 'on' });
  const machine = await launchOn(id, license);
  await waitUntilInstanceRunning(waiting(), { InstanceIds: [machine] });
  const printed = await headroom(['fail-host', '--host-id', id]);
  const to = /its machines are on (h-[0-9a-f]{17})/.exec(printed)?.[1];
  assert.ok(to, printed);
  assert.equal((await host(id)).State, 'released-permanent-failure');
  assert.deepEqual(
    (await host(to)).Instances!.map(({ InstanceId }) => InstanceId),
    [machine],
  );
  assert.equal(await consumed(license), 48);
});

test('a host that is rare is found behind an empty page by what the CLI and the SDK do by themselves', async () => {
  const given = [1, 2, 3].map(() =>
    ec2.allocateHosts({ AvailabilityZone: ZONE, InstanceType: 'm5.large', Quantity: 400 }),
  );
  const allocated = await Promise.all(given);
  const ids = allocated.flatMap(({ HostIds }) => HostIds!);
  const listed: string[] = [];
  for await (const { Hosts } of paginateDescribeHosts({ client: ec2 }, {}))
    listed.push(...Hosts!.map(({ HostId }) => HostId!));
  const rare = listed.findLast((id) => ids.includes(id))!;
  const value = uniqueName('rare');
  await ec2.createTags({ Resources: [rare], Tags: [{ Key: 'rare', Value: value }] });
  const Filter = [{ Name: 'tag:rare', Values: [value] }];
  const first = await ec2.describeHosts({ Filter });
  assert.deepEqual(first.Hosts, []);
  assert.ok(first.NextToken);
  const paged: string[] = [];
  for await (const { Hosts } of paginateDescribeHosts({ client: ec2 }, { Filter }))
    paged.push(...Hosts!.map(({ HostId }) => HostId!));
  assert.deepEqual(paged, [rare]);
  const { Hosts } = await aws('ec2', 'describe-hosts', '--filter', `Name=tag:rare,Values=${value}`);
  assert.deepEqual(
    Hosts.map(({ HostId }: { HostId: string }) => HostId),
    [rare],
  );
  for (const { HostIds } of allocated) await ec2.releaseHosts({ HostIds });
});
