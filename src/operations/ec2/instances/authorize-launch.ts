import { authorizePassing } from '../../../access/pass-role.ts';
import type { LaunchRequest } from '../../../domain/commands.ts';
import { defaultGroupIdOf } from '../../../domain/networks/vpc.ts';
import type { Tags } from '../../../domain/policies/request-context.ts';
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
import { placementNameOf } from '../placement-groups/placement-arns.ts';
import { keysOfLaunch, type LaunchPlace, placesOf, volumesOfLaunch } from './launch-keys.ts';

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
  const placementGroup = await placementNameOf(asked.settings, context);
  const request = await withInterfaces({ ...asked, settings: { ...asked.settings, placementGroup } }, context);
  const { access, action, region, accountId } = context;
  const tags = tagsOf(request);
  const tagsFor = (type: string) => {
    const given = tags.get(type) ?? {};
    return { tags: given, keys: Object.keys(given) };
  };
  const volumes = access.asksOfResources ? await volumesOfLaunch(request, context) : [];
  const places = await placesOf(request, context);
  const named = await namedGroups(request, context);
  for (const place of places) {
    const question = {
      action: 'ec2:RunInstances',
      resources: [
        ...resourcesOf(request, place, context),
        ...groupsIn(place, { request, named }, context),
        ...(placementGroup ? [ec2Arn(PLACEMENT_GROUP, placementGroup, context)] : []),
        ...request.licenseConfigurationArns,
        ...licenses,
      ],
    };
    for (const made of keysOfLaunch(request, { place, volumes }, context))
      await access.authorize(question, { tagsFor, ...made });
  }
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

/** What is not named, and is made or chosen later, is any of its kind. */
function resourcesOf(request: LaunchRequest, place: LaunchPlace, scope: RequestContext): string[] {
  const { imageId, settings, interfaces = [] } = request;
  const subnets = new Set([place.id, ...interfaces.map(({ subnetId }) => subnetId ?? place.id)]);
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

/** The ids of groups that are named by a name; one that is not there is refused later. */
async function namedGroups(request: LaunchRequest, context: RequestContext): Promise<ReadonlyMap<string, string>> {
  const names = groupLists(request).flatMap((refs) => (refs ?? []).filter((ref) => !ref.startsWith('sg-')));
  const found = names.length > 0 ? await listSecurityGroups(context.db, context, { names }) : [];
  return new Map(found.map(({ name, id }) => [name, id]));
}

/** Where none is named it is the one that comes with the VPC. */
function groupsIn(
  { vpcId }: LaunchPlace,
  { request, named }: { readonly request: LaunchRequest; readonly named: ReadonlyMap<string, string> },
  scope: RequestContext,
): string[] {
  const usual = vpcId === undefined ? '*' : defaultGroupIdOf({ ...scope, id: vpcId });
  const ids = groupLists(request).flatMap((refs) => refs?.map((ref) => named.get(ref) ?? ref) ?? usual);
  return [...new Set(ids)].map((id) => ec2Arn(SECURITY_GROUP, id, scope));
}

const groupLists = ({ settings, interfaces = [] }: LaunchRequest): (readonly string[] | undefined)[] => [
  settings.securityGroupIds,
  ...interfaces.map(({ groupIds }) => groupIds),
];

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
