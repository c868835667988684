import type {
  _InstanceType,
  CreateFleetError,
  CreateFleetInstance,
  FleetData,
  FleetLaunchTemplateConfig,
  LaunchTemplateAndOverridesResponse,
  OnDemandOptions,
  PlatformValues,
  SpotFleetRequestConfig,
  SpotFleetRequestConfigData,
  SpotOptions,
  Tag,
  TargetCapacitySpecification,
} from '@aws-sdk/client-ec2';
import type { FleetState } from '../../../domain/fleets/fleet.ts';
import { availabilityZones } from '../../../domain/networks/network.ts';
import type { ListedFleet, ListedFleetInstance } from '../../../views/ec2/fleets.ts';
import { ec2CodeOf } from '../refusal-fault.ts';

const dateOf = (text: string | undefined): Date | undefined => (text ? new Date(text) : undefined);

const echoOf = ({ plan }: ListedFleet, pool: number) =>
  plan.pools[pool]?.echo as LaunchTemplateAndOverridesResponse | undefined;

/** What stood in the way of an EC2 Fleet. */
export const fleetErrorShapes = (fleet: ListedFleet): CreateFleetError[] =>
  fleet.errors.map(({ pool, lifecycle, kind, message }) => ({
    LaunchTemplateAndOverrides: echoOf(fleet, pool),
    Lifecycle: lifecycle,
    ErrorCode: ec2CodeOf(kind),
    ErrorMessage: message,
  }));

/** The machines of an EC2 Fleet, those of one pool and zone together. */
export function fleetInstanceGroups(
  fleet: ListedFleet,
  machines: readonly ListedFleetInstance[],
  region: string,
): CreateFleetInstance[] {
  const zoneIds = new Map(availabilityZones(region).map((zone) => [zone.name, zone.zoneId]));
  const groups = Map.groupBy(machines, ({ pool, lifecycle, subnetId }) => `${lifecycle} ${pool} ${subnetId}`);
  return [...groups.values()].map((group) => {
    const { pool, lifecycle, instanceType, platform, availabilityZone, subnetId } = group[0]!;
    return {
      LaunchTemplateAndOverrides: echoOf(fleet, pool),
      Lifecycle: lifecycle,
      InstanceIds: group.map(({ instanceId }) => instanceId),
      InstanceType: instanceType as _InstanceType,
      Platform: (platform ?? undefined) as PlatformValues | undefined,
      AvailabilityZone: availabilityZone,
      AvailabilityZoneId: zoneIds.get(availabilityZone),
      SubnetId: subnetId,
    };
  });
}

/** An EC2 Fleet in EC2's form, with EC2's defaults for what its request left out. */
export function fleetShape(
  fleet: ListedFleet,
  { tags, machines, region }: { tags: readonly Tag[]; machines: readonly ListedFleetInstance[]; region: string },
): FleetData {
  const config = fleet.config as FleetData & { ValidFrom?: string; ValidUntil?: string };
  const { sides } = fleet.plan;
  return {
    FleetId: fleet.id,
    FleetState: fleet.state,
    ActivityStatus: fleet.activityStatus ?? undefined,
    CreateTime: fleet.createdAt,
    Type: fleet.type,
    ExcessCapacityTerminationPolicy: config.ExcessCapacityTerminationPolicy ?? 'termination',
    FulfilledCapacity: fleet.fulfilled,
    FulfilledOnDemandCapacity: fleet.fulfilledOnDemand,
    LaunchTemplateConfigs: (config.LaunchTemplateConfigs ?? []).map(withOverrides),
    TargetCapacitySpecification: {
      ...(config.TargetCapacitySpecification as TargetCapacitySpecification),
      TotalTargetCapacity: sides['on-demand'].target + sides.spot.target,
      OnDemandTargetCapacity: sides['on-demand'].target,
      SpotTargetCapacity: sides.spot.target,
      DefaultTargetCapacityType: config.TargetCapacitySpecification?.DefaultTargetCapacityType ?? 'spot',
    },
    TerminateInstancesWithExpiration: config.TerminateInstancesWithExpiration ?? false,
    ReplaceUnhealthyInstances: config.ReplaceUnhealthyInstances ?? false,
    ValidFrom: dateOf(config.ValidFrom as string | undefined),
    ValidUntil: dateOf(config.ValidUntil as string | undefined),
    SpotOptions: spotOptions(config.SpotOptions),
    OnDemandOptions: { AllocationStrategy: LOWEST_PRICE, ...config.OnDemandOptions } satisfies OnDemandOptions,
    Context: config.Context,
    Tags: [...tags],
    Errors: fleetErrorShapes(fleet),
    // EC2 tells the machines of fleets of type instant only.
    Instances: fleet.type === 'instant' ? fleetInstanceGroups(fleet, machines, region) : [],
  };
}

/**
 * The default as EC2 answers it (the AWS CLI's example of describe-fleets), in which Terraform sees its own: its spelling
 * is not that of the enumeration.
 */
const LOWEST_PRICE = 'lowestPrice' as 'lowest-price';

const spotOptions = (given: SpotOptions = {}): SpotOptions => ({
  AllocationStrategy: LOWEST_PRICE,
  InstanceInterruptionBehavior: 'terminate',
  ...(/^lowest-?price$/i.test(given.AllocationStrategy ?? LOWEST_PRICE) && { InstancePoolsToUseCount: 1 }),
  ...given,
});

const withOverrides = (config: FleetLaunchTemplateConfig): FleetLaunchTemplateConfig => ({ Overrides: [], ...config });

/** A Spot Fleet says cancelled where an EC2 Fleet says deleted. */
export const spotFleetState = (state: FleetState) =>
  state.replace('deleted', 'cancelled') as NonNullable<SpotFleetRequestConfig['SpotFleetRequestState']>;

/** A Spot Fleet request in EC2's form: what it was given, whole, with EC2's defaults. */
export function spotFleetShape(fleet: ListedFleet, tags: readonly Tag[]): SpotFleetRequestConfig {
  const config = fleet.config as unknown as SpotFleetRequestConfigData;
  const { sides, terminateOnExpiration } = fleet.plan;
  return {
    SpotFleetRequestId: fleet.id,
    SpotFleetRequestState: spotFleetState(fleet.state),
    ActivityStatus: fleet.activityStatus ?? undefined,
    CreateTime: fleet.createdAt,
    Tags: [...tags],
    SpotFleetRequestConfig: {
      AllocationStrategy: 'lowestPrice',
      OnDemandAllocationStrategy: 'lowestPrice',
      ExcessCapacityTerminationPolicy: 'default',
      InstanceInterruptionBehavior: 'terminate',
      InstancePoolsToUseCount: 1,
      ReplaceUnhealthyInstances: false,
      ...config,
      // without a price it is an empty text, which Terraform sends and reads back
      LaunchSpecifications: (config.LaunchSpecifications ?? []).map((one) => ({ SpotPrice: '', ...one })),
      LaunchTemplateConfigs: (config.LaunchTemplateConfigs ?? []).map((one) => ({ Overrides: [], ...one })),
      TerminateInstancesWithExpiration: terminateOnExpiration,
      Type: fleet.type,
      ValidFrom: dateOf(config.ValidFrom as unknown as string | undefined),
      ValidUntil: dateOf(config.ValidUntil as unknown as string | undefined),
      TargetCapacity: sides['on-demand'].target + sides.spot.target,
      OnDemandTargetCapacity: sides['on-demand'].target,
      FulfilledCapacity: fleet.fulfilled,
      OnDemandFulfilledCapacity: fleet.fulfilledOnDemand,
    },
  };
}
