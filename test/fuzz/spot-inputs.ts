import { randomUUID } from 'node:crypto';
import type { EC2 } from '@aws-sdk/client-ec2';

/** What valid requests about Spot requests and fleets name. */
export interface SpotWorld {
  readonly spotRequestId: string;
  readonly spotInstanceId: string;
  readonly fleetId: string;
  readonly spareFleetId: string;
  readonly spotFleetId: string;
  readonly spareSpotFleetId: string;
}

const role = 'fleet';
const inAnHour = () => new Date(Date.now() + 3_600_000);

const fleet = (LaunchTemplateId: string) => ({
  LaunchTemplateConfigs: [
    {
      LaunchTemplateSpecification: { LaunchTemplateId, Version: '1' },
      Overrides: [
        { InstanceType: 't3.nano' as const, WeightedCapacity: 2, Priority: 1, AvailabilityZone: 'us-east-1a' },
      ],
    },
  ],
  TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: 'spot' as const },
});

const spotFleet = (ImageId: string) => ({
  SpotFleetRequestConfig: {
    IamFleetRole: role,
    TargetCapacity: 1,
    LaunchSpecifications: [{ ImageId, InstanceType: 't3.nano' as const, WeightedCapacity: 1 }],
  },
});

export async function createSpotWorld(ec2: EC2, given: { imageId: string; templateId: string }): Promise<SpotWorld> {
  const launchSpot = {
    ImageId: given.imageId,
    InstanceType: 't3.nano',
    InstanceMarketOptions: { MarketType: 'spot' },
  } as const;
  const { Instances } = await ec2.runInstances({ ...launchSpot, MinCount: 1, MaxCount: 1 });
  const newFleet = async () => (await ec2.createFleet(fleet(given.templateId))).FleetId!;
  const newSpotFleet = async () => (await ec2.requestSpotFleet(spotFleet(given.imageId))).SpotFleetRequestId!;
  return {
    spotRequestId: Instances![0]!.SpotInstanceRequestId!,
    spotInstanceId: Instances![0]!.InstanceId!,
    fleetId: await newFleet(),
    spareFleetId: await newFleet(),
    spotFleetId: await newSpotFleet(),
    spareSpotFleetId: await newSpotFleet(),
  };
}

type Around = SpotWorld & { readonly imageId: string; readonly templateId: string };

/** One valid request of every operation about Spot requests and fleets. */
export const spotInputs = {
  RequestSpotInstances: ({ imageId }: Around) => ({
    Type: 'persistent',
    InstanceCount: 1,
    SpotPrice: '0.5',
    ClientToken: randomUUID(),
    ValidUntil: inAnHour(),
    LaunchSpecification: { ImageId: imageId, InstanceType: 't3.nano', Placement: { AvailabilityZone: 'us-east-1b' } },
    TagSpecifications: [{ ResourceType: 'spot-instances-request', Tags: [{ Key: 'a', Value: 'b' }] }],
  }),
  DescribeSpotInstanceRequests: () => ({ MaxResults: 5, Filters: [{ Name: 'state', Values: ['active'] }] }),
  CancelSpotInstanceRequests: ({ spotRequestId }: Around) => ({ SpotInstanceRequestIds: [spotRequestId] }),
  DescribeSpotPriceHistory: () => ({ InstanceTypes: ['t3.nano'], ProductDescriptions: ['Linux/UNIX'], MaxResults: 5 }),
  RequestSpotFleet: ({ imageId }: Around) => spotFleet(imageId),
  DescribeSpotFleetRequests: ({ spotFleetId }: Around) => ({ SpotFleetRequestIds: [spotFleetId] }),
  DescribeSpotFleetInstances: ({ spotFleetId }: Around) => ({ SpotFleetRequestId: spotFleetId, MaxResults: 5 }),
  DescribeSpotFleetRequestHistory: ({ spotFleetId }: Around) => ({
    SpotFleetRequestId: spotFleetId,
    EventType: 'instanceChange',
    StartTime: new Date(0),
  }),
  ModifySpotFleetRequest: ({ spotFleetId }: Around) => ({ SpotFleetRequestId: spotFleetId, TargetCapacity: 2 }),
  CancelSpotFleetRequests: ({ spareSpotFleetId }: Around) => ({
    SpotFleetRequestIds: [spareSpotFleetId],
    TerminateInstances: true,
  }),
  CreateFleet: ({ templateId }: Around) => ({ ...fleet(templateId), Type: 'instant', ClientToken: randomUUID() }),
  DescribeFleets: ({ fleetId }: Around) => ({ FleetIds: [fleetId], Filters: [{ Name: 'type', Values: ['maintain'] }] }),
  DescribeFleetInstances: ({ fleetId }: Around) => ({ FleetId: fleetId, MaxResults: 5 }),
  DescribeFleetHistory: ({ fleetId }: Around) => ({
    FleetId: fleetId,
    StartTime: new Date(0),
    EventType: 'fleet-change',
  }),
  ModifyFleet: ({ fleetId }: Around) => ({
    FleetId: fleetId,
    TargetCapacitySpecification: { TotalTargetCapacity: 2, DefaultTargetCapacityType: 'spot' },
  }),
  DeleteFleets: ({ spareFleetId }: Around) => ({ FleetIds: [spareFleetId], TerminateInstances: true }),
};
