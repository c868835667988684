import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { failHost } from '../../src/operations/headroom/fail-host.ts';
import { listFailuresForLicenseConfigurationOperations } from '../../src/operations/license-manager/list-failures-for-license-configuration-operations.ts';
import { hostArn, withHosts } from './hosting.ts';
import { type Cloud, faultOf, givenCloud } from './launching.ts';

let cloud: Cloud;
let hosts: ReturnType<typeof withHosts>;
beforeEach(async () => {
  cloud = await givenCloud();
  hosts = withHosts(cloud);
});

const OPERATOR = { accountId: '999999999999', action: 'headroom:FailHost' };
const fail = (HostId: string) => cloud.call(failHost, { HostId }, OPERATOR);

describe('a host that fails', () => {
  test('with recovery moves its machines, licenses and tags to a new host like it', async () => {
    const [cores, sockets] = [
      await cloud.license({ countingType: 'Core', licenseCount: 48, hardLimit: true }),
      await cloud.license({ countingType: 'Socket' }),
    ];
    const failed = await hosts.allocate({
      InstanceType: 'm5.large',
      HostRecovery: 'on',
      AutoPlacement: 'on',
      TagSpecifications: [{ ResourceType: 'dedicated-host', Tags: [{ Key: 'Name', Value: 'db' }] }],
    });
    await hosts.tie(hostArn(failed), sockets);
    const [running] = await hosts.launchOn({ HostId: failed }, [cores]);
    const [bound] = await hosts.launchOn({ HostId: failed, Affinity: 'host' }, [cores]);
    await hosts.stop(bound!);

    const { RecoveredTo: to } = await fail(failed);
    assert.match(to!, /^h-[0-9a-f]{17}$/);
    const host = await hosts.host(to!);
    assert.equal(host.HostProperties!.InstanceType, 'm5.large');
    assert.deepEqual([host.State, host.HostRecovery, host.AutoPlacement], ['available', 'on', 'on']);
    assert.deepEqual(host.Tags, [{ Key: 'Name', Value: 'db' }]);
    assert.deepEqual(
      host.Instances!.map((machine) => machine.InstanceId),
      [running],
    );
    assert.equal((await hosts.host(failed)).State, 'released-permanent-failure');
    assert.equal((await hosts.instance(running!)).State!.Name, 'running');
    assert.deepEqual(await hosts.usage(cores), [[hostArn(to!), 'EC2_HOST', 'available', 48]]);
    assert.deepEqual(await hosts.usage(sockets), [[hostArn(to!), 'EC2_HOST', 'available', 2]]);
    await assert.rejects(hosts.start(bound!), faultOf('InvalidHostState', /released-permanent-failure/));
    await hosts.place(bound!, { HostId: to });
    await hosts.start(bound!);
    assert.equal(await hosts.hostOf(bound!), to);
  });

  test('without recovery stops its machines, and can only be released', async () => {
    const cores = await cloud.license({ countingType: 'Core' });
    const failed = await hosts.allocate();
    const [machine] = await hosts.launchOn({ HostId: failed }, [cores]);
    assert.deepEqual(await fail(failed), { RecoveredTo: undefined });
    assert.equal((await hosts.host(failed)).State, 'permanent-failure');
    assert.equal((await hosts.release(failed)).Unsuccessful![0]!.Error!.Code, 'Client.InvalidHost.Occupied');
    await cloud.settle(machine!);
    const { State, StateReason } = await hosts.instance(machine!);
    assert.equal(State!.Name, 'stopped');
    assert.equal(StateReason!.Code, 'Server.HostFailure');
    assert.equal(await cloud.consumed(cores), 0);
    await assert.rejects(hosts.launchOn({ HostId: failed }), faultOf('InvalidHostState', /permanent-failure/));
    await hosts.release(failed);
    assert.equal((await hosts.host(failed)).State, 'released-permanent-failure');
  });

  test('stops its machines too where a hard limit has no room for the new host, and the failure is listed', async () => {
    const cores = await cloud.license({
      countingType: 'Core',
      licenseCount: 60,
      hardLimit: true,
      ruleTexts: ['#licenseAffinityToHost=30'],
    });
    const failed = await hosts.allocate({ HostRecovery: 'on' });
    const [machine] = await hosts.launchOn({ HostId: failed }, [cores]);
    assert.deepEqual(await fail(failed), { RecoveredTo: undefined });
    await cloud.settle(machine!);
    assert.equal((await hosts.instance(machine!)).State!.Name, 'stopped');
    assert.equal((await hosts.host(failed)).State, 'permanent-failure');
    assert.equal(await cloud.consumed(cores), 48);
    const listed = await cloud.call(listFailuresForLicenseConfigurationOperations, { LicenseConfigurationArn: cores });
    const [failure] = listed.LicenseOperationFailureList!;
    assert.deepEqual([failure!.ResourceArn, failure!.OperationName], [hostArn(failed), 'FailHost']);
    assert.match(failure!.ErrorMessage!, /^Host recovery was blocked\. .*12 of 60 cores left.* needs 48/);
  });

  test('recovers past a soft limit', async () => {
    const cores = await cloud.license({
      countingType: 'Core',
      licenseCount: 60,
      ruleTexts: ['#licenseAffinityToHost=30'],
    });
    const failed = await hosts.allocate({ HostRecovery: 'on' });
    await hosts.launchOn({ HostId: failed }, [cores]);
    assert.ok((await fail(failed)).RecoveredTo);
    assert.equal(await cloud.consumed(cores), 96);
  });

  test('must be there and be in order', async () => {
    const host = await hosts.allocate();
    await assert.rejects(fail('h-0123456789abcdef0'), faultOf('ResourceNotFoundException'));
    await fail(host);
    await assert.rejects(fail(host), faultOf('ConflictException', /permanent-failure/));
  });
});
