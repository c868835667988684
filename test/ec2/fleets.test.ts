import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { CreateFleetRequest, FleetLaunchTemplateOverridesRequest, ResourceType } from '@aws-sdk/client-ec2';
import { defaultNetwork } from '../../src/domain/networks/network.ts';
import { cancelSpotFleetRequests } from '../../src/operations/ec2/fleets/cancel-spot-fleet-requests.ts';
import { createFleet } from '../../src/operations/ec2/fleets/create-fleet.ts';
import { deleteFleets } from '../../src/operations/ec2/fleets/delete-fleets.ts';
import { describeFleetHistory } from '../../src/operations/ec2/fleets/describe-fleet-history.ts';
import { describeFleetInstances } from '../../src/operations/ec2/fleets/describe-fleet-instances.ts';
import { describeSpotFleetInstances } from '../../src/operations/ec2/fleets/describe-spot-fleet-instances.ts';
import { describeSpotFleetRequestHistory } from '../../src/operations/ec2/fleets/describe-spot-fleet-request-history.ts';
import { describeSpotFleetRequests } from '../../src/operations/ec2/fleets/describe-spot-fleet-requests.ts';
import { modifyFleet } from '../../src/operations/ec2/fleets/modify-fleet.ts';
import { requestSpotFleet } from '../../src/operations/ec2/fleets/request-spot-fleet.ts';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { terminateInstances } from '../../src/operations/ec2/instances/terminate-instances.ts';
import { describeTags } from '../../src/operations/ec2/tags/describe-tags.ts';
import { takeFleets } from '../../src/store/fleet.ts';
import { eventually } from '../eventually.ts';
import { ACCOUNT, type Cloud, faultOf, givenCloud, LINUX, REGION, specify } from './launching.ts';
import { fleet, runJobs } from './requests.ts';

let cloud: Cloud;
before(async () => {
  cloud = await givenCloud();
  runJobs(cloud);
});

/** A template of m5.large, which takes 2 of the license's vCPUs. */
async function givenTemplate(licenseCount?: number) {
  const license = await cloud.license(licenseCount === undefined ? {} : { licenseCount, hardLimit: true });
  const { id } = await cloud.template({
    ImageId: LINUX,
    InstanceType: 'm5.large',
    LicenseSpecifications: specify(license),
  });
  return { license, template: id };
}

interface Wanted extends Omit<Partial<CreateFleetRequest>, 'LaunchTemplateConfigs'> {
  readonly template: string;
  readonly overrides?: FleetLaunchTemplateOverridesRequest[];
  readonly total: number;
}

const create = ({ template, overrides, total, ...given }: Wanted) =>
  cloud.call(
    createFleet,
    {
      Type: 'maintain',
      LaunchTemplateConfigs: [
        {
          LaunchTemplateSpecification: { LaunchTemplateId: template, Version: '$Latest' },
          ...(overrides && { Overrides: overrides }),
        },
      ],
      TargetCapacitySpecification: { TotalTargetCapacity: total, DefaultTargetCapacityType: 'on-demand' },
      ...given,
    },
    { action: 'ec2:CreateFleet' },
  );

const machinesOf = async (id: string) => (await cloud.call(describeFleetInstances, { FleetId: id })).ActiveInstances!;

const withMachines = (id: string, count: number) =>
  eventually(async () => {
    const machines = await machinesOf(id);
    return machines.length === count && machines;
  }, `the fleet has ${count} machines`);

const withState = (id: string, state: string) =>
  eventually(async () => (await fleet(cloud, id)).FleetState === state, `the fleet is ${state}`);

describe('a fleet of type instant', () => {
  test('is launched within the call', async () => {
    const { license, template } = await givenTemplate(8);
    const { FleetId, Instances, Errors } = await create({ template, total: 3, Type: 'instant' });
    assert.deepEqual([Instances![0]!.InstanceIds!.length, Errors], [3, []]);
    assert.equal(Instances![0]!.Lifecycle, 'on-demand');
    assert.equal(await cloud.consumed(license), 6);
    assert.equal((await fleet(cloud, FleetId!)).FulfilledCapacity, 3);
  });

  test('has fewer machines and an error where licenses run out', async () => {
    const { license, template } = await givenTemplate(5);
    const { FleetId, Instances, Errors } = await create({ template, total: 4, Type: 'instant' });
    assert.equal(Instances![0]!.InstanceIds!.length, 2);
    assert.equal(Errors![0]!.ErrorCode, 'LicenseUsageFailure');
    assert.match(Errors![0]!.ErrorMessage!, /^No licenses available\./);
    assert.equal(Errors![0]!.LaunchTemplateAndOverrides!.LaunchTemplateSpecification!.LaunchTemplateId, template);
    assert.equal(await cloud.consumed(license), 4);
    await cloud.call(deleteFleets, { FleetIds: [FleetId!], TerminateInstances: true });
    await withState(FleetId!, 'deleted');
    assert.equal(await cloud.consumed(license), 0);
  });

  test('tags what it launches, which one of another type leaves to its template', async () => {
    const { id: template } = await cloud.template({
      ImageId: LINUX,
      InstanceType: 'm5.large',
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'of', Value: 'template' }] }],
    });
    const of = (ResourceType: ResourceType) => ({ ResourceType, Tags: [{ Key: 'kind', Value: ResourceType }] });
    const kinds = ['fleet', 'instance', 'volume', 'network-interface', 'spot-instances-request'] as const;
    const capacity = { TotalTargetCapacity: 1, DefaultTargetCapacityType: 'spot' as const };
    const TagSpecifications = kinds.map(of);
    const { Instances } = await create({
      template,
      total: 1,
      TargetCapacitySpecification: capacity,
      Type: 'instant',
      TagSpecifications,
    });
    const Filters = [{ Name: 'key', Values: ['kind', 'of'] }];
    const { Tags } = await cloud.call(describeTags, { Filters });
    assert.deepEqual(
      Tags!.map(({ ResourceType, Key, Value }) => [ResourceType, Key, Value]).sort(),
      [...kinds.map((kind) => [kind, 'kind', kind]), ['instance', 'of', 'template']].sort(),
    );
    assert.ok(Tags!.some(({ ResourceId }) => ResourceId === Instances![0]!.InstanceIds![0]));
    const maintained = create({ template, total: 1, TagSpecifications });
    await assert.rejects(maintained, faultOf('InvalidParameterValue'));
  });

  test("puts the primary network interface of its template into an override's subnet", async () => {
    const { subnets } = defaultNetwork(ACCOUNT, REGION);
    const { id: template } = await cloud.template({
      ImageId: LINUX,
      InstanceType: 'm5.large',
      NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: false, SubnetId: subnets[0]!.subnetId }],
    });
    const SubnetId = subnets[1]!.subnetId;
    const { Instances } = await create({ template, total: 1, Type: 'instant', overrides: [{ SubnetId }] });
    const { Reservations } = await cloud.call(describeInstances, { InstanceIds: Instances![0]!.InstanceIds! });
    const [machine] = Reservations![0]!.Instances!;
    assert.deepEqual([machine!.SubnetId, machine!.PublicIpAddress], [SubnetId, undefined]);
  });

  test('falls back on another type where the first does not fit, and keeps to its minimum', async () => {
    const { license, template } = await givenTemplate(6);
    const overrides = [
      { InstanceType: 'm5.xlarge' as const, Priority: 1 },
      { InstanceType: 'm5.large' as const, Priority: 2 },
    ];
    const options = { AllocationStrategy: 'prioritized' as const };
    const mixed = await create({ template, overrides, total: 2, Type: 'instant', OnDemandOptions: options });
    assert.deepEqual(mixed.Instances!.map(({ InstanceType }) => InstanceType).sort(), ['m5.large', 'm5.xlarge']);
    const short = await create({ template, total: 2, Type: 'instant', OnDemandOptions: { MinTargetCapacity: 2 } });
    assert.deepEqual(short.Instances, []);
    await eventually(async () => (await cloud.consumed(license)) === 6, 'only the first fleet has machines');
  });

  test('is made once for a client token', async () => {
    const { license, template } = await givenTemplate();
    const ClientToken = 'once';
    const [first, again] = [
      await create({ template, total: 2, Type: 'instant', ClientToken }),
      await create({ template, total: 2, Type: 'instant', ClientToken }),
    ];
    assert.deepEqual(again, first);
    assert.equal(await cloud.consumed(license), 4);
  });

  test('is launched by who creates it, however eager the others are', async () => {
    const { template } = await givenTemplate();
    let creating = true;
    const take = () => cloud.db.transaction().execute((trx) => takeFleets(trx, { limit: 10, leaseMs: 60_000 }));
    const taking = (async () => {
      while (creating) await take();
    })();
    for (let n = 0; n < 5; n++) {
      const { Instances } = await create({ template, total: 1, Type: 'instant' });
      assert.equal(Instances!.length, 1);
    }
    creating = false;
    await taking;
  });

  test('of 1,000 machines is launched, Spot and on demand', async () => {
    const { license, template } = await givenTemplate(2_000);
    const TargetCapacitySpecification = {
      TotalTargetCapacity: 1_000,
      OnDemandTargetCapacity: 300,
      DefaultTargetCapacityType: 'spot' as const,
    };
    const { Instances } = await create({ template, total: 0, Type: 'instant', TargetCapacitySpecification });
    const counts = Instances!.map(({ Lifecycle, InstanceIds }) => [Lifecycle, InstanceIds!.length]);
    assert.deepEqual(counts, [
      ['on-demand', 300],
      ['spot', 700],
    ]);
    assert.equal(await cloud.consumed(license), 2_000);
  });
});

describe('a fleet of type maintain', () => {
  test('waits for licenses, replaces lost machines, and shrinks and ends as it is told', async () => {
    const { license, template } = await givenTemplate(4);
    const { FleetId } = await create({ template, total: 3 });
    const id = FleetId!;
    const [lost] = await withMachines(id, 2);
    const waiting = await eventually(async () => {
      const found = await fleet(cloud, id);
      return found.Errors!.length > 0 && found;
    }, 'the fleet tells what it lacks');
    assert.deepEqual([waiting.FleetState, waiting.ActivityStatus], ['active', 'pending_fulfillment']);
    const { HistoryRecords } = await cloud.call(describeFleetHistory, {
      FleetId: id,
      StartTime: new Date(0),
      EventType: 'service-error',
    });
    assert.match(HistoryRecords![0]!.EventInformation!.EventDescription!, /No licenses available/);

    await cloud.call(terminateInstances, { InstanceIds: [lost!.InstanceId!] });
    await eventually(async () => {
      const machines = await machinesOf(id);
      return machines.length === 2 && !machines.some(({ InstanceId }) => InstanceId === lost!.InstanceId);
    }, 'the lost machine is replaced');

    await cloud.call(modifyFleet, {
      FleetId: id,
      TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: 'on-demand' },
    });
    await withMachines(id, 1);
    const fulfilled = await eventually(async () => {
      const found = await fleet(cloud, id);
      return found.FleetState === 'active' && found.ActivityStatus === 'fulfilled' && found;
    }, 'the fleet is fulfilled');
    assert.deepEqual([fulfilled.FulfilledCapacity, fulfilled.Errors], [1, []]);

    const deletions = await cloud.call(deleteFleets, { FleetIds: [id, 'fleet-1'], TerminateInstances: true });
    assert.equal(deletions.SuccessfulFleetDeletions![0]!.CurrentFleetState, 'deleted_terminating');
    assert.equal(deletions.UnsuccessfulFleetDeletions![0]!.Error!.Code, 'fleetIdMalformed');
    await withState(id, 'deleted');
    assert.equal(await cloud.consumed(license), 0);
  });

  test('keeps its default side and its other targets when the total alone changes', async () => {
    const { template } = await givenTemplate();
    const { FleetId } = await create({
      template,
      total: 3,
      TargetCapacitySpecification: {
        TotalTargetCapacity: 3,
        SpotTargetCapacity: 1,
        DefaultTargetCapacityType: 'on-demand',
      },
    });
    const targets = async (TotalTargetCapacity: number) => {
      await cloud.call(modifyFleet, { FleetId, TargetCapacitySpecification: { TotalTargetCapacity } });
      const { TargetCapacitySpecification: now } = await fleet(cloud, FleetId!);
      return [now!.DefaultTargetCapacityType, now!.OnDemandTargetCapacity, now!.SpotTargetCapacity];
    };
    assert.deepEqual(await targets(5), ['on-demand', 4, 1]);
    assert.deepEqual(await targets(1), ['on-demand', 0, 1]);
    assert.deepEqual(await targets(0), ['on-demand', 0, 0]);
    await cloud.call(deleteFleets, { FleetIds: [FleetId!], TerminateInstances: true });
  });

  test('cannot be found or changed where it is not there', async () => {
    const FleetId = 'fleet-00000000-0000-0000-0000-000000000000';
    await assert.rejects(fleet(cloud, FleetId), faultOf('InvalidFleetId.NotFound'));
    await assert.rejects(cloud.call(modifyFleet, { FleetId }), faultOf('InvalidFleetId.NotFound'));
  });
});

describe('a Spot Fleet', () => {
  const request = (config: object) =>
    cloud.call(requestSpotFleet, {
      SpotFleetRequestConfig: { IamFleetRole: 'arn:aws:iam::111111111111:role/fleet', TargetCapacity: 2, ...config },
    });
  const read = async (id: string) =>
    (await cloud.call(describeSpotFleetRequests, { SpotFleetRequestIds: [id] })).SpotFleetRequestConfigs![0]!;

  test('is fulfilled by weight, echoed whole and cancelled', async () => {
    const specification = {
      ImageId: LINUX,
      InstanceType: 'm5.large',
      WeightedCapacity: 2,
      SubnetId: undefined,
    } as const;
    const { SpotFleetRequestId } = await request({
      LaunchSpecifications: [specification],
      TargetCapacity: 3,
      AllocationStrategy: 'diversified',
    });
    const id = SpotFleetRequestId!;
    const found = await eventually(async () => {
      const config = await read(id);
      return config.ActivityStatus === 'fulfilled' && config;
    }, 'the fleet is fulfilled');
    assert.equal(found.SpotFleetRequestState, 'active');
    const { FulfilledCapacity, LaunchSpecifications, AllocationStrategy } = found.SpotFleetRequestConfig!;
    assert.deepEqual(
      [
        FulfilledCapacity,
        LaunchSpecifications![0]!.WeightedCapacity,
        LaunchSpecifications![0]!.SpotPrice,
        AllocationStrategy,
      ],
      [4, 2, '', 'diversified'],
    );
    const { ActiveInstances } = await cloud.call(describeSpotFleetInstances, { SpotFleetRequestId: id });
    assert.equal(ActiveInstances!.length, 2);
    assert.match(ActiveInstances![0]!.SpotInstanceRequestId!, /^sir-/);

    await cloud.call(cancelSpotFleetRequests, { SpotFleetRequestIds: [id], TerminateInstances: false });
    assert.equal((await read(id)).SpotFleetRequestState, 'cancelled_running');
    await cloud.call(cancelSpotFleetRequests, { SpotFleetRequestIds: [id], TerminateInstances: true });
    await eventually(async () => (await read(id)).SpotFleetRequestState === 'cancelled', 'the fleet is cancelled');
  });

  test('that cannot launch anything tells so', async () => {
    const { SpotFleetRequestId: id } = await request({
      LaunchSpecifications: [{ ImageId: 'ami-00000000', InstanceType: 'm5.large' }],
    });
    await eventually(async () => (await read(id!)).ActivityStatus === 'error', 'the fleet is in error');
    const { HistoryRecords } = await cloud.call(describeSpotFleetRequestHistory, {
      SpotFleetRequestId: id,
      StartTime: new Date(0),
    });
    const types = HistoryRecords!.map(
      ({ EventType, EventInformation }) => `${EventType} ${EventInformation!.EventSubType}`,
    );
    assert.ok(types.includes('information launchSpecTemporarilyBlacklisted'), types.join());
    assert.ok(types.includes('error allLaunchSpecsTemporarilyBlacklisted'), types.join());
  });
});
