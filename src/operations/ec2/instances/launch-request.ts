import type { Placement } from '@aws-sdk/client-ec2';
import type { LaunchRequest } from '../../../domain/commands.ts';
import { printedGroupArn } from '../../../domain/hosts/host-resource-group.ts';
import { availabilityZones } from '../../../domain/networks/network.ts';
import { CommonFault, Fault } from '../../../fault.ts';
import { checkId, HOST, IMAGE, PLACEMENT_GROUP } from '../ec2-ids.ts';
import { resolveImageId } from '../images/resolve-image-id.ts';
import { addressesOf } from '../interfaces/interface-address.ts';
import { checkOneGroup } from '../placement-groups/one-group.ts';
import { spotTermsOf } from '../spot/spot-terms.ts';
import { tagsFor } from '../tags/ec2-tags.ts';
import { checkLaunchParameters } from './launch-constraints.ts';
import { type LaunchParameters, primaryOf } from './launch-parameters.ts';
import { launchSettings } from './launch-settings.ts';
import { licenseArnsOf } from './license-specifications.ts';

/** What a launch needs beside its parameters. */
export interface LaunchFrame {
  readonly scope: { readonly accountId: string; readonly region: string };
  readonly minCount: number;
  readonly maxCount: number;
  readonly clientToken: string | undefined;
  readonly template: { readonly id: string; readonly version: number } | undefined;
}

/** EC2's default, from before there were launch templates. */
const DEFAULT_TYPE = 'm1.small';

/** Step 2 of a launch: the form of its parameters, merged with the launch template's. Throws EC2's faults. */
export function toLaunchRequest(parameters: LaunchParameters, frame: LaunchFrame): LaunchRequest {
  const { scope, template } = frame;
  checkLaunchParameters(parameters);
  const { CpuOptions: cpu, Placement: placement } = parameters;
  const spot = spotTermsOf(parameters.InstanceMarketOptions);
  const primary = primaryOf(parameters);
  return {
    imageId: imageIdOf(parameters, scope.region),
    instanceType: parameters.InstanceType ?? DEFAULT_TYPE,
    minCount: frame.minCount,
    maxCount: frame.maxCount,
    cpuOptions: { coreCount: cpu?.CoreCount, threadsPerCore: cpu?.ThreadsPerCore },
    ...placeOf(placement),
    availabilityZone: zoneOf(parameters, scope.region),
    subnetId: primary?.SubnetId ?? parameters.SubnetId,
    ...addressesOf(primary ?? { PrivateIpAddress: parameters.PrivateIpAddress }),
    ...(primary?.NetworkInterfaceId && { networkInterfaceId: primary.NetworkInterfaceId }),
    ...furtherInterfaces(parameters),
    licenseConfigurationArns: licenseArnsOf(parameters.LicenseSpecifications, scope),
    settings: {
      ...launchSettings(parameters, scope),
      ...(spot && { spot }),
      clientToken: frame.clientToken,
      launchTemplate: template,
    },
    tags: { ...tagsFor(parameters.TagSpecifications, 'instance'), ...(template && templateTags(template)) },
    ...attachedTagsOf(parameters),
    ...(spot && { spotRequestTags: tagsFor(parameters.TagSpecifications, 'instance', 'spot-instances-request') }),
  };
}

function furtherInterfaces({ NetworkInterfaces: all = [] }: LaunchParameters): Pick<LaunchRequest, 'interfaces'> {
  const interfaces = all
    .filter(({ DeviceIndex: index }) => index)
    .map((one) => ({
      deviceIndex: one.DeviceIndex!,
      networkInterfaceId: one.NetworkInterfaceId || undefined,
      subnetId: one.SubnetId || undefined,
      groupIds: one.Groups?.length ? one.Groups : undefined,
      ...addressesOf(one),
      description: one.Description,
      deleteOnTermination: one.DeleteOnTermination,
    }));
  return interfaces.length > 0 ? { interfaces } : {};
}

function attachedTagsOf({ TagSpecifications: given }: LaunchParameters): Pick<LaunchRequest, 'attachedTags'> {
  const attachedTags = {
    volume: tagsFor(given, 'instance', 'volume'),
    networkInterface: tagsFor(given, 'instance', 'network-interface'),
  };
  return Object.values(attachedTags).some((tags) => Object.keys(tags).length > 0) ? { attachedTags } : {};
}

function imageIdOf({ ImageId: given }: LaunchParameters, region: string): string {
  if (!given) throw new CommonFault('MissingMember', 'The request must contain the parameter ImageId');
  const id = resolveImageId(given, region);
  checkId(IMAGE, id);
  return id;
}

/** A host, or a group of them, implies the tenancy. */
function placeOf(placement: Placement = {}) {
  const { Tenancy, HostId: hostId, HostResourceGroupArn: group, Affinity, GroupId } = placement;
  if (hostId) checkId(HOST, hostId);
  checkOneGroup(placement);
  if (GroupId) checkId(PLACEMENT_GROUP, GroupId);
  return {
    tenancy: Tenancy ?? (hostId || group ? 'host' : 'default'),
    ...(hostId && { hostId }),
    ...(group && { hostResourceGroupArn: printedGroupArn(group) }),
    ...(Affinity === 'host' && { affinity: 'host' as const }),
  };
}

/** An id that no zone has stays an id, and the decision refuses it in its turn. */
function zoneOf({ Placement: placement }: LaunchParameters, region: string): string | undefined {
  const { AvailabilityZone: name, AvailabilityZoneId: id } = placement ?? {};
  if (name && id)
    throw new Fault('InvalidParameterCombination', 'Give the availability zone by its name or by its id, not both.');
  return name || (availabilityZones(region).find((zone) => zone.zoneId === id)?.name ?? id);
}

/** How clients find the launch template that a machine came from. */
const templateTags = ({ id, version }: { id: string; version: number }): Record<string, string> => ({
  'aws:ec2launchtemplate:id': id,
  'aws:ec2launchtemplate:version': String(version),
});
