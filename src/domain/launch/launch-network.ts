import type { LaunchCommand, LaunchRequest } from '../commands.ts';
import { pass, type Scope, type Step, stop } from '../decision.ts';
import type { InstanceSettings } from '../instances/instance.ts';
import { defaultNetwork, hasRoomFor, isUsable, namedAddresses } from '../networks/network.ts';
import { addressKeyOf, keyNameOf, type LaunchSubnet, type NetworkFacts } from '../networks/network-facts.ts';
import { defaultGroup, type SecurityGroup } from '../networks/security-group.ts';
import { findInterfaceProblem } from './existing-interfaces.ts';

/** Where a launch may put its machines, and what of the network they are to keep. */
export interface LaunchNetwork {
  /** The subnet that is named, or those to choose from, the preferred one first; all are of one VPC. */
  readonly subnets: readonly [LaunchSubnet, ...LaunchSubnet[]];
  readonly settings: NetworkSettings;
}

type NetworkSettings = Pick<
  InstanceSettings,
  'vpcId' | 'securityGroupIds' | 'securityGroupNames' | 'associatePublicIp'
>;

/** Step 7 of a launch, as far as it is about the network: subnet, zone, security groups and key pair are there and fit. */
export function findLaunchNetwork(scope: Scope, request: LaunchRequest, facts: NetworkFacts): Step<LaunchNetwork> {
  const problem = findInterfaceProblem(scope, request, facts);
  if (problem) return stop(problem);
  const inZone = findSubnets(scope, request, facts);
  if (!inZone.ok) return inZone;
  const subnets = withAddress(inZone.value, request, facts);
  if (!subnets.ok) return subnets;
  const groups = findGroups(scope, request.settings.securityGroupIds, { facts, subnet: subnets.value[0] });
  if (!groups.ok) return groups;
  const { keyName } = request.settings;
  if (keyName !== undefined && !facts.keyNames.has(keyNameOf(scope, keyName)))
    return stop({ kind: 'key-pair-not-found', keyName });
  return pass({
    subnets: subnets.value,
    settings: settingsOf(scope, request, { groups: groups.value, subnet: subnets.value[0] }),
  });
}

function findSubnets(scope: Scope, request: LaunchRequest, facts: NetworkFacts): Step<LaunchNetwork['subnets']> {
  const { subnetId, availabilityZone: zone } = request;
  const defaults = defaultLaunchSubnets(scope);
  const byZone = defaults.find((subnet) => subnet.availabilityZone === zone);
  const byId = findNamedSubnet(scope, subnetId, facts);
  if (subnetId && !byId) return stop({ kind: 'subnet-not-found', subnetId });
  if (zone && !byZone) return stop({ kind: 'zone-unknown', availabilityZone: zone });
  if (zone && byId && byId.availabilityZone !== zone)
    return stop({ kind: 'zone-conflict', availabilityZone: zone, subnetId: byId.subnetId });
  const named = byId ?? byZone;
  return pass(named ? [named] : (defaults as unknown as LaunchNetwork['subnets']));
}

/** Those of the subnets in which the addresses that are named are free, and that have as many as are asked for. */
function withAddress(
  subnets: LaunchNetwork['subnets'],
  request: LaunchRequest,
  { takenAddresses }: NetworkFacts,
): Step<LaunchNetwork['subnets']> {
  const named = request.networkInterfaceId ? [] : namedAddresses(request);
  const large = subnets.filter((subnet) => hasRoomFor(subnet, request));
  if (large.length === 0) return stop({ kind: 'subnet-full', subnetId: subnets[0].subnetId });
  let fit: readonly LaunchSubnet[] = large;
  for (const address of named) {
    if (request.maxCount > 1) return stop({ kind: 'address-of-many', address });
    fit = fit.filter((subnet) => isUsable(subnet, address));
    const [only] = fit;
    if (!only) return stop({ kind: 'address-elsewhere', address });
    if (takenAddresses.has(addressKeyOf(only.subnetId, address))) return stop({ kind: 'address-in-use', address });
  }
  return pass(fit as unknown as LaunchNetwork['subnets']);
}

const defaultLaunchSubnets = ({ accountId, region }: Scope): LaunchSubnet[] =>
  defaultNetwork(accountId, region).subnets.map((subnet) => {
    return { ...subnet, accountId, region, mapPublicIpOnLaunch: true, vpcTenancy: 'default' };
  });

/** A subnet of the account by its id. */
export const findNamedSubnet = (scope: Scope, id: string | undefined, facts: NetworkFacts): LaunchSubnet | undefined =>
  defaultLaunchSubnets(scope).find((subnet) => subnet.subnetId === id) ?? findOwnSubnet(scope, id, facts);

function findOwnSubnet(
  { accountId, region }: Scope,
  id: string | undefined,
  facts: NetworkFacts,
): LaunchSubnet | undefined {
  const subnet = id === undefined ? undefined : facts.subnets.get(id);
  return subnet?.accountId === accountId && subnet.region === region ? subnet : undefined;
}

/** The groups that are named, by id or, of the default VPC, by name; else the one that comes with the subnet's VPC. */
export function findGroups(
  scope: Scope,
  refs: readonly string[] | undefined,
  { facts, subnet }: { facts: NetworkFacts; subnet: LaunchSubnet },
): Step<SecurityGroup[]> {
  const network = defaultNetwork(scope.accountId, scope.region);
  const own = defaultGroup({ ...scope, id: subnet.vpcId });
  const known = [own, defaultGroup({ ...scope, id: network.vpcId }), ...facts.securityGroups.filter(isOf(scope))];
  const groups: SecurityGroup[] = [];
  for (const ref of refs ?? [own.id]) {
    const group = known.find((g) => g.id === ref || (g.name === ref && g.vpcId === network.vpcId));
    if (!group) return stop({ kind: 'group-not-found', groupId: ref });
    if (group.vpcId !== subnet.vpcId) return stop({ kind: 'group-elsewhere', groupId: ref, subnetId: subnet.subnetId });
    if (!groups.some(({ id }) => id === group.id)) groups.push(group);
  }
  return pass(groups);
}

const isOf = (scope: Scope) => (group: SecurityGroup) =>
  group.accountId === scope.accountId && group.region === scope.region;

interface Found {
  readonly groups: readonly SecurityGroup[];
  readonly subnet: LaunchSubnet;
}

function settingsOf(
  scope: Scope,
  { settings, interfaces = [] }: LaunchRequest,
  { groups, subnet }: Found,
): NetworkSettings {
  const network = defaultNetwork(scope.accountId, scope.region);
  const isElsewhere = subnet.vpcId !== network.vpcId;
  // With more interfaces than one there is no public address by itself (EC2 user guide, elastic network interfaces).
  const isPublic = interfaces.length === 0 && (settings.associatePublicIp ?? subnet.mapPublicIpOnLaunch);
  return {
    ...(isElsewhere && { vpcId: subnet.vpcId }),
    ...((isElsewhere || settings.securityGroupIds) && groupSettings(groups)),
    ...(!isPublic && { associatePublicIp: false }),
  };
}

/** Groups as a machine keeps them: their ids, and the names of those that are not called default. No group changes its name. */
export function groupSettings(
  groups: readonly SecurityGroup[],
): Pick<InstanceSettings, 'securityGroupIds' | 'securityGroupNames'> {
  const named = groups.filter((group) => group.name !== 'default').map((group) => [group.id, group.name]);
  return {
    securityGroupIds: groups.map((group) => group.id),
    ...(named.length > 0 && { securityGroupNames: Object.fromEntries(named) }),
  };
}

/** In a VPC of tenancy dedicated every machine is a Dedicated Instance, but for those on hosts (EC2 user guide). */
export function withTenancyOfVpc(command: LaunchCommand, facts: NetworkFacts): LaunchCommand {
  const { actor, request } = command;
  const subnet = findOwnSubnet(actor, request.subnetId, facts);
  if (request.tenancy !== 'default' || subnet?.vpcTenancy !== 'dedicated') return command;
  return { ...command, request: { ...request, tenancy: 'dedicated' } };
}
