import type {
  _InstanceType,
  FleetLaunchTemplateConfigRequest,
  FleetLaunchTemplateOverridesRequest,
  InstanceRequirements,
  InstanceRequirementsRequest,
  LaunchTemplateAndOverridesResponse,
  LaunchTemplateInstanceNetworkInterfaceSpecificationRequest,
  RunInstancesRequest,
  SpotFleetLaunchSpecification,
} from '@aws-sdk/client-ec2';
import type { FleetPool } from '../../../domain/fleets/fleet.ts';
import { CommonFault, Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import type { FoundLaunchTemplateVersion } from '../../../views/ec2/launch-templates.ts';
import { mergeLaunchTemplate } from '../instances/launch-parameters.ts';
import { toLaunchRequest } from '../instances/launch-request.ts';
import { findTemplateOfLaunch, templateRefOf } from '../launch-templates/launch-template-of-launch.ts';
import { parametersOfSpecification } from '../spot/spot-launch-specification.ts';
import { type CapacityUnit, chooseTypes } from './types-by-requirements.ts';

/** EC2 Fleet's overrides; Spot Fleet's are some of them. */
type Override = Omit<FleetLaunchTemplateOverridesRequest, 'InstanceRequirements'> & {
  readonly InstanceRequirements?: InstanceRequirementsRequest | InstanceRequirements | undefined;
};

interface TemplateConfig extends Pick<FleetLaunchTemplateConfigRequest, 'LaunchTemplateSpecification'> {
  readonly Overrides?: readonly Override[] | undefined;
}

/** Pools of a fleet at the most (EC2 user guide, fleet quotas). */
const POOL_LIMIT = 300;

/**
 * The pools of launch templates with their overrides. A version such as `$Latest` is the one of now, and stays, so that a
 * template that changes or goes later does not change the fleet.
 */
export async function poolsOfTemplates(
  configs: readonly TemplateConfig[],
  context: RequestContext,
  unit?: CapacityUnit,
): Promise<FleetPool[]> {
  const pools: FleetPool[] = [];
  for (const { LaunchTemplateSpecification: specification, Overrides: overrides } of configs) {
    const ref = templateRefOf(specification);
    if (!ref)
      throw new CommonFault('MissingMember', 'The request must contain the parameter LaunchTemplateSpecification');
    const template = await findTemplateOfLaunch({ ...ref, version: checkVersion(specification?.Version) }, context);
    for (const override of overrides?.length ? overrides : [{}])
      for (const typed of await withTypes(template, override, { context, unit }))
        pools.push(...poolsOf(template, typed, context));
  }
  return checkCount(pools);
}

/** An override of one type; one that requirements chose may say how many units it is. */
type Typed = Override & { readonly weight?: number | undefined };

/** The override for each of the types that its requirements, or those of its template, choose; itself where a type is named. */
async function withTypes(
  { data }: FoundLaunchTemplateVersion,
  override: Override,
  { context, unit = 'units' }: { context: RequestContext; unit?: CapacityUnit | undefined },
): Promise<Typed[]> {
  const { InstanceType, InstanceRequirements: own } = override;
  if (InstanceType && own)
    throw new Fault('InvalidParameterCombination', 'Give InstanceType or InstanceRequirements, not both.');
  const requirements = own ?? (InstanceType ? undefined : data.InstanceRequirements);
  if (!requirements && unit !== 'units')
    throw new Fault('InvalidParameterCombination', `TargetCapacityUnitType ${unit} is for InstanceRequirements.`);
  if (!requirements) return [override];
  const imageId = override.ImageId ?? data.ImageId;
  const types = await chooseTypes(context, { requirements, imageId, unit });
  return types.map(({ instanceType, weight }) => ({
    ...override,
    InstanceType: instanceType as _InstanceType,
    weight,
  }));
}

function checkVersion(version: string | undefined): string {
  if (version) return version;
  throw new CommonFault('MissingMember', 'The request must contain the parameter Version of the launch template');
}

function poolsOf(template: FoundLaunchTemplateVersion, override: Typed, context: RequestContext): FleetPool[] {
  const { launchTemplateId: LaunchTemplateId, launchTemplateName: LaunchTemplateName, version } = template;
  const LaunchTemplateSpecification = { LaunchTemplateId, LaunchTemplateName, Version: String(version) };
  // The fleet says what is Spot and what is not.
  const { InstanceMarketOptions: _, InstanceRequirements: _chosen, ...data } = template.data;
  return placesOf(override.SubnetId, override.AvailabilityZone).map((place) => {
    const given = parametersOfOverride(override);
    const request = {
      ...given,
      Placement: place.zone ? { ...given.Placement, AvailabilityZone: place.zone } : given.Placement,
      ...inSubnet(place.subnet, data.NetworkInterfaces),
      MinCount: 1,
      MaxCount: 1,
    } as RunInstancesRequest;
    return {
      request: toLaunchRequest(mergeLaunchTemplate(data, request), {
        ...frameOf(context),
        template: { id: LaunchTemplateId, version },
      }),
      weight: override.weight ?? weightOf(override.WeightedCapacity),
      ...(override.Priority !== undefined && { priority: override.Priority }),
      echo: {
        LaunchTemplateSpecification,
        Overrides: echoOf(override, place),
      } satisfies LaunchTemplateAndOverridesResponse,
    };
  });
}

/** Where the template has network interfaces, an override's subnet is that of the primary one. */
const inSubnet = (
  SubnetId: string | undefined,
  interfaces: readonly LaunchTemplateInstanceNetworkInterfaceSpecificationRequest[] = [],
) =>
  SubnetId && interfaces.length > 0
    ? { NetworkInterfaces: interfaces.map((one) => (one.DeviceIndex ? one : { ...one, SubnetId })) }
    : { SubnetId };

const frameOf = ({ accountId, region }: RequestContext) => ({
  scope: { accountId, region },
  minCount: 1,
  maxCount: 1,
  clientToken: undefined,
});

function parametersOfOverride({ InstanceType, ImageId, KeyName, IamInstanceProfile, ...override }: Override) {
  const { BlockDeviceMappings, MetadataOptions, Placement: placement, AvailabilityZoneId } = override;
  const Placement =
    placement || AvailabilityZoneId ? { ...placement, ...(AvailabilityZoneId && { AvailabilityZoneId }) } : undefined;
  return { InstanceType, ImageId, KeyName, IamInstanceProfile, BlockDeviceMappings, MetadataOptions, Placement };
}

/** The override in the form of an answer, where subnet and zone are of this pool. */
function echoOf(
  { KeyName: _k, IamInstanceProfile: _i, MetadataOptions: _m, Placement: placement, weight: _w, ...override }: Typed,
  place: Place,
) {
  return {
    ...override,
    ...(place.subnet && { SubnetId: place.subnet }),
    ...(place.zone && { AvailabilityZone: place.zone }),
    ...(placement && { Placement: { GroupName: placement.GroupName } }),
  } as LaunchTemplateAndOverridesResponse['Overrides'];
}

interface Place {
  readonly subnet?: string;
  readonly zone?: string;
}

/** Subnets or zones of a pool may be several, with commas between them: a pool for each. */
function placesOf(subnets: string | undefined, zones: string | undefined): Place[] {
  const listOf = (text: string | undefined) =>
    (text ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
  const [subnetIds, zoneNames] = [listOf(subnets), listOf(zones)];
  if (subnetIds.length > 0) return subnetIds.map((subnet) => ({ subnet, ...(zoneNames[0] && { zone: zoneNames[0] }) }));
  return zoneNames.length > 0 ? zoneNames.map((zone) => ({ zone })) : [{}];
}

/** The pools of a Spot Fleet's launch specifications, whose licenses can only be those of the images. */
export function poolsOfSpecifications(
  specifications: readonly SpotFleetLaunchSpecification[],
  context: RequestContext,
): FleetPool[] {
  const pools = specifications.flatMap((specification) => {
    const { SubnetId, Placement, WeightedCapacity } = specification;
    return placesOf(SubnetId, Placement?.AvailabilityZone).map(({ subnet, zone }): FleetPool => {
      const placed = { ...specification, SubnetId: subnet, Placement: { ...Placement, AvailabilityZone: zone } };
      const request = toLaunchRequest(parametersOfSpecification(placed), { ...frameOf(context), template: undefined });
      return { request, weight: weightOf(WeightedCapacity), echo: {} };
    });
  });
  return checkCount(pools);
}

function weightOf(weight = 1): number {
  if (weight > 0 && weight <= 999) return weight;
  throw new Fault(
    'InvalidParameterValue',
    `Invalid value '${weight}' for WeightedCapacity: expected more than 0 and at most 999.`,
  );
}

function checkCount(pools: FleetPool[]): FleetPool[] {
  if (pools.length === 0) throw new CommonFault('MissingMember', 'The request must contain something to launch from.');
  if (pools.length <= POOL_LIMIT) return pools;
  throw new Fault(
    'InvalidParameterValue',
    `A fleet can have ${POOL_LIMIT} pools at most; this one has ${pools.length}.`,
  );
}
