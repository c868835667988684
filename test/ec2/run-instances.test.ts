import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RunInstancesRequest } from '@aws-sdk/client-ec2';
import { sql } from 'kysely';
import { pino } from 'pino';
import { defaultNetwork } from '../../src/domain/networks/network.ts';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { terminateInstances } from '../../src/operations/ec2/instances/terminate-instances.ts';
import { ACCOUNT, faultOf, givenCloud, LINUX, OTHER_ACCOUNT, REGION, specify, WINDOWS } from './launching.ts';

describe('how many are launched', () => {
  test('as many as the licenses allow, from MinCount to MaxCount', async () => {
    const cloud = await givenCloud();
    const arn = await cloud.license({ licenseCount: 5, hardLimit: true });
    const { Instances } = await cloud.launch({ MinCount: 1, MaxCount: 4, LicenseSpecifications: specify(arn) });
    assert.deepEqual(
      Instances!.map((instance) => instance.AmiLaunchIndex),
      [0, 1],
    );
    assert.equal(await cloud.consumed(arn), 4);
  });

  test('none where MinCount cannot be met', async () => {
    const cloud = await givenCloud();
    const arn = await cloud.license({ licenseCount: 5, hardLimit: true });
    await assert.rejects(
      cloud.launch({ MinCount: 3, MaxCount: 4, LicenseSpecifications: specify(arn) }),
      faultOf('LicenseUsageFailure', /^No licenses available\..* needs 6/),
    );
    assert.equal(await cloud.consumed(arn), 0);
  });

  test('several licenses are taken together or not at all', async () => {
    const cloud = await givenCloud();
    const [vcpus, instances] = [
      await cloud.license({ licenseCount: 100, hardLimit: true }),
      await cloud.license({ countingType: 'Instance', licenseCount: 1, hardLimit: true }),
    ];
    const both = { LicenseSpecifications: specify(vcpus, instances) };
    await assert.rejects(cloud.launch({ ...both, MinCount: 2, MaxCount: 2 }), faultOf('LicenseUsageFailure'));
    assert.deepEqual([await cloud.consumed(vcpus), await cloud.consumed(instances)], [0, 0]);
    await cloud.launch({ ...both, MinCount: 1, MaxCount: 2 });
    assert.deepEqual([await cloud.consumed(vcpus), await cloud.consumed(instances)], [2, 1]);
  });

  test('past a soft limit, with a line in the log', async () => {
    const cloud = await givenCloud();
    const arn = await cloud.license({ licenseCount: 1 });
    const lines: { level: number; consumed?: number; licenseCount?: number }[] = [];
    const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) });
    await cloud.launch({ LicenseSpecifications: specify(arn) }, { log });
    assert.deepEqual(
      lines.map(({ level, consumed, licenseCount }) => [level, consumed, licenseCount]),
      [[40, 2, 1]],
    );
  });

  test('many at once never pass a hard limit', async () => {
    const cloud = await givenCloud();
    const arn = await cloud.license({ licenseCount: 14, hardLimit: true });
    const launches = Array.from({ length: 20 }, () => cloud.launch({ LicenseSpecifications: specify(arn) }));
    const settled = await Promise.allSettled(launches);
    assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 7);
    assert.equal(await cloud.consumed(arn), 14);
  });
});

describe('what is counted', () => {
  test('CPU options under honorVcpuOptimization only', async () => {
    const cloud = await givenCloud();
    const [asLaunched, asTyped] = [
      await cloud.license({ ruleTexts: ['#honorVcpuOptimization=True'] }),
      await cloud.license(),
    ];
    await cloud.launch({
      InstanceType: 'm5.2xlarge',
      CpuOptions: { CoreCount: 2, ThreadsPerCore: 1 },
      LicenseSpecifications: specify(asLaunched, asTyped),
    });
    assert.deepEqual([await cloud.consumed(asLaunched), await cloud.consumed(asTyped)], [2, 8]);
  });

  test('licenses of the request or its template together with those of the image, each once', async () => {
    const cloud = await givenCloud();
    const [ofImage, ofTemplate, ofRequest] = [await cloud.license(), await cloud.license(), await cloud.license()];
    await cloud.tieImage(LINUX, ofImage);
    const { id } = await cloud.template({ LicenseSpecifications: specify(ofTemplate, ofImage) });
    const LaunchTemplate = { LaunchTemplateId: id };
    const licensesOf = async (request: Partial<RunInstancesRequest>) =>
      (await cloud.launch(request)).Instances![0]!.Licenses!.map((license) => license.LicenseConfigurationArn).sort();
    assert.deepEqual(await licensesOf({}), [ofImage]);
    assert.deepEqual(await licensesOf({ LaunchTemplate }), [ofImage, ofTemplate].sort());
    assert.deepEqual(
      await licensesOf({ LaunchTemplate, LicenseSpecifications: specify(ofRequest) }),
      [ofImage, ofRequest].sort(),
    );
    assert.deepEqual(
      [await cloud.consumed(ofImage), await cloud.consumed(ofTemplate), await cloud.consumed(ofRequest)],
      [6, 2, 2],
    );
  });

  test('a disabled license refuses whoever names it and lets its images launch untracked', async () => {
    const cloud = await givenCloud();
    const arn = await cloud.license();
    await cloud.tieImage(LINUX, arn);
    await sql`UPDATE license_configuration SET status = 'DISABLED'`.execute(cloud.db);
    await assert.rejects(
      cloud.launch({ LicenseSpecifications: specify(arn) }),
      faultOf('LicenseUsageFailure', /is disabled/),
    );
    const { Instances } = await cloud.launch();
    assert.deepEqual(Instances![0]!.Licenses, []);
  });

  test('a license of another account is not visible', async () => {
    const cloud = await givenCloud();
    const arn = await cloud.license({ accountId: OTHER_ACCOUNT });
    await assert.rejects(
      cloud.launch({ LicenseSpecifications: specify(arn) }),
      faultOf('InvalidLicenseConfigurationId.NotFound'),
    );
  });
});

describe('launch templates', () => {
  test('give what the request leaves out, and mark the machines', async () => {
    const cloud = await givenCloud();
    await cloud.keyPairs('old', 'template', 'request');
    const { id, name } = await cloud.template(
      { ImageId: WINDOWS, InstanceType: 'm5.large', KeyName: 'old' },
      { ImageId: WINDOWS, InstanceType: 'm5.xlarge', KeyName: 'template', Placement: { Tenancy: 'dedicated' } },
    );
    const launch = async (request: Partial<RunInstancesRequest>) =>
      (await cloud.launch({ ImageId: undefined, InstanceType: undefined, ...request })).Instances![0]!;

    const byDefault = await launch({ LaunchTemplate: { LaunchTemplateName: name } });
    assert.deepEqual([byDefault.InstanceType, byDefault.KeyName, byDefault.Platform], ['m5.large', 'old', 'windows']);
    assert.deepEqual(byDefault.Tags, [
      { Key: 'aws:ec2launchtemplate:id', Value: id },
      { Key: 'aws:ec2launchtemplate:version', Value: '1' },
    ]);
    const latest = await launch({
      LaunchTemplate: { LaunchTemplateId: id, Version: '$Latest' },
      KeyName: 'request',
      Placement: { AvailabilityZone: 'us-east-1b', Tenancy: '' as never },
    });
    assert.deepEqual([latest.InstanceType, latest.KeyName], ['m5.xlarge', 'request']);
    assert.deepEqual([latest.Placement!.Tenancy, latest.Placement!.AvailabilityZone], ['dedicated', 'us-east-1b']);
    assert.equal(latest.Tags!.find((tag) => tag.Key === 'aws:ec2launchtemplate:version')!.Value, '2');
  });

  test('are checked like a request once something is launched', async () => {
    const cloud = await givenCloud();
    const launch = async (data: object) =>
      cloud.launch({ LaunchTemplate: { LaunchTemplateId: (await cloud.template(data)).id } });
    await assert.rejects(
      launch({ Placement: { Tenancy: 'shared' } }),
      faultOf('InvalidParameterValue', /Placement\.Tenancy/),
    );
    await assert.rejects(
      launch({ InstanceMarketOptions: { MarketType: 'capacity-block' } }),
      faultOf('UnsupportedOperation'),
    );
    await assert.rejects(
      launch({ UserData: Buffer.alloc(16_385).toString('base64') }),
      faultOf('InvalidParameterValue', 'User data is limited to 16384 bytes'),
    );
  });

  test('need the version that is asked for', async () => {
    const cloud = await givenCloud();
    const { id } = await cloud.template({});
    await assert.rejects(
      cloud.launch({ LaunchTemplate: { LaunchTemplateId: id, Version: '3' } }),
      faultOf(
        'InvalidLaunchTemplateId.VersionNotFound',
        `Could not find the specified version 3 for the launch template with ID ${id}.`,
      ),
    );
  });
});

describe('a client token', () => {
  test('answers what it answered, with the machines as they are now', async () => {
    const cloud = await givenCloud();
    const arn = await cloud.license({ licenseCount: 2, hardLimit: true });
    const request = {
      ClientToken: 'once',
      LicenseSpecifications: specify(arn),
      TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'Name', Value: 'a' }] }],
    };
    const first = await cloud.launch(request);
    await cloud.settle(first.Instances![0]!.InstanceId!);
    const { InstanceType, ...rest } = { InstanceType: 'm5.large' as const, ...request };
    const again = await cloud.launch({ ...rest, InstanceType }); // the order of members is nothing to it
    assert.equal(again.ReservationId, first.ReservationId);
    const [before, after] = [first.Instances![0]!, again.Instances![0]!];
    assert.deepEqual(after, { ...before, State: { Code: 16, Name: 'running' } });
    assert.equal(await cloud.consumed(arn), 2);
  });

  test('answers also when its launch template is gone', async () => {
    const cloud = await givenCloud();
    await cloud.keyPairs('k');
    const { id } = await cloud.template({ KeyName: 'k' });
    const request = { ClientToken: 'once', LaunchTemplate: { LaunchTemplateId: id } };
    const first = await cloud.launch(request);
    await sql`DELETE FROM launch_template`.execute(cloud.db);
    assert.equal((await cloud.launch(request)).ReservationId, first.ReservationId);
    await assert.rejects(cloud.launch({ ...request, KeyName: 'other' }), faultOf('IdempotentParameterMismatch'));
    await assert.rejects(cloud.launch({ ...request, ClientToken: 'new' }), faultOf('InvalidLaunchTemplateId.NotFound'));
  });

  test('is of one account, and launches once however often it comes at once', async () => {
    const cloud = await givenCloud();
    const launches = await Promise.all(Array.from({ length: 8 }, () => cloud.launch({ ClientToken: 'once' })));
    assert.equal(new Set(launches.map((launch) => launch.ReservationId)).size, 1);
    const elsewhere = await cloud.launch({ ClientToken: 'once' }, { accountId: OTHER_ACCOUNT });
    assert.notEqual(elsewhere.ReservationId, launches[0]!.ReservationId);
  });

  test('of machines that are gone for good says so', async () => {
    const cloud = await givenCloud();
    await cloud.launch({ ClientToken: 'once' });
    await sql`DELETE FROM instance`.execute(cloud.db);
    await assert.rejects(cloud.launch({ ClientToken: 'once' }), faultOf('IdempotentInstanceTerminated'));
  });
});

test('a dry run tells whether the licenses suffice, and changes nothing', async () => {
  const cloud = await givenCloud();
  const arn = await cloud.license({ licenseCount: 2, hardLimit: true });
  const request = { DryRun: true, ClientToken: 'dry', LicenseSpecifications: specify(arn) };
  const succeeded = (error: { code: string; status: number }) =>
    error.code === 'DryRunOperation' && error.status === 412;
  await assert.rejects(cloud.launch(request), succeeded);
  await assert.rejects(cloud.launch({ ...request, MinCount: 2, MaxCount: 2 }), faultOf('LicenseUsageFailure'));
  assert.equal(await cloud.consumed(arn), 0);
  const real = await cloud.launch({ ...request, DryRun: false });
  assert.equal(real.Instances!.length, 1, 'the dry run did not use up the token');
  await assert.rejects(cloud.launch(request), succeeded, 'nor does one that comes later contradict it');
});

test('a lowered limit blocks launches until enough is given back', async () => {
  const cloud = await givenCloud();
  const arn = await cloud.license({ licenseCount: 6, hardLimit: true });
  const { Instances } = await cloud.launch({ MinCount: 3, MaxCount: 3, LicenseSpecifications: specify(arn) });
  await sql`UPDATE license_configuration SET license_count = 4, consumed_ceiling = 6`.execute(cloud.db);
  const again = () => cloud.launch({ LicenseSpecifications: specify(arn) });
  await assert.rejects(again(), faultOf('LicenseUsageFailure', /0 of 4 vCPUs left \(6 are in use\)/));
  const ids = Instances!.map((instance) => instance.InstanceId!);
  await cloud.call(terminateInstances, { InstanceIds: ids.slice(0, 2) });
  await assert.rejects(again(), faultOf('LicenseUsageFailure'), 'machines that shut down still count');
  await cloud.settle(...ids);
  await again();
  assert.equal(await cloud.consumed(arn), 4);
});

test('a machine is described with all that was asked for', async () => {
  const cloud = await givenCloud();
  await cloud.keyPairs('key');
  const { securityGroupId, subnets, vpcId } = defaultNetwork(ACCOUNT, REGION);
  const launched = await cloud.launch({
    ImageId: WINDOWS,
    UserData: Buffer.from('hello').toString('base64'),
    KeyName: 'key',
    Monitoring: { Enabled: true },
    EbsOptimized: true,
    IamInstanceProfile: { Name: 'web' },
    NetworkInterfaces: [
      { DeviceIndex: 0, SubnetId: subnets[1]!.subnetId, Groups: [securityGroupId], AssociatePublicIpAddress: false },
    ],
    MetadataOptions: { HttpTokens: 'required' },
    BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { VolumeSize: 100 } }],
    CpuOptions: { CoreCount: 1, ThreadsPerCore: 1 },
    CapacityReservationSpecification: { CapacityReservationPreference: 'none' },
  });
  const instance = launched.Instances![0]!;
  assert.equal(instance.Platform, 'windows');
  assert.equal(instance.Placement!.AvailabilityZone, 'us-east-1b');
  assert.deepEqual(instance.CpuOptions, { CoreCount: 1, ThreadsPerCore: 1, NestedVirtualization: undefined });
  assert.deepEqual(instance.State, { Code: 0, Name: 'pending' });
  assert.equal(instance.Monitoring!.State, 'enabled');
  assert.equal(instance.IamInstanceProfile!.Arn, `arn:aws:iam::${ACCOUNT}:instance-profile/web`);
  assert.deepEqual([instance.MetadataOptions!.State, instance.MetadataOptions!.HttpTokens], ['applied', 'required']);
  assert.deepEqual(
    instance.BlockDeviceMappings!.map((m) => [m.DeviceName, m.Ebs!.DeleteOnTermination]),
    [
      ['/dev/sda1', true],
      ['/dev/sdf', false],
    ],
  );
  assert.deepEqual(instance.SecurityGroups, [{ GroupId: securityGroupId, GroupName: 'default' }]);
  assert.deepEqual(
    [instance.VpcId, instance.SubnetId, instance.PublicIpAddress],
    [vpcId, subnets[1]!.subnetId, undefined],
  );
  assert.equal(instance.NetworkInterfaces![0]!.Attachment!.DeviceIndex, 0);
  assert.equal(instance.NetworkInterfaces![0]!.PrivateIpAddress, instance.PrivateIpAddress);
  assert.equal(instance.CapacityReservationSpecification!.CapacityReservationPreference, 'none');

  const { Reservations } = await cloud.call(describeInstances, { InstanceIds: [instance.InstanceId!] });
  assert.deepEqual(Reservations, [launched], 'and described the same when it is asked for again');
});
