import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ModifyInstanceAttributeRequest } from '@aws-sdk/client-ec2';
import { sql } from 'kysely';
import { describeInstanceAttribute } from '../../src/operations/ec2/instances/describe-instance-attribute.ts';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { modifyInstanceAttribute } from '../../src/operations/ec2/instances/modify-instance-attribute.ts';
import { monitorInstances } from '../../src/operations/ec2/instances/monitor-instances.ts';
import { startInstances } from '../../src/operations/ec2/instances/start-instances.ts';
import { stopInstances } from '../../src/operations/ec2/instances/stop-instances.ts';
import { modifyNetworkInterfaceAttribute } from '../../src/operations/ec2/interfaces/modify-network-interface-attribute.ts';
import { createSecurityGroup } from '../../src/operations/ec2/security-groups/create-security-group.ts';
import { countWaiting, until } from '../ledger/servers.ts';
import { type Cloud, faultOf, givenCloud, OTHER_ACCOUNT, specify } from './launching.ts';

async function givenInstance(
  cloud: Cloud,
  { stopped = false, ...request }: { stopped?: boolean; LicenseSpecifications?: object[] } = {},
) {
  const id = (await cloud.launch(request)).Instances![0]!.InstanceId!;
  await cloud.settle(id);
  if (!stopped) return id;
  await cloud.call(stopInstances, { InstanceIds: [id] });
  await cloud.settle(id);
  return id;
}

const modify = (cloud: Cloud, InstanceId: string, change: Partial<ModifyInstanceAttributeRequest>) =>
  cloud.call(modifyInstanceAttribute, { InstanceId, ...change });

const read = async (cloud: Cloud, InstanceId: string, Attribute: string) => {
  const { InstanceId: _, ...rest } = await cloud.call(describeInstanceAttribute, {
    InstanceId,
    Attribute: Attribute as never,
  });
  return Object.values(rest)[0];
};

describe('the type of a stopped machine', () => {
  test('changes, and what it needs is checked when it starts', async () => {
    const cloud = await givenCloud();
    const arn = await cloud.license({ licenseCount: 4, hardLimit: true });
    const id = await givenInstance(cloud, { stopped: true, LicenseSpecifications: specify(arn) });
    await modify(cloud, id, { InstanceType: { Value: 'm5.2xlarge' } });
    assert.deepEqual(await read(cloud, id, 'instanceType'), { Value: 'm5.2xlarge' });
    await assert.rejects(cloud.call(startInstances, { InstanceIds: [id] }), faultOf('LicenseUsageFailure', /needs 8/));
    await modify(cloud, id, { Attribute: 'instanceType', Value: 'm5.xlarge' });
    await cloud.call(startInstances, { InstanceIds: [id] });
    assert.equal(await cloud.consumed(arn), 4);
  });

  test('is checked at once by a license that counts stopped machines', async () => {
    const cloud = await givenCloud();
    const arn = await cloud.license({
      licenseCount: 4,
      hardLimit: true,
      ruleTexts: ['#includedStoppedInstances=True'],
    });
    const id = await givenInstance(cloud, { stopped: true, LicenseSpecifications: specify(arn) });
    await assert.rejects(modify(cloud, id, { InstanceType: { Value: 'm5.2xlarge' } }), faultOf('LicenseUsageFailure'));
    await modify(cloud, id, { InstanceType: { Value: 'm5.xlarge' } });
    assert.equal(await cloud.consumed(arn), 4);
  });

  test('stays while it runs, and fits the image', async () => {
    const cloud = await givenCloud();
    const [running, stopped] = [await givenInstance(cloud), await givenInstance(cloud, { stopped: true })];
    await assert.rejects(
      modify(cloud, running, { InstanceType: { Value: 'm5.xlarge' } }),
      faultOf('IncorrectInstanceState'),
    );
    await assert.rejects(
      modify(cloud, stopped, { InstanceType: { Value: 'm6g.large' } }),
      faultOf('InvalidParameterValue', /architecture/),
    );
    await assert.rejects(
      modify(cloud, stopped, { InstanceType: { Value: 'm5.huge' } }),
      faultOf('InvalidParameterValue', /^Invalid value 'm5\.huge' for InstanceType\. DescribeInstanceTypes lists/),
    );
  });
});

describe('other attributes', () => {
  test('have EC2 defaults until they are changed, in either form of the request', async () => {
    const cloud = await givenCloud();
    const id = await givenInstance(cloud, { stopped: true });
    const changes: [
      attribute: string,
      before: unknown,
      change: Partial<ModifyInstanceAttributeRequest>,
      after: unknown,
    ][] = [
      ['disableApiTermination', { Value: false }, { DisableApiTermination: { Value: true } }, { Value: true }],
      [
        'disableApiTermination',
        { Value: true },
        { Attribute: 'disableApiTermination', Value: 'false' },
        { Value: false },
      ],
      ['disableApiStop', { Value: false }, { DisableApiStop: { Value: true } }, { Value: true }],
      [
        'instanceInitiatedShutdownBehavior',
        { Value: 'stop' },
        { InstanceInitiatedShutdownBehavior: { Value: 'terminate' } },
        { Value: 'terminate' },
      ],
      ['userData', {}, { UserData: { Value: Buffer.from('hi') } }, { Value: 'aGk=' }],
      ['userData', { Value: 'aGk=' }, { UserData: { Value: new Uint8Array() } }, {}],
      ['ebsOptimized', { Value: false }, { EbsOptimized: { Value: true } }, { Value: true }],
      ['sourceDestCheck', { Value: true }, { SourceDestCheck: { Value: false } }, { Value: false }],
    ];
    for (const [attribute, before, change, after] of changes) {
      assert.deepEqual(await read(cloud, id, attribute), before);
      await modify(cloud, id, change);
      assert.deepEqual(await read(cloud, id, attribute), after);
    }
    await modify(cloud, id, {
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { DeleteOnTermination: false } }],
    });
    const [root] = (await read(cloud, id, 'blockDeviceMapping')) as { Ebs: { DeleteOnTermination: boolean } }[];
    assert.equal(root!.Ebs.DeleteOnTermination, false);
  });

  test('are refused where the machine, the value or the request does not fit', async () => {
    const cloud = await givenCloud();
    const id = await givenInstance(cloud);
    await assert.rejects(
      modify(cloud, id, { UserData: { Value: Buffer.from('x') } }),
      faultOf('IncorrectInstanceState'),
    );
    await assert.rejects(modify(cloud, id, {}), faultOf('InvalidParameterCombination'));
    await assert.rejects(
      modify(cloud, id, { DisableApiStop: { Value: true }, SourceDestCheck: { Value: false } }),
      faultOf('InvalidParameterCombination'),
    );
    await assert.rejects(modify(cloud, id, { Groups: ['sg-1'] }), faultOf('InvalidGroup.NotFound'));
    await assert.rejects(
      modify(cloud, id, { InstanceInitiatedShutdownBehavior: { Value: 'sleep' } }),
      faultOf('InvalidParameterValue'),
    );
    await assert.rejects(
      modify(cloud, id, { BlockDeviceMappings: [{ DeviceName: '/dev/sdz' }] }),
      faultOf('InvalidInstanceAttributeValue'),
    );
    await assert.rejects(
      modify(cloud, 'i-0123456789abcdef0', { DisableApiStop: { Value: true } }),
      faultOf('InvalidInstanceID.NotFound'),
    );
    const foreign = { InstanceId: id, DisableApiStop: { Value: true } };
    await assert.rejects(
      cloud.call(modifyInstanceAttribute, foreign, { accountId: OTHER_ACCOUNT }),
      faultOf('InvalidInstanceID.NotFound'),
    );
    assert.deepEqual(await read(cloud, id, 'disableApiStop'), { Value: false });
  });
});

describe('changes of one machine at once', () => {
  test('are all there afterwards, those of the ledger too', async () => {
    const cloud = await givenCloud();
    const id = (await cloud.launch()).Instances![0]!.InstanceId!;
    await Promise.all([
      modify(cloud, id, { DisableApiStop: { Value: true } }),
      modify(cloud, id, { DisableApiTermination: { Value: true } }),
      cloud.settle(id),
      modify(cloud, id, { SourceDestCheck: { Value: false } }),
      cloud.call(monitorInstances, { InstanceIds: [id] }),
      modify(cloud, id, { InstanceInitiatedShutdownBehavior: { Value: 'terminate' } }),
    ]);
    const { Reservations } = await cloud.call(describeInstances, { InstanceIds: [id] });
    const { SourceDestCheck, Monitoring, State } = Reservations![0]!.Instances![0]!;
    assert.deepEqual([SourceDestCheck, Monitoring!.State, State!.Name], [false, 'enabled', 'running']);
    for (const attribute of ['disableApiStop', 'disableApiTermination'])
      assert.deepEqual(await read(cloud, id, attribute), { Value: true });
    assert.deepEqual(await read(cloud, id, 'instanceInitiatedShutdownBehavior'), { Value: 'terminate' });
  });

  test('a security group that is deleted at that moment is not found', async () => {
    const cloud = await givenCloud();
    const id = await givenInstance(cloud);
    const { GroupId } = await cloud.call(createSecurityGroup, { GroupName: 'web', Description: 'web' });
    const other = (await cloud.call(describeInstances, { InstanceIds: [id] })).Reservations![0]!.Instances![0]!;
    for (const change of [
      () => modify(cloud, id, { Groups: [GroupId!] }),
      () =>
        cloud.call(modifyNetworkInterfaceAttribute, {
          NetworkInterfaceId: other.NetworkInterfaces![0]!.NetworkInterfaceId!,
          Groups: [GroupId!],
        }),
    ]) {
      const outcome = await cloud.db.transaction().execute(async (trx) => {
        await sql`DELETE FROM security_group WHERE security_group_id = ${GroupId}`.execute(trx);
        const changed = change().then(() => 'changed', faultOf('InvalidGroup.NotFound'));
        await Promise.race([changed, until(async () => (await countWaiting(cloud.db)) >= 1)]);
        return { changed };
      });
      assert.equal(await outcome.changed, true);
      await sql`
        INSERT INTO security_group (account_id, region, security_group_id, vpc_id, name, description)
        SELECT account_id, region, ${GroupId}, ${other.VpcId}, 'web', 'web' FROM instance`.execute(cloud.db);
    }
  });
});
