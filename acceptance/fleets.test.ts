import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ec2, sts, uniqueName } from './clients.ts';
import { consumed, givenImage, givenLicense, givenLicensedImage, refused } from './given.ts';

async function eventually<T>(look: () => Promise<T | false | undefined>, what: string): Promise<T> {
  for (const until = Date.now() + 30_000; Date.now() < until; await new Promise((next) => setTimeout(next, 100))) {
    const found = await look();
    if (found) return found;
  }
  return assert.fail(`in vain it was waited until ${what}`);
}

/** A template whose machines of 4 vCPUs take a license. */
async function givenTemplate(license: string) {
  const { LaunchTemplate } = await ec2.createLaunchTemplate({
    LaunchTemplateName: uniqueName('template'),
    LaunchTemplateData: {
      ImageId: await givenImage(),
      InstanceType: 'm5.xlarge',
      LicenseSpecifications: [{ LicenseConfigurationArn: license }],
    },
  });
  return { LaunchTemplateSpecification: { LaunchTemplateId: LaunchTemplate!.LaunchTemplateId, Version: '$Latest' } };
}

const fleetOf = async (id: string) => (await ec2.describeFleets({ FleetIds: [id] })).Fleets![0]!;

test('an instant fleet has as many machines as licenses allow, and tells of the others', async () => {
  const license = await givenLicense({ LicenseCount: 10 });
  const { FleetId, Instances, Errors } = await ec2.createFleet({
    Type: 'instant',
    LaunchTemplateConfigs: [await givenTemplate(license)],
    TargetCapacitySpecification: { TotalTargetCapacity: 3, DefaultTargetCapacityType: 'on-demand' },
  });
  assert.equal(Instances![0]!.InstanceIds!.length, 2);
  assert.equal(Errors![0]!.ErrorCode, 'LicenseUsageFailure');
  assert.equal(await consumed(license), 8);
  await ec2.deleteFleets({ FleetIds: [FleetId!], TerminateInstances: true });
  await eventually(async () => (await consumed(license)) === 0, 'the licenses are given back');
});

test('a fleet that is maintained goes on when licenses come, as Terraform creates, changes and deletes it', async () => {
  const license = await givenLicense({ LicenseCount: 4 });
  const config = await givenTemplate(license);
  const { FleetId } = await ec2.createFleet({
    Type: 'maintain',
    LaunchTemplateConfigs: [config],
    TargetCapacitySpecification: { TotalTargetCapacity: 2, DefaultTargetCapacityType: 'spot' },
    TagSpecifications: [{ ResourceType: 'fleet', Tags: [{ Key: 'Name', Value: 'mine' }] }],
  });
  const id = FleetId!;
  const waiting = await eventually(async () => {
    const fleet = await fleetOf(id);
    return fleet.FleetState === 'active' && fleet.Errors!.length > 0 && fleet;
  }, 'the fleet lacks licenses');
  assert.deepEqual(waiting.LaunchTemplateConfigs, [{ ...config, Overrides: [] }]);
  assert.deepEqual([waiting.FulfilledCapacity, waiting.TargetCapacitySpecification!.TotalTargetCapacity], [1, 2]);
  assert.deepEqual([waiting.SpotOptions!.AllocationStrategy, waiting.Tags![0]!.Value], ['lowestPrice', 'mine']);

  const { ActiveInstances: [machine] = [] } = await ec2.describeFleetInstances({ FleetId: id });
  await ec2.terminateInstances({ InstanceIds: [machine!.InstanceId!] });
  await eventually(async () => {
    const { ActiveInstances: [now] = [] } = await ec2.describeFleetInstances({ FleetId: id });
    return now && now.InstanceId !== machine!.InstanceId;
  }, 'the lost machine is replaced');

  await ec2.modifyFleet({
    FleetId: id,
    TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: 'spot' },
  });
  await eventually(async () => (await fleetOf(id)).ActivityStatus === 'fulfilled', 'the smaller fleet is fulfilled');
  const { SuccessfulFleetDeletions: deleted } = await ec2.deleteFleets({ FleetIds: [id], TerminateInstances: true });
  assert.equal(deleted![0]!.CurrentFleetState, 'deleted_terminating');
  await eventually(async () => (await fleetOf(id)).FleetState === 'deleted', 'the fleet is deleted');
  assert.equal(await consumed(license), 0);
  await refused(
    ec2.describeFleets({ FleetIds: ['fleet-00000000-0000-0000-0000-000000000000'] }),
    'InvalidFleetId.NotFound',
  );
});

test('a Spot Fleet takes the licenses of its image, up to the limit and past it', async () => {
  const license = await givenLicense({ LicenseCount: 4 });
  const { Account } = await sts.getCallerIdentity({});
  const { SpotFleetRequestId } = await ec2.requestSpotFleet({
    SpotFleetRequestConfig: {
      IamFleetRole: `arn:aws:iam::${Account}:role/fleet`,
      TargetCapacity: 2,
      LaunchSpecifications: [{ ImageId: await givenLicensedImage(license), InstanceType: 'm5.xlarge' }],
      ValidUntil: new Date('2099-01-01T00:00:00Z'),
    },
  });
  const id = SpotFleetRequestId!;
  const read = async () =>
    (await ec2.describeSpotFleetRequests({ SpotFleetRequestIds: [id] })).SpotFleetRequestConfigs![0]!;
  await eventually(async () => {
    const history = await ec2.describeSpotFleetRequestHistory({
      SpotFleetRequestId: id,
      StartTime: new Date(0),
      EventType: 'information',
    });
    return history.HistoryRecords!.some(({ EventInformation: told }) =>
      /No licenses available/.test(told!.EventDescription ?? ''),
    );
  }, 'the history tells that licenses are short');
  const { SpotFleetRequestState, ActivityStatus, SpotFleetRequestConfig: config } = await read();
  assert.deepEqual([SpotFleetRequestState, ActivityStatus], ['active', 'pending_fulfillment']);
  assert.deepEqual(
    [config!.FulfilledCapacity, config!.LaunchSpecifications!.length, config!.ValidUntil!.getUTCFullYear()],
    [1, 1, 2099],
  );
  assert.equal(await consumed(license), 4);

  await ec2.modifySpotFleetRequest({ SpotFleetRequestId: id, TargetCapacity: 1 });
  await eventually(async () => (await read()).ActivityStatus === 'fulfilled', 'the smaller fleet is fulfilled');
  await ec2.cancelSpotFleetRequests({ SpotFleetRequestIds: [id], TerminateInstances: true });
  await eventually(async () => {
    const { ActiveInstances } = await ec2.describeSpotFleetInstances({ SpotFleetRequestId: id });
    return ActiveInstances!.length === 0 && (await consumed(license)) === 0;
  }, 'its machines are gone');
});
