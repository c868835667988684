import type { RequestLaunchTemplateData, RunInstancesRequest } from '@aws-sdk/client-ec2';

/** What a launch is made of, from the request and its launch template: the members that RunInstances has for it. */
export type LaunchParameters = Omit<
  RunInstancesRequest,
  'MinCount' | 'MaxCount' | 'ClientToken' | 'DryRun' | 'LaunchTemplate'
> &
  Pick<RequestLaunchTemplateData, 'InstanceRequirements' | 'RamDiskId' | 'ElasticGpuSpecifications'>;

/** The primary network interface, where a launch says something of it: the one of device index 0. */
export const primaryOf = ({ NetworkInterfaces: all }: LaunchParameters) =>
  all?.find(({ DeviceIndex: index }) => !index);

/** Structures whose members are alternatives, so that a request's replaces the template's as a whole. */
const ALTERNATIVES = ['IamInstanceProfile', 'InstanceMarketOptions'];

/**
 * The request's parameters over those of the launch template: what the request gives wins, a list replaces a list, and of
 * a structure the members that the request leaves out stay the template's.
 */
export function mergeLaunchTemplate(
  data: RequestLaunchTemplateData | undefined,
  request: RunInstancesRequest,
): LaunchParameters {
  const { MinCount, MaxCount, ClientToken, DryRun, LaunchTemplate, ...given } = request;
  return data ? merge(withoutOverruledNames(data, request) as Structure, given as Structure) : given;
}

type Structure = Readonly<Record<string, unknown>>;

function merge(under: Structure, over: Structure): Structure {
  const merged: Record<string, unknown> = { ...under };
  for (const [name, value] of Object.entries(over)) {
    if (value === undefined || value === '') continue; // clients send empty strings for what is not set
    const below = under[name];
    const together = isStructure(value) && isStructure(below) && !ALTERNATIVES.includes(name);
    merged[name] = together ? merge(below, value) : value;
  }
  return merged;
}

const isStructure = (value: unknown): value is Structure =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Zones and placement groups are given by name or by id, and the request may use the other of the two. */
function withoutOverruledNames(
  data: RequestLaunchTemplateData,
  request: RunInstancesRequest,
): RequestLaunchTemplateData {
  const { AvailabilityZone, AvailabilityZoneId, GroupName, GroupId } = request.Placement ?? {};
  if (!data.Placement) return data;
  const overruled = {
    ...((AvailabilityZone || AvailabilityZoneId) && { AvailabilityZone: undefined, AvailabilityZoneId: undefined }),
    ...((GroupName || GroupId) && { GroupName: undefined, GroupId: undefined }),
  };
  return { ...data, Placement: { ...data.Placement, ...overruled } };
}
