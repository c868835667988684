import type {
  LaunchSpecification,
  RequestSpotLaunchSpecification,
  SpotFleetLaunchSpecification,
  SpotPlacement,
} from '@aws-sdk/client-ec2';
import type { LaunchParameters } from '../instances/launch-parameters.ts';

/** What RunInstances would be given for a launch specification, which has no member for licenses: they come from the image. */
export function parametersOfSpecification(
  specification: RequestSpotLaunchSpecification | SpotFleetLaunchSpecification,
): LaunchParameters {
  const { AddressingType: _addressing, Monitoring: monitoring, Placement: placement, ...rest } = specification;
  const { SecurityGroups: groups, RamdiskId, ...given } = rest;
  const {
    WeightedCapacity: _w,
    SpotPrice: _p,
    TagSpecifications: tags,
    ...members
  } = given as SpotFleetLaunchSpecification;
  return {
    ...members,
    ...groupsOf(groups),
    RamdiskId,
    Placement: placement && placementOf(placement),
    Monitoring: monitoring && { Enabled: monitoring.Enabled ?? false },
    TagSpecifications: tags,
    // InstanceRequirements differ in type only, and are refused.
  } as LaunchParameters;
}

/** Spot takes groups by name, a Spot Fleet by id and name. */
function groupsOf(
  groups: RequestSpotLaunchSpecification['SecurityGroups'] | SpotFleetLaunchSpecification['SecurityGroups'],
) {
  const names = groups?.filter((group) => typeof group === 'string');
  const ids = groups?.flatMap((group) => (typeof group === 'string' ? [] : (group.GroupId ?? [])));
  return { ...(names?.length && { SecurityGroups: names }), ...(ids?.length && { SecurityGroupIds: ids }) };
}

const placementOf = ({ AvailabilityZone, AvailabilityZoneId, GroupName, Tenancy }: SpotPlacement) => ({
  AvailabilityZone,
  AvailabilityZoneId,
  GroupName,
  Tenancy,
});

/** A request's launch specification as EC2 answers it. */
export function echoOfSpecification(specification: RequestSpotLaunchSpecification): LaunchSpecification {
  const { SecurityGroupIds: ids = [], SecurityGroups: names = [], Monitoring, ...rest } = specification;
  return {
    ...rest,
    ...(rest.SubnetId && !rest.NetworkInterfaces && { NetworkInterfaces: [interfaceIn(rest.SubnetId, ids)] }),
    EbsOptimized: rest.EbsOptimized ?? false,
    Monitoring: Monitoring ?? { Enabled: false },
    SecurityGroups: [...ids.map((GroupId) => ({ GroupId })), ...names.map((GroupName) => ({ GroupName }))],
  };
}

/** A request that names a subnet alone has the one interface that it gets there. */
const interfaceIn = (SubnetId: string, Groups: string[]) => ({
  DeviceIndex: 0,
  SubnetId,
  DeleteOnTermination: true,
  ...(Groups.length > 0 && { Groups }),
});
