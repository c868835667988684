import { authorizePassing } from '../../../access/pass-role.ts';
import type { LaunchRequest } from '../../../domain/commands.ts';
import type { Keys, Tags } from '../../../domain/policies/request-context.ts';
import type { RequestContext } from '../../../operation.ts';
import { readRecords } from '../../../views/ec2/records.ts';
import { listSecurityGroups } from '../../../views/ec2/security-groups.ts';
import { readLicensesOfLaunch } from '../../../views/license-manager/licenses-of-launch.ts';
import {
  ec2Arn,
  IMAGE,
  INSTANCE,
  KEY_PAIR,
  LAUNCH_TEMPLATE,
  NETWORK_INTERFACE,
  PLACEMENT_GROUP,
  SECURITY_GROUP,
  SNAPSHOT,
  SPOT_REQUEST,
  SUBNET,
  VOLUME,
} from '../ec2-ids.ts';

/**
 * Step 5 of a launch: the caller's right to RunInstances on everything that it is made of, its launch template merged in,
 * to hand on its role, and to tag what it tags. Of the licenses that the image brings the ledger asks under lock.
 */
export async function authorizeLaunch(context: RequestContext, request: LaunchRequest): Promise<void> {
  const { access } = context;
  // Where policies ask for the tags of licenses, they are looked up before the ledger asks.
  if (access.byPolicies)
    await authorize(context, request, access.asksOfResources ? await licensesOf(context, [request]) : []);
  await passRoles(context, [request]);
}

/** The same of launches that the service makes later, with rights of its own: all licenses are asked for here. */
export async function authorizeLaunches(context: RequestContext, requests: readonly LaunchRequest[]): Promise<void> {
  if (context.access.byPolicies && requests.length > 0) {
    const licenses = await licensesOf(context, requests);
    for (const request of requests) await authorize(context, request, licenses);
  }
  await passRoles(context, requests);
}

/** The roles of the machines, each asked for once. */
async function passRoles(context: RequestContext, requests: readonly LaunchRequest[]): Promise<void> {
  const roles = new Set(requests.flatMap(({ settings }) => settings.iamInstanceProfileArn ?? []));
  for (const role of roles) await authorizePassing({ service: 'ec2.amazonaws.com', role }, context);
}

const licensesOf = (context: RequestContext, requests: readonly LaunchRequest[]): Promise<string[]> =>
  readLicensesOfLaunch(context.db, context, [...new Set(requests.map(({ imageId }) => imageId))]);

async function authorize(context: RequestContext, asked: LaunchRequest, licenses: readonly string[]): Promise<void> {
  const request = await withInterfaces(asked, context);
  const { access, action, region, accountId } = context;
  const tags = tagsOf(request);
  const tagsFor = (type: string) => {
    const given = tags.get(type) ?? {};
    return { tags: given, keys: Object.keys(given) };
  };
  const resources = [
    ...resourcesOf(request, context),
    ...(await groupArns(request, context)),
    ...(await placementArns(request, context)),
    ...request.licenseConfigurationArns,
    ...licenses,
  ];
  await access.authorize({ action: 'ec2:RunInstances', resources }, { tagsFor, keys: keysOf(request, context) });
  const tagged = [...tags].filter(([, given]) => Object.keys(given).length > 0);
  if (tagged.length === 0) return;
  const keys = { '*': { 'ec2:CreateAction': [action.replace('ec2:', '')] } };
  const made = tagged.map(([type]) => `arn:aws:ec2:${region}:${accountId}:${type}/*`);
  await access.authorize({ action: 'ec2:CreateTags', resources: made }, { tagsFor, keys });
}

/** Of network interfaces that are there already the subnets and groups are judged; one that is not there is refused later. */
async function withInterfaces(request: LaunchRequest, context: RequestContext): Promise<LaunchRequest> {
  const { networkInterfaceId: primary, interfaces = [], settings } = request;
  const ids = [primary, ...interfaces.map((one) => one.networkInterfaceId)].filter((id) => id !== undefined);
  if (ids.length === 0) return request;
  const found = await readRecords(context.db, context, { kind: 'network-interface', ids });
  const placeOf = (id: string | undefined) => found.find((one) => one.id === id)?.details;
  const own = placeOf(primary);
  return {
    ...request,
    ...(own && { subnetId: own.subnetId, settings: { ...settings, securityGroupIds: own.groupIds } }),
    interfaces: interfaces.map((one) => ({ ...one, ...placeOf(one.networkInterfaceId) })),
  };
}

/** What is not named is any of its kind. */
function resourcesOf(request: LaunchRequest, scope: RequestContext): string[] {
  const { imageId, settings, interfaces = [] } = request;
  const subnets = new Set([request, ...interfaces].map(({ subnetId }) => subnetId ?? '*'));
  const named = new Set([request, ...interfaces].map(({ networkInterfaceId }) => networkInterfaceId ?? '*'));
  const { keyName, blockDevices = [], launchTemplate, hostResourceGroupArn, spot } = settings;
  return [
    ec2Arn(INSTANCE, '*', scope),
    ec2Arn(IMAGE, imageId, scope),
    ...[...subnets].map((id) => ec2Arn(SUBNET, id, scope)),
    ...[...named].map((id) => ec2Arn(NETWORK_INTERFACE, id, scope)),
    ec2Arn(VOLUME, '*', scope),
    ...blockDevices.flatMap(({ snapshotId }) => (snapshotId ? [ec2Arn(SNAPSHOT, snapshotId, scope)] : [])),
    ...(keyName ? [ec2Arn(KEY_PAIR, keyName, scope)] : []),
    ...(launchTemplate ? [ec2Arn(LAUNCH_TEMPLATE, launchTemplate.id, scope)] : []),
    ...(hostResourceGroupArn ? [hostResourceGroupArn] : []),
    ...(spot ? [ec2Arn(SPOT_REQUEST, '*', scope)] : []),
  ];
}

/** A placement group is judged by its name, which its ARN has; one that is not there is refused later. */
async function placementArns({ settings }: LaunchRequest, context: RequestContext): Promise<string[]> {
  const { placementGroup: given, placementGroupId: id } = settings;
  const [found] = !given && id ? await readRecords(context.db, context, { kind: 'placement-group', ids: [id] }) : [];
  const name = given || found?.details.name;
  return name ? [ec2Arn(PLACEMENT_GROUP, name, context)] : [];
}

/** Groups that are named by a name are judged by their ids; one that is not there is refused later. */
async function groupArns(request: LaunchRequest, context: RequestContext): Promise<string[]> {
  const { settings, interfaces = [] } = request;
  const lists = [settings.securityGroupIds, ...interfaces.map(({ groupIds }) => groupIds)];
  const given = [...new Set(lists.flatMap((refs) => refs ?? ['*']))];
  const names = given.filter((ref) => ref !== '*' && !ref.startsWith('sg-'));
  const found = names.length > 0 ? await listSecurityGroups(context.db, context, { names }) : [];
  const idOf = new Map(found.map(({ name, id }) => [name, id]));
  return given.map((ref) => ec2Arn(SECURITY_GROUP, idOf.get(ref) ?? ref, context));
}

function keysOf(
  { imageId, instanceType, tenancy, availabilityZone, settings }: LaunchRequest,
  scope: RequestContext,
): Record<string, Keys> {
  const { launchTemplate, spot, iamInstanceProfileArn, placementGroup, metadataOptions } = settings;
  const instance = {
    'ec2:InstanceType': instanceType,
    'ec2:Tenancy': tenancy,
    'ec2:InstanceMarketType': spot ? 'spot' : 'on-demand',
    'ec2:EbsOptimized': String(settings.ebsOptimized === true),
    'ec2:AvailabilityZone': availabilityZone,
    'ec2:InstanceProfile': iamInstanceProfileArn,
    'ec2:PlacementGroup': placementGroup,
    'ec2:MetadataHttpTokens': metadataOptions?.httpTokens,
  };
  const any = {
    'ec2:IsLaunchTemplateResource': String(launchTemplate !== undefined),
    'ec2:LaunchTemplate': launchTemplate && ec2Arn(LAUNCH_TEMPLATE, launchTemplate.id, scope),
  };
  return { instance: given(instance), image: given({ 'ec2:ImageID': imageId }), '*': given(any) };
}

const given = (keys: Readonly<Record<string, string | undefined>>): Keys =>
  Object.fromEntries(Object.entries(keys).flatMap(([key, value]) => (value === undefined ? [] : [[key, [value]]])));

/** The user's tags by the type of what they are for. */
function tagsOf({ tags, attachedTags, spotRequestTags = {} }: LaunchRequest): Map<string, Tags> {
  const { volume = {}, networkInterface = {} } = attachedTags ?? {};
  const own = Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith('aws:')));
  return new Map([
    ['instance', own],
    ['volume', volume],
    ['network-interface', networkInterface],
    ['spot-instances-request', spotRequestTags],
  ]);
}
