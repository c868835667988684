import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import { forgetHosts } from '../../src/jobs/settle-hosts.ts';
import { recount } from '../../src/ledger/recount.ts';
import { getLicenseConfiguration } from '../../src/operations/license-manager/get-license-configuration.ts';
import { listAssociationsForLicenseConfiguration } from '../../src/operations/license-manager/list-associations-for-license-configuration.ts';
import { listLicenseSpecificationsForResource } from '../../src/operations/license-manager/list-license-specifications-for-resource.ts';
import { hostArn, instanceArn, withHosts } from './hosting.ts';
import { type Cloud, faultOf, givenCloud, LINUX_ARM, OTHER_ACCOUNT, specify } from './launching.ts';

let cloud: Cloud;
let hosts: ReturnType<typeof withHosts>;
beforeEach(async () => {
  cloud = await givenCloud();
  hosts = withHosts(cloud);
});

const core = (given: object = {}) => cloud.license({ name: 'SQL Enterprise', countingType: 'Core', ...given });
const socket = (given: object = {}) => cloud.license({ name: 'Hypervisor', countingType: 'Socket', ...given });

/** Every counter agrees with what is consumed. */
const assertCountersAgree = async () => assert.deepEqual((await recount(cloud.db)).differences, []);

describe('Core and Socket licenses', () => {
  test('are counted once a host, from its first tracked machine to its last', async () => {
    const [cores, sockets, host] = [await core(), await socket(), await hosts.allocate()];
    await hosts.launchOn({ HostId: host });
    assert.equal(await cloud.consumed(cores), 0);

    const [first, second] = await hosts.launchOn({ HostId: host }, [cores, sockets], { MinCount: 2, MaxCount: 2 });
    assert.deepEqual([await cloud.consumed(cores), await cloud.consumed(sockets)], [48, 2]);
    assert.deepEqual(await hosts.usage(cores), [[hostArn(host), 'EC2_HOST', 'available', 48]]);
    await hosts.stop(first!);
    assert.equal(await cloud.consumed(cores), 48);
    await hosts.start(first!);
    await hosts.terminate(second!);
    assert.equal(await cloud.consumed(cores), 48);
    await hosts.stop(first!);
    assert.deepEqual([await cloud.consumed(cores), await cloud.consumed(sockets)], [0, 0]);
    assert.deepEqual(await hosts.usage(cores), []);
    await hosts.start(first!);
    assert.deepEqual([await cloud.consumed(cores), await cloud.consumed(sockets)], [48, 2]);
    await assertCountersAgree();
  });

  test('take the figures of the host, whatever runs on it', async () => {
    const [cores, sockets] = [await core(), await socket()];
    const arm = await hosts.allocate({ InstanceFamily: 'c6g' });
    await hosts.launchOn({ HostId: arm }, [cores, sockets], { ImageId: LINUX_ARM, InstanceType: 'c6g.medium' });
    assert.deepEqual([await cloud.consumed(cores), await cloud.consumed(sockets)], [64, 1]);
  });

  test('are summed up by resource type, and their machines are among the associations', async () => {
    const [cores, host] = [await core(), await hosts.allocate()];
    const [machine] = await hosts.launchOn({ HostId: host }, [cores]);
    const license = await cloud.call(getLicenseConfiguration, { LicenseConfigurationArn: cores });
    assert.equal(license.ConsumedLicenses, 48);
    assert.deepEqual(
      license.ConsumedLicenseSummaryList!.filter((row) => row.ConsumedLicenses),
      [{ ResourceType: 'EC2_HOST', ConsumedLicenses: 48 }],
    );
    const listed = await cloud.call(listAssociationsForLicenseConfiguration, { LicenseConfigurationArn: cores });
    assert.deepEqual(
      listed.LicenseConfigurationAssociations!.map((row) => row.ResourceArn),
      [instanceArn(machine!)],
    );
  });

  test('are refused by a hard limit that has no room for another host, and by machines that are not on a host', async () => {
    const cores = await core({ licenseCount: 50, hardLimit: true });
    const [one, two] = await hosts.allocateAll({ Quantity: 2 });
    await hosts.launchOn({ HostId: one! }, [cores]);
    await hosts.launchOn({ HostId: one! }, [cores]);
    await assert.rejects(
      hosts.launchOn({ HostId: two! }, [cores]),
      faultOf('LicenseUsageFailure', /^No licenses available\. .*2 of 50 cores left; this launch needs 48/),
    );
    await assert.rejects(
      cloud.launch({ LicenseSpecifications: specify(cores) }),
      faultOf('LicenseUsageFailure', /is counted by Core, which needs a Dedicated Host/),
    );
    assert.equal(await cloud.consumed(cores), 48);
  });

  test('let a launch open no second host while the first has room', async () => {
    const cores = await core({ licenseCount: 48, hardLimit: true });
    const [one, two] = await hosts.allocateAll({ InstanceType: 'm5.12xlarge', Quantity: 2, AutoPlacement: 'on' });
    const launch = (MaxCount: number) => hosts.launchOn({}, [cores], { InstanceType: 'm5.12xlarge', MaxCount });
    const first = await launch(1);
    const second = await launch(5);
    assert.equal(second.length, 1);
    assert.equal(await hosts.hostOf(second[0]!), await hosts.hostOf(first[0]!));
    await assert.rejects(launch(1), faultOf('LicenseUsageFailure'));
    assert.equal(await cloud.consumed(cores), 48);
    assert.equal((await hosts.host(one!)).Instances!.length + (await hosts.host(two!)).Instances!.length, 2);
  });

  test('are checked at the start of a machine that was moved to a host', async () => {
    const cores = await core({ licenseCount: 50, hardLimit: true });
    const [one, two] = await hosts.allocateAll({ Quantity: 2 });
    const [bound] = await hosts.launchOn({ HostId: one! }, [cores]);
    const [moved] = await hosts.launchOn({ HostId: one! }, [cores]);
    await hosts.stop(moved!);
    await hosts.place(moved!, { HostId: two!, Affinity: 'host' });
    await assert.rejects(hosts.start(moved!), faultOf('LicenseUsageFailure', /No licenses available/));
    await hosts.terminate(bound!);
    await hosts.start(moved!);
    assert.deepEqual(await hosts.usage(cores), [[hostArn(two!), 'EC2_HOST', 'available', 48]]);
    await hosts.stop(moved!);
    await hosts.place(moved!, { Tenancy: 'default' });
    await assert.rejects(
      hosts.start(moved!),
      faultOf('LicenseUsageFailure', /is counted by Core, which needs a Dedicated Host/),
    );
  });

  test('are taken and given back when a running machine is tied and untied', async () => {
    const cores = await core({ licenseCount: 48, hardLimit: true });
    const [one, two] = await hosts.allocateAll({ Quantity: 2 });
    const [first] = await hosts.launchOn({ HostId: one! });
    const [second] = await hosts.launchOn({ HostId: two! });
    await hosts.tie(instanceArn(first!), cores);
    assert.equal(await cloud.consumed(cores), 48);
    await assert.rejects(
      hosts.tie(instanceArn(second!), cores),
      faultOf('LicenseUsageException', /No licenses available/),
    );
    await hosts.untie(instanceArn(first!), cores);
    assert.equal(await cloud.consumed(cores), 0);
    await hosts.tie(instanceArn(second!), cores);
    assert.deepEqual(await hosts.usage(cores), [[hostArn(two!), 'EC2_HOST', 'available', 48]]);
    await assertCountersAgree();
  });
});

describe('rules', () => {
  test('minimumCores and maximumCores hold for the cores of the machine', async () => {
    const cores = await core({
      licenseCount: 96,
      hardLimit: true,
      ruleTexts: ['#minimumCores=8', '#maximumCores=16', '#allowedTenancy=EC2-DedicatedHost'],
    });
    const host = await hosts.allocate();
    const launch = (InstanceType: 'm5.xlarge' | 'm5.4xlarge' | 'm5.12xlarge') =>
      hosts.launchOn({ HostId: host }, [cores], { InstanceType });
    await assert.rejects(launch('m5.xlarge'), faultOf('LicenseUsageFailure', /minimumCores=8; this launch has 2/));
    await assert.rejects(launch('m5.12xlarge'), faultOf('LicenseUsageFailure', /maximumCores=16; this launch has 24/));
    await launch('m5.4xlarge');
    assert.equal(await cloud.consumed(cores), 48);
  });

  test('minimumSockets and maximumSockets hold for the sockets of the host', async () => {
    const sockets = await socket({ ruleTexts: ['#minimumSockets=2'] });
    const [x86, arm] = [await hosts.allocate(), await hosts.allocate({ InstanceFamily: 'c6g' })];
    const onArm = hosts.launchOn({ HostId: arm }, [sockets], { ImageId: LINUX_ARM, InstanceType: 'c6g.large' });
    await assert.rejects(onArm, faultOf('LicenseUsageFailure', /minimumSockets=2; this launch has 1/));
    await hosts.launchOn({ HostId: x86 }, [sockets]);
    const single = await socket({ ruleTexts: ['#maximumSockets=1'] });
    await assert.rejects(
      hosts.launchOn({ HostId: x86 }, [single]),
      faultOf('LicenseUsageFailure', /maximumSockets=1; this launch has 2/),
    );
  });

  test('includedStoppedInstances keeps the license of the host while its machine is stopped', async () => {
    const cores = await core({ licenseCount: 50, hardLimit: true, ruleTexts: ['#includedStoppedInstances=True'] });
    const [one, two] = await hosts.allocateAll({ Quantity: 2 });
    const [machine] = await hosts.launchOn({ HostId: one! }, [cores]);
    await hosts.stop(machine!);
    assert.deepEqual(await hosts.usage(cores), [[hostArn(one!), 'EC2_HOST', 'available', 48]]);
    await hosts.place(machine!, { HostId: two! });
    assert.deepEqual(await hosts.usage(cores), [[hostArn(two!), 'EC2_HOST', 'available', 48]]);
    await hosts.terminate(machine!);
    assert.equal(await cloud.consumed(cores), 0);
  });

  test('includedStoppedInstances lets a machine take its license along when it starts on another host', async () => {
    const cores = await core({ licenseCount: 48, hardLimit: true, ruleTexts: ['#includedStoppedInstances=True'] });
    const size = { InstanceType: 'm5.24xlarge' } as const;
    const one = await hosts.allocate(size);
    const [machine] = await hosts.launchOn({ HostId: one }, [cores], size);
    await hosts.stop(machine!);
    await hosts.launchOn({ HostId: one }, [], size);
    const two = await hosts.allocate({ ...size, AutoPlacement: 'on' });
    await hosts.start(machine!);
    assert.deepEqual(await hosts.usage(cores), [[hostArn(two), 'EC2_HOST', 'available', 48]]);
    await assertCountersAgree();
  });

  test('licenseAffinityToHost keeps the license on the host for its days, also empty, and machines on it cost nothing more', async () => {
    const cores = await core({ licenseCount: 48, hardLimit: true, ruleTexts: ['#licenseAffinityToHost=90'] });
    const [one, two] = await hosts.allocateAll({ Quantity: 2 });
    const [first] = await hosts.launchOn({ HostId: one! }, [cores]);
    await hosts.terminate(first!);
    assert.equal(await cloud.consumed(cores), 48);
    const { rows } = await sql<{ days: number }>`
      SELECT round(extract(epoch FROM hold_until - consumed_from) / 86400)::int AS days FROM consumption
      WHERE consumed_until IS NULL`.execute(cloud.db);
    assert.deepEqual(rows, [{ days: 90 }]);
    await assert.rejects(hosts.launchOn({ HostId: two! }, [cores]), faultOf('LicenseUsageFailure'));
    const [second] = await hosts.launchOn({ HostId: one! }, [cores]);

    await hosts.endHolds();
    await hosts.settleHosts();
    assert.equal(await cloud.consumed(cores), 48);
    await hosts.terminate(second!);
    assert.equal(await cloud.consumed(cores), 0);
    await hosts.launchOn({ HostId: two! }, [cores]);
    await assertCountersAgree();
  });

  test('licenseAffinityToHost outlasts the release of the host, until its time is over', async () => {
    const cores = await core({ licenseCount: 48, hardLimit: true, ruleTexts: ['#licenseAffinityToHost=30'] });
    const host = await hosts.allocate();
    const [machine] = await hosts.launchOn({ HostId: host }, [cores]);
    await hosts.terminate(machine!);
    await hosts.release(host);
    await hosts.settleHosts();
    assert.deepEqual(await hosts.usage(cores), [[hostArn(host), 'EC2_HOST', 'released', 48]]);
    await sql`DELETE FROM instance`.execute(cloud.db);
    await sql`UPDATE host SET released_at = now() - interval '2 hours'`.execute(cloud.db);
    await forgetHosts(cloud.db, new Date(Date.now() - 3_600_000));
    assert.equal((await hosts.usage(cores)).length, 1);

    await hosts.endHolds();
    await hosts.settleHosts();
    assert.equal(await cloud.consumed(cores), 0);
    await forgetHosts(cloud.db, new Date(Date.now() - 3_600_000));
    assert.equal((await sql`SELECT FROM host`.execute(cloud.db)).rows.length, 0);
    await assertCountersAgree();
  });
});

describe('a license that is tied to a host itself', () => {
  test('is taken at once, listed, and given back when it is untied', async () => {
    const [cores, host] = [await core(), await hosts.allocate()];
    await hosts.tie(hostArn(host), cores);
    await hosts.tie(hostArn(host), cores);
    assert.deepEqual(await hosts.usage(cores), [[hostArn(host), 'EC2_HOST', 'available', 48]]);
    const tied = await cloud.call(listLicenseSpecificationsForResource, { ResourceArn: hostArn(host) });
    assert.deepEqual(tied.LicenseSpecifications, [{ LicenseConfigurationArn: cores, AmiAssociationScope: undefined }]);
    const listed = await cloud.call(listAssociationsForLicenseConfiguration, { LicenseConfigurationArn: cores });
    assert.deepEqual(
      listed.LicenseConfigurationAssociations!.map((row) => [row.ResourceArn, row.ResourceType]),
      [[hostArn(host), 'EC2_HOST']],
    );

    const [machine] = await hosts.launchOn({ HostId: host }, [cores]);
    await hosts.untie(hostArn(host), cores);
    assert.equal(await cloud.consumed(cores), 48);
    await hosts.tie(hostArn(host), cores);
    await hosts.terminate(machine!);
    assert.equal(await cloud.consumed(cores), 48);
    await hosts.untie(hostArn(host), cores);
    assert.equal(await cloud.consumed(cores), 0);
    await assertCountersAgree();
  });

  test('is given back with the host', async () => {
    const [sockets, host] = [await socket(), await hosts.allocate()];
    await hosts.tie(hostArn(host), sockets);
    assert.equal(await cloud.consumed(sockets), 2);
    await hosts.release(host);
    assert.equal(await cloud.consumed(sockets), 0);
    await assert.rejects(hosts.tie(hostArn(host), sockets), faultOf('InvalidParameterValueException'));
    await assertCountersAgree();
  });

  test('is refused past a hard limit, by what counts machines, and for hosts of others', async () => {
    const [cores, vcpus, host] = [
      await core({ licenseCount: 47, hardLimit: true }),
      await cloud.license(),
      await hosts.allocate(),
    ];
    await assert.rejects(hosts.tie(hostArn(host), cores), faultOf('LicenseUsageException', /needs 48/));
    await assert.rejects(
      hosts.tie(hostArn(host), vcpus),
      faultOf('InvalidParameterValueException', /only Core and Socket/),
    );
    const unknown = hosts.tie(hostArn('h-0123456789abcdef0'), cores);
    await assert.rejects(unknown, faultOf('InvalidParameterValueException'));
    const list = { ResourceArn: hostArn('h-0123456789abcdef0') };
    await assert.rejects(
      cloud.call(listLicenseSpecificationsForResource, list),
      faultOf('InvalidParameterValueException'),
    );
    const foreign = cloud.call(
      listLicenseSpecificationsForResource,
      { ResourceArn: hostArn(host) },
      { accountId: OTHER_ACCOUNT },
    );
    await assert.rejects(foreign, faultOf('InvalidParameterValueException'));
    assert.equal(await cloud.consumed(cores), 0);
  });
});
