import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import { recount } from '../../src/ledger/recount.ts';
import { actorOf } from '../../src/operations/change.ts';
import { describeHosts } from '../../src/operations/ec2/hosts/describe-hosts.ts';
import { modifyHosts } from '../../src/operations/ec2/hosts/modify-hosts.ts';
import { releaseHosts } from '../../src/operations/ec2/hosts/release-hosts.ts';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { createLaunchTemplate } from '../../src/operations/ec2/launch-templates/create-launch-template.ts';
import { createTags } from '../../src/operations/ec2/tags/create-tags.ts';
import { failHost } from '../../src/operations/headroom/fail-host.ts';
import { listAssociationsForLicenseConfiguration } from '../../src/operations/license-manager/list-associations-for-license-configuration.ts';
import { createGroup } from '../../src/operations/resource-groups/create-group.ts';
import { moveHosts } from '../../src/operations/resource-groups/move-hosts.ts';
import { ANY_LICENSE, configuration } from '../resource-groups/world.ts';
import { shareGroup, shareLicense } from '../shares.ts';
import { hostArn, withHosts } from './hosting.ts';
import { ACCOUNT, type Cloud, faultOf, givenCloud, OTHER_ACCOUNT, REGION, specify } from './launching.ts';

/** A machine of which two fit on a host. */
const HALF = { InstanceType: 'm5.12xlarge' } as const;
const MEMBER = { accountId: OTHER_ACCOUNT };
const STRANGER = { accountId: '333333333333' };
const GROUP = `arn:aws:resource-groups:${REGION}:${ACCOUNT}:group/shared`;
const INTO = { HostResourceGroupArn: GROUP };
const instanceOf = (accountId: string, id: string) => `arn:aws:ec2:${REGION}:${accountId}:instance/${id}`;

let cloud: Cloud;
let owner: ReturnType<typeof withHosts>;
let member: ReturnType<typeof withHosts>;
let cores: string;

async function givenGroup(parameters: Record<string, string>): Promise<void> {
  const given = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, [value]]));
  await cloud.call(createGroup, { Name: 'shared', Configuration: configuration({ ...ANY_LICENSE, ...given }) });
  await shareGroup(cloud.db, GROUP);
}

const regroup = (kind: Parameters<typeof moveHosts>[0], hostId: string) =>
  cloud.call(moveHosts(kind), { Group: 'shared', ResourceArns: [hostArn(hostId)] });

const endShare = () =>
  sql`DELETE FROM resource_share_resource WHERE resource_type = 'resource-groups:Group'`.execute(cloud.db);

beforeEach(async () => {
  cloud = await givenCloud();
  owner = withHosts(cloud);
  member = withHosts(cloud, MEMBER);
  cores = await cloud.license({ countingType: 'Core', licenseCount: 96, hardLimit: true });
  await shareLicense(cloud.db, cores);
});

const assertRecounted = async () => assert.deepEqual((await recount(cloud.db)).differences, []);

const onlyHost = async (as: object = {}) => {
  const { Hosts } = await cloud.call(describeHosts, {}, as);
  assert.equal(Hosts!.length, 1);
  return Hosts![0]!;
};

describe('a machine of another account in a host resource group that is shared with it', () => {
  test('is on a host of the group’s owner, which takes the owner’s license', async () => {
    await givenGroup({ 'auto-allocate-host': 'true' });
    const [id] = await member.launchOn(INTO, [cores], HALF);
    const host = await onlyHost();
    assert.equal(host.OwnerId, ACCOUNT);
    assert.deepEqual(host.Instances, [{ InstanceId: id, InstanceType: 'm5.12xlarge', OwnerId: OTHER_ACCOUNT }]);
    const { Placement } = await member.instance(id!);
    assert.deepEqual([Placement!.HostId, Placement!.HostResourceGroupArn], [host.HostId, GROUP]);

    const usage = [hostArn(host.HostId!), 'EC2_HOST', 'available', 48];
    assert.deepEqual([await owner.usage(cores), await member.usage(cores)], [[usage], []]);
    const [own] = await owner.launchOn(INTO, [cores], HALF);
    assert.deepEqual([await owner.hostOf(own!), await cloud.consumed(cores)], [host.HostId, 48]);
    const tied = async (as: object) => {
      const request = { LicenseConfigurationArn: cores };
      const listed = await cloud.call(listAssociationsForLicenseConfiguration, request, as);
      return listed.LicenseConfigurationAssociations!.map((one) => [one.ResourceArn, one.ResourceOwnerId]).sort();
    };
    const theirs = [instanceOf(OTHER_ACCOUNT, id!), OTHER_ACCOUNT];
    assert.deepEqual(await tied({}), [[instanceOf(ACCOUNT, own!), ACCOUNT], theirs]);
    assert.deepEqual(await tied(MEMBER), [theirs]);
    await assertRecounted();
  });

  test('comes to it by a launch template, and by ModifyInstancePlacement', async () => {
    await givenGroup({});
    const hostId = await owner.allocate();
    await regroup('group-hosts', hostId);
    const LaunchTemplateData = {
      Placement: { Tenancy: 'host', ...INTO },
      LicenseSpecifications: specify(cores),
    } as const;
    const template = { LaunchTemplateName: 'shared', LaunchTemplateData: structuredClone(LaunchTemplateData) };
    await cloud.call(createLaunchTemplate, template, MEMBER);
    const launched = await cloud.launch({ ...HALF, LaunchTemplate: { LaunchTemplateName: 'shared' } }, MEMBER);
    assert.deepEqual([launched.OwnerId, launched.Instances![0]!.Placement!.HostId], [OTHER_ACCOUNT, hostId]);

    const [moved] = (await cloud.launch({}, MEMBER)).Instances!.map(({ InstanceId }) => InstanceId!);
    await cloud.settle(moved!);
    await member.stop(moved!);
    await member.place(moved!, { Tenancy: 'host', ...INTO });
    await member.tie(instanceOf(OTHER_ACCOUNT, moved!), cores);
    await member.start(moved!);
    assert.deepEqual([await member.hostOf(moved!), await cloud.consumed(cores)], [hostId, 48]);
  });

  test('is stopped, started and terminated by its owner alone, and the group gives up the host that it leaves', async () => {
    await givenGroup({ 'auto-allocate-host': 'true', 'auto-release-host': 'true' });
    const [id] = await member.launchOn(INTO, [cores], HALF);
    await assert.rejects(owner.stop(id!), faultOf('InvalidInstanceID.NotFound'));
    await assert.rejects(owner.terminate(id!), faultOf('InvalidInstanceID.NotFound'));
    const first = (await member.hostOf(id!))!;
    const released = await owner.release(first);
    assert.equal(released.Unsuccessful![0]!.Error!.Code, 'Client.InvalidHost.Occupied');

    await member.stop(id!);
    assert.deepEqual([(await owner.host(first)).State, await cloud.consumed(cores)], ['released', 0]);
    await member.start(id!);
    const second = (await member.hostOf(id!))!;
    assert.deepEqual([(await owner.host(second)).OwnerId, await cloud.consumed(cores)], [ACCOUNT, 48]);
    await assertRecounted();
    await member.terminate(id!);
    assert.deepEqual([(await owner.host(second)).State, await cloud.consumed(cores)], ['released', 0]);
    await assertRecounted();
  });

  test('stays on a host that is taken out of the group, and starts again on another one of it', async () => {
    await givenGroup({ 'auto-allocate-host': 'true' });
    const [id] = await member.launchOn(INTO, [cores], HALF);
    const first = (await member.hostOf(id!))!;
    await regroup('ungroup-hosts', first);
    const { State, Placement } = await member.instance(id!);
    assert.deepEqual([State!.Name, Placement!.HostId], ['running', first]);
    await member.stop(id!);
    await member.start(id!);
    assert.notEqual(await member.hostOf(id!), first);
    assert.equal(await cloud.consumed(cores), 48);
    await assertRecounted();
  });

  test('moves to a new host of the owner’s when its host fails, or stops', async () => {
    await givenGroup({ 'auto-allocate-host': 'true', 'auto-host-recovery': 'true' });
    const [id] = await member.launchOn(INTO, [cores], HALF);
    const first = (await member.hostOf(id!))!;
    const fail = (HostId: string) => cloud.call(failHost, { HostId }, { action: 'headroom:FailHost' });
    const { RecoveredTo: second } = await fail(first);
    assert.deepEqual([await member.hostOf(id!), (await owner.host(second!)).OwnerId], [second, ACCOUNT]);
    assert.equal(await cloud.consumed(cores), 48);
    await cloud.call(modifyHosts, { HostIds: [second!], HostRecovery: 'off' });
    await fail(second!);
    await cloud.settle(id!);
    assert.deepEqual([(await member.instance(id!)).State!.Name, await cloud.consumed(cores)], ['stopped', 0]);
    await member.start(id!);
    assert.equal((await owner.host((await member.hostOf(id!))!)).State, 'available');
    await assertRecounted();
  });
});

describe('a host of a group that is shared', () => {
  test('shows an account that it is shared with its own machines and what still fits, and nothing of others', async () => {
    await givenGroup({});
    const allocation = {
      ClientToken: 'own',
      TagSpecifications: [{ ResourceType: 'dedicated-host' as const, Tags: [{ Key: 'a', Value: 'b' }] }],
    };
    const hostId = await owner.allocate(allocation);
    const apart = await owner.allocate();
    await regroup('group-hosts', hostId);
    await owner.launchOn(INTO, [cores], HALF);
    const [id] = await member.launchOn(INTO, [cores], HALF);

    const seen = await onlyHost(MEMBER);
    const machine = { InstanceId: id, InstanceType: 'm5.12xlarge', OwnerId: OTHER_ACCOUNT };
    assert.deepEqual([seen.HostId, seen.OwnerId, seen.Instances], [hostId, ACCOUNT, [machine]]);
    const { AvailableCapacity, Instances } = await owner.host(hostId);
    assert.deepEqual([seen.AvailableCapacity, Instances!.length], [AvailableCapacity, 2]);
    assert.deepEqual([seen.ClientToken, seen.Tags], [undefined, []]);
    await assert.rejects(member.host(apart), faultOf('InvalidHostID.NotFound'));
    assert.deepEqual((await cloud.call(describeHosts, {}, STRANGER)).Hosts, []);
    assert.deepEqual((await cloud.call(describeInstances, {}, MEMBER)).Reservations!.length, 1);

    await endShare();
    assert.deepEqual((await cloud.call(describeHosts, {}, MEMBER)).Hosts, []);
  });

  test('is its owner’s alone to change, release, tag and name in a launch', async () => {
    await givenGroup({});
    const hostId = await owner.allocate();
    await regroup('group-hosts', hostId);
    const HostIds = [hostId];
    for (const result of [
      await cloud.call(modifyHosts, { HostIds, AutoPlacement: 'on' }, MEMBER),
      await cloud.call(releaseHosts, { HostIds }, MEMBER),
    ])
      assert.equal(result.Unsuccessful![0]!.Error!.Code, 'Client.InvalidHostID.NotFound');
    const tagging = { Resources: HostIds, Tags: [{ Key: 'a', Value: 'b' }] };
    await assert.rejects(cloud.call(createTags, tagging, MEMBER), faultOf('InvalidHostID.NotFound'));
    await assert.rejects(member.launchOn({ HostId: hostId }, [cores], HALF), faultOf('InvalidHostID.NotFound'));
    const own = await member.allocate();
    const grouped = {
      kind: 'group-hosts',
      actor: actorOf(cloud.context(MEMBER)),
      groupArn: GROUP,
      hostIds: [own],
    } as const;
    const outcome = await cloud.ledger.submit(grouped);
    assert.equal(!outcome.ok && outcome.refusal.kind, 'host-group-not-found');
  });
});

describe('a group of another account that is not shared', () => {
  const unknown = faultOf('InvalidParameterValue', `The host resource group '${GROUP}' does not exist`);

  test('is refused like one that does not exist', async () => {
    await assert.rejects(member.launchOn(INTO, [cores], HALF), unknown);
    await givenGroup({ 'auto-allocate-host': 'true' });
    await endShare();
    await assert.rejects(member.launchOn(INTO, [cores], HALF), unknown);
    const [id] = (await cloud.launch({}, MEMBER)).Instances!.map(({ InstanceId }) => InstanceId!);
    await cloud.settle(id!);
    await member.stop(id!);
    await assert.rejects(member.place(id!, INTO), unknown);
  });

  test('any more keeps the machines that are there, and starts none again', async () => {
    await givenGroup({ 'auto-allocate-host': 'true' });
    const [id] = await member.launchOn(INTO, [cores], HALF);
    await endShare();
    assert.equal((await member.instance(id!)).State!.Name, 'running');
    await member.stop(id!);
    await assert.rejects(member.start(id!), unknown);
    await member.place(id!, { Tenancy: 'host', HostResourceGroupArn: '' });
    await assert.rejects(member.start(id!), faultOf('InsufficientHostCapacity'));
    const own = await member.allocate({ AutoPlacement: 'on' });
    await member.start(id!);
    assert.equal(await member.hostOf(id!), own);
    await assertRecounted();
  });

  test('opens no license of its owner that is not shared with it', async () => {
    await givenGroup({ 'auto-allocate-host': 'true' });
    const secret = await cloud.license({ countingType: 'Core' });
    const launched = member.launchOn(INTO, [secret], HALF);
    await assert.rejects(launched, faultOf('InvalidLicenseConfigurationId.NotFound'));
  });
});
