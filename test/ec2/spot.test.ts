import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { createFleet } from '../../src/operations/ec2/fleets/create-fleet.ts';
import { registerImage } from '../../src/operations/ec2/images/register-image.ts';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { startInstances } from '../../src/operations/ec2/instances/start-instances.ts';
import { stopInstances } from '../../src/operations/ec2/instances/stop-instances.ts';
import { terminateInstances } from '../../src/operations/ec2/instances/terminate-instances.ts';
import { cancelSpotInstanceRequests } from '../../src/operations/ec2/spot/cancel-spot-instance-requests.ts';
import { describeSpotInstanceRequests } from '../../src/operations/ec2/spot/describe-spot-instance-requests.ts';
import { describeSpotPriceHistory } from '../../src/operations/ec2/spot/describe-spot-price-history.ts';
import { interruptSpotInstances } from '../../src/operations/headroom/interrupt-spot-instances.ts';
import { createGroup } from '../../src/operations/resource-groups/create-group.ts';
import { eventually } from '../eventually.ts';
import { configuration } from '../resource-groups/world.ts';
import { type Cloud, faultOf, givenCloud, LINUX } from './launching.ts';
import { requestSpot, runJobs, spotRequest, spotRequestWith } from './requests.ts';

let cloud: Cloud;
before(async () => {
  cloud = await givenCloud();
  runJobs(cloud);
});

/** An image whose machines take a license of so many vCPUs; m5.large has two. */
async function givenLicensedImage(licenseCount: number, ruleTexts: string[] = []) {
  const license = await cloud.license({ licenseCount, hardLimit: true, ruleTexts });
  const imageId = await ownImage();
  await cloud.tieImage(imageId, license);
  return { license, imageId };
}

async function ownImage(): Promise<string> {
  const { ImageId } = await cloud.call(registerImage, { Name: `image ${Math.random()}`, Architecture: 'x86_64' });
  return ImageId!;
}

describe('a Spot request', () => {
  test('is fulfilled with a machine that is known as its own', async () => {
    const { license, imageId } = await givenLicensedImage(2);
    const id = await requestSpot(cloud, { LaunchSpecification: { ImageId: imageId, EbsOptimized: true } });
    assert.equal((await spotRequest(cloud, id)).LaunchSpecification!.EbsOptimized, true);
    const { State, InstanceId, LaunchedAvailabilityZone } = await spotRequestWith(cloud, id, 'fulfilled');
    assert.deepEqual([State, LaunchedAvailabilityZone], ['active', 'us-east-1a']);
    const filters = [
      { Name: 'instance-lifecycle', Values: ['spot'] },
      { Name: 'spot-instance-request-id', Values: [id] },
    ];
    const { Reservations } = await cloud.call(describeInstances, { Filters: filters });
    const [machine] = Reservations![0]!.Instances!;
    assert.deepEqual([machine!.InstanceId, machine!.SpotInstanceRequestId], [InstanceId, id]);
    assert.equal(await cloud.consumed(license), 2);
  });

  test('waits while a hard limit leaves no license, and is fulfilled when one is given back', async () => {
    const { license, imageId } = await givenLicensedImage(2);
    const LaunchSpecification = { ImageId: imageId };
    const first = await spotRequestWith(cloud, await requestSpot(cloud, { LaunchSpecification }), 'fulfilled');
    const id = await requestSpot(cloud, { LaunchSpecification });
    const waiting = await spotRequestWith(cloud, id, 'capacity-not-available');
    assert.equal(waiting.State, 'open');
    assert.match(waiting.Status!.Message!, /^No licenses available\..*0 of 2 vCPUs left/);
    await eventually(async () => (await attempts(id)) > 1, 'it was tried again');
    assert.equal((await failures(license)).length, 1, 'a refusal is told once, however often it is tried again');
    await cloud.call(terminateInstances, { InstanceIds: [first.InstanceId!] });
    assert.notEqual((await spotRequestWith(cloud, id, 'fulfilled')).InstanceId, first.InstanceId);
    assert.equal((await spotRequest(cloud, first.SpotInstanceRequestId!)).State, 'closed');
    assert.equal(await cloud.consumed(license), 2);
  });

  test('ends where a rule is broken or a parameter is wrong', async () => {
    const { imageId } = await givenLicensedImage(16, ['#minimumVcpus=4']);
    const [broken, wrong] = [
      await requestSpot(cloud, { LaunchSpecification: { ImageId: imageId } }),
      await requestSpot(cloud, { LaunchSpecification: { ImageId: 'ami-00000000' } }),
    ];
    const { State, Fault, Status } = await spotRequestWith(cloud, broken, 'bad-parameters');
    assert.deepEqual([State, Fault!.Code], ['closed', 'LicenseUsageFailure']);
    assert.match(Status!.Message!, /minimumVcpus/);
    assert.equal((await spotRequestWith(cloud, wrong, 'bad-parameters')).Fault!.Code, 'InvalidAMIID.NotFound');
  });

  test('is not evaluated before it is valid nor after', async () => {
    const early = await requestSpot(cloud, { ValidFrom: new Date(Date.now() + 3_600_000) });
    await spotRequestWith(cloud, early, 'not-scheduled-yet');
    const { imageId } = await givenLicensedImage(1);
    const late = await requestSpot(cloud, {
      ValidUntil: new Date(Date.now() + 60_000),
      LaunchSpecification: { ImageId: imageId },
    });
    await spotRequestWith(cloud, late, 'capacity-not-available');
    await sql`UPDATE spot_request SET details = jsonb_set(details, '{terms,validUntil}', '"2020-01-01T00:00:00Z"')
      WHERE spot_request_id = ${late}`.execute(cloud.db);
    assert.equal((await spotRequestWith(cloud, late, 'schedule-expired')).State, 'closed');
  });

  test('is cancelled, and its machine runs on', async () => {
    const id = await requestSpot(cloud);
    const { InstanceId } = await spotRequestWith(cloud, id, 'fulfilled');
    const { CancelledSpotInstanceRequests: cancelled } = await cloud.call(cancelSpotInstanceRequests, {
      SpotInstanceRequestIds: [id],
    });
    assert.deepEqual(cancelled, [{ SpotInstanceRequestId: id, State: 'cancelled' }]);
    assert.equal((await spotRequest(cloud, id)).Status!.Code, 'request-canceled-and-instance-running');
    await cloud.call(terminateInstances, { InstanceIds: [InstanceId!] });
    assert.equal((await spotRequestWith(cloud, id, 'instance-terminated-by-user')).State, 'cancelled');
  });

  test('that is persistent asks for a machine again when its own is terminated', async () => {
    const id = await requestSpot(cloud, { Type: 'persistent' });
    const { InstanceId } = await spotRequestWith(cloud, id, 'fulfilled');
    await cloud.call(terminateInstances, { InstanceIds: [InstanceId!] });
    await eventually(async () => {
      const request = await spotRequest(cloud, id);
      return request.State === 'active' && request.InstanceId !== InstanceId;
    }, 'there is another machine');
  });

  test('of several machines is several requests, once for a client token', async () => {
    const input = { InstanceCount: 3, ClientToken: 'token', LaunchSpecification: { ImageId: LINUX } };
    assert.equal(await requestSpot(cloud, input), await requestSpot(cloud, input));
    const { SpotInstanceRequests } = await cloud.call(describeSpotInstanceRequests, { MaxResults: 5 });
    assert.ok(SpotInstanceRequests!.length > 0);
    await assert.rejects(requestSpot(cloud, { ...input, InstanceCount: 2 }), faultOf('IdempotentParameterMismatch'));
  });

  test('is refused where it is wrong by its form', async () => {
    const stop = { InstanceInterruptionBehavior: 'stop' } as const;
    await assert.rejects(
      requestSpot(cloud, stop),
      faultOf('InvalidParameterCombination', /'one-time' is not supported/),
    );
    await assert.rejects(requestSpot(cloud, { ValidUntil: new Date(0) }), faultOf('InvalidParameterValue'));
    await assert.rejects(spotRequest(cloud, 'sir-00000000'), faultOf('InvalidSpotInstanceRequestID.NotFound'));
  });
});

describe('a Spot machine', () => {
  test('of RunInstances has a request from the start, and is refused at once where licenses are short', async () => {
    const { license, imageId } = await givenLicensedImage(2);
    const spot = { ImageId: imageId, InstanceMarketOptions: { MarketType: 'spot' } } as const;
    const [machine] = (await cloud.launch(spot)).Instances!;
    assert.equal(machine!.InstanceLifecycle, 'spot');
    const request = await spotRequest(cloud, machine!.SpotInstanceRequestId!);
    assert.deepEqual([request.State, request.InstanceId], ['active', machine!.InstanceId]);
    await assert.rejects(cloud.launch(spot), faultOf('LicenseUsageFailure'));
    assert.equal(await cloud.consumed(license), 2);
  });

  test('cannot be stopped unless its request is persistent', async () => {
    const { InstanceId } = await spotRequestWith(cloud, await requestSpot(cloud), 'fulfilled');
    await assert.rejects(
      cloud.call(stopInstances, { InstanceIds: [InstanceId!] }),
      faultOf('UnsupportedOperation', /one-time/),
    );
    const id = await requestSpot(cloud, { Type: 'persistent', InstanceInterruptionBehavior: 'stop' });
    const stoppable = await spotRequestWith(cloud, id, 'fulfilled');
    const InstanceIds = [stoppable.InstanceId!];
    await cloud.call(stopInstances, { InstanceIds });
    assert.equal((await spotRequestWith(cloud, id, 'instance-stopped-by-user')).State, 'disabled');
    await eventually(
      () =>
        cloud.call(startInstances, { InstanceIds }).then(
          () => true,
          () => false,
        ),
      'it starts again',
    );
    assert.equal((await spotRequestWith(cloud, id, 'fulfilled')).State, 'active');
  });

  test('that is interrupted gives its licenses back, terminated or stopped as its request says', async () => {
    const { license, imageId } = await givenLicensedImage(4);
    const LaunchSpecification = { ImageId: imageId };
    const ended = await requestSpot(cloud, { LaunchSpecification });
    const paused = await requestSpot(cloud, {
      LaunchSpecification,
      Type: 'persistent',
      InstanceInterruptionBehavior: 'stop',
    });
    const ids = [];
    for (const id of [ended, paused]) ids.push((await spotRequestWith(cloud, id, 'fulfilled')).InstanceId!);
    assert.equal(await cloud.consumed(license), 4);
    const { Interruptions } = await cloud.call(interruptSpotInstances, { InstanceIds: ids });
    assert.deepEqual(new Set(Interruptions.map(({ State }) => State)), new Set(['shutting-down', 'stopping']));
    assert.equal((await spotRequestWith(cloud, ended, 'instance-terminated-no-capacity')).State, 'closed');
    assert.equal((await spotRequestWith(cloud, paused, 'instance-stopped-no-capacity')).State, 'disabled');
    await eventually(async () => (await cloud.consumed(license)) === 0, 'the licenses are given back');

    // The interruption is over after a while: the machine starts again, which takes its licenses again.
    await sql`UPDATE instance SET state_changed_at = now() - interval '1 hour' WHERE instance_id = ${ids[1]}`.execute(
      cloud.db,
    );
    await sql`UPDATE spot_request SET due_at = now() WHERE spot_request_id = ${paused}`.execute(cloud.db);
    await spotRequestWith(cloud, paused, 'fulfilled');
    assert.equal(await cloud.consumed(license), 2);
  });

  test('only can be interrupted', async () => {
    const [machine] = (await cloud.launch()).Instances!;
    const InstanceIds = [machine!.InstanceId!];
    await assert.rejects(
      cloud.call(interruptSpotInstances, { InstanceIds }),
      faultOf('InvalidParameterValueException', /Only Spot/),
    );
  });
});

test('prices are the same in every zone and follow from the type', async () => {
  const { SpotPriceHistory: prices } = await cloud.call(describeSpotPriceHistory, {
    InstanceTypes: ['m5.large', 'm5.xlarge'],
    ProductDescriptions: ['Linux/UNIX'],
  });
  assert.deepEqual(
    prices!.map(({ InstanceType, SpotPrice }) => `${InstanceType} ${SpotPrice}`),
    [...Array(3).fill('m5.large 0.040000'), ...Array(3).fill('m5.xlarge 0.080000')],
  );
});

async function attempts(id: string): Promise<number> {
  const { rows } = await sql<{
    attempts: number;
  }>`SELECT attempts FROM spot_request WHERE spot_request_id = ${id}`.execute(cloud.db);
  return rows[0]!.attempts;
}

async function failures(license: string) {
  const { rows } =
    await sql`SELECT FROM license_operation_failure WHERE license_configuration_id = ${license.split(':').at(-1)}`.execute(
      cloud.db,
    );
  return rows;
}

describe('a Spot machine and Dedicated Hosts', () => {
  test('no operation launches one onto a host that it names', async () => {
    const InstanceMarketOptions = { MarketType: 'spot' as const };
    const group = `arn:aws:resource-groups:us-east-1:111111111111:group/none`;
    for (const Placement of [{ Tenancy: 'host' as const }, { HostResourceGroupArn: group }])
      await assert.rejects(
        cloud.launch({ Placement, InstanceMarketOptions }),
        faultOf('InvalidParameterCombination', /tenancy host is not for them/),
      );
    const LaunchSpecification = { Placement: { Tenancy: 'host' as const } };
    await assert.rejects(requestSpot(cloud, { LaunchSpecification }), faultOf('InvalidParameterCombination'));
    const template = await cloud.template({ ImageId: LINUX, InstanceType: 'm5.large', Placement: { Tenancy: 'host' } });
    const fleet = await cloud.call(
      createFleet,
      {
        Type: 'instant',
        LaunchTemplateConfigs: [{ LaunchTemplateSpecification: { LaunchTemplateId: template.id, Version: '1' } }],
        TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: 'spot' },
      },
      { action: 'ec2:CreateFleet' },
    );
    assert.equal(fleet.Errors![0]!.ErrorCode, 'InvalidParameterCombination');
  });

  test('with a Core license it goes into the group that takes the license, as every launch does', async () => {
    const [license, imageId] = [await cloud.license({ countingType: 'Core' }), await ownImage()];
    await cloud.tieImage(imageId, license);
    const parameters = { 'allowed-host-based-license-configurations': [license], 'auto-allocate-host': ['true'] };
    const action = 'resource-groups:CreateGroup';
    await cloud.call(createGroup, { Name: 'spot', Configuration: configuration(parameters) }, { action });
    const id = await requestSpot(cloud, { LaunchSpecification: { ImageId: imageId } });
    const { InstanceId } = await spotRequestWith(cloud, id, 'fulfilled');
    const { Reservations } = await cloud.call(describeInstances, { InstanceIds: [InstanceId!] });
    const { Placement } = Reservations![0]!.Instances![0]!;
    assert.match(Placement!.HostResourceGroupArn!, /:group\/spot$/);
    assert.equal(await cloud.consumed(license), 48);
  });
});
