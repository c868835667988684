import { parseLicenseConfigurationArn } from '../domain/arn.ts';
import { findInstanceType } from '../domain/catalogue/instance-types.ts';
import { findPublicImage } from '../domain/catalogue/public-images.ts';
import type { Actor, ChangePlacementCommand, Command, LaunchCommand, LaunchRequest } from '../domain/commands.ts';
import type { Scope } from '../domain/decision.ts';
import type { TokenKey } from '../domain/facts.ts';
import type { Instance } from '../domain/instances/instance.ts';
import { wantedGroup } from '../domain/launch/placement-group-choice.ts';
import { defaultNetwork, namedAddresses } from '../domain/networks/network.ts';
import { parseResourceArn, resourceArn } from '../domain/resource.ts';
import type { HostSearch } from '../store/host.ts';
import type { NamedNetwork } from '../store/network-facts.ts';

/** What commands name, and so what is to be read for them. */
export interface Named {
  readonly accounts: Set<string>;
  readonly licenses: Set<string>;
  readonly images: Set<string>;
  /** Those of them that are not public images of the catalogue, which have no rows. */
  readonly ownImages: Set<string>;
  /** Images whose licenses may change. */
  readonly retiedImages: Set<string>;
  readonly instances: Set<string>;
  readonly hosts: Set<string>;
  /** Servers outside EC2. */
  readonly servers: Set<string>;
  /** Databases of RDS. */
  readonly databases: Set<string>;
  /** Hosts whose machines may change with them. */
  readonly failingHosts: Set<string>;
  /** Hosts that machines may be placed on. */
  readonly hostSearches: Map<string, HostSearch>;
  /** ARNs of host resource groups. */
  readonly groups: Set<string>;
  /** Those of them that hosts may come into. */
  readonly allocatingGroups: Set<string>;
  readonly tokens: Map<string, TokenKey>;
  /** Licenses whose associations are counted, for they may be deleted. */
  readonly deletions: Set<string>;
  readonly network: NamedNetwork;
  readonly snapshots: Set<string>;
}

/** All that a group of commands names. */
export function nameAll(commands: readonly Command[]): Named {
  const named: Named = {
    accounts: new Set(),
    licenses: new Set(),
    images: new Set(),
    ownImages: new Set(),
    retiedImages: new Set(),
    instances: new Set(),
    hosts: new Set(),
    servers: new Set(),
    databases: new Set(),
    failingHosts: new Set(),
    hostSearches: new Map(),
    groups: new Set(),
    allocatingGroups: new Set(),
    tokens: new Map(),
    deletions: new Set(),
    network: {
      accounts: new Set(),
      subnets: new Set(),
      groups: new Set(),
      keyNames: new Set(),
      placementGroups: new Set(),
      addresses: new Set(),
      interfaces: new Set(),
    },
    snapshots: new Set(),
  };
  for (const command of commands) nameOne(command, named);
  return named;
}

function nameOne(command: Command, named: Named): void {
  if ('actor' in command) named.accounts.add(command.actor.accountId);
  if ('token' in command && command.token) nameToken({ ...command.actor, token: command.token.value }, named);
  switch (command.kind) {
    case 'launch':
      nameLaunch(command, named);
      break;
    case 'update-license-specifications':
      nameResource(command.resourceArn, named);
      nameLicenses(
        [...command.add, ...command.remove].map((item) => item.licenseConfigurationArn),
        named,
      );
      break;
    case 'forget-image':
      nameRetiedImage(command.imageId, named);
      break;
    case 'observe':
      nameResource(resourceArn(command.resource), named);
      for (const id of [...command.matches, ...command.changed]) named.licenses.add(id);
      break;
    case 'deregister-server':
      named.servers.add(command.instanceId);
      break;
    case 'change-placement':
      namePlacement(command, named);
      break;
    case 'change-instance-type':
    case 'change-cpu-options':
      named.instances.add(command.instanceId);
      break;
    case 'delete-license-configuration':
      named.deletions.add(command.licenseId);
      named.licenses.add(command.licenseId);
      break;
    case 'update-license-configuration':
      named.licenses.add(command.licenseId);
      break;
    case 'start':
    case 'stop':
    case 'terminate':
    case 'advance':
      for (const id of command.instanceIds) named.instances.add(id);
      break;
    default:
      nameOfHosts(command, named);
  }
}

type HostCommand = Extract<Command, { kind: `${string}-host` | `${string}-hosts` }>;

function nameOfHosts(command: HostCommand, named: Named): void {
  switch (command.kind) {
    case 'allocate-hosts':
      break;
    case 'group-hosts':
    case 'ungroup-hosts':
      nameHostsIn(command.groupArn, named);
      named.allocatingGroups.add(command.groupArn);
      for (const id of command.hostIds) named.hosts.add(id);
      break;
    case 'modify-hosts':
    case 'release-hosts':
    case 'settle-hosts':
      for (const id of command.hostIds) named.hosts.add(id);
      break;
    case 'fail-host':
      named.failingHosts.add(command.hostId);
      named.hosts.add(command.hostId);
      break;
  }
}

function namePlacement({ actor, change, instanceId }: ChangePlacementCommand, named: Named): void {
  add(named.hosts, change.hostId);
  if (change.hostResourceGroupArn) nameHostsIn(change.hostResourceGroupArn, named);
  named.network.accounts.add(actor.accountId);
  add(named.network.placementGroups, wantedGroup(change));
  named.instances.add(instanceId);
}

function nameLaunch({ actor, request }: LaunchCommand, named: Named): void {
  named.images.add(request.imageId);
  if (!findPublicImage(actor.region, request.imageId)) named.ownImages.add(request.imageId);
  nameLicenses(request.licenseConfigurationArns, named);
  nameNetwork(actor, request, named.network);
  for (const { snapshotId } of request.settings.blockDevices ?? []) add(named.snapshots, snapshotId);
  add(named.hosts, request.hostId);
  add(named.allocatingGroups, request.hostResourceGroupArn);
  if (request.hostResourceGroupArn) nameHostsIn(request.hostResourceGroupArn, named);
  else if (request.tenancy === 'host' && !request.hostId) nameHostsFor(actor, request.instanceType, named);
}

/** What is not of the default network, which has no rows. */
function nameNetwork(actor: Actor, request: LaunchRequest, named: NamedNetwork): void {
  const { settings, interfaces = [] } = request;
  const network = defaultNetwork(actor.accountId, actor.region);
  named.accounts.add(actor.accountId);
  for (const one of [request, ...interfaces]) {
    const { subnetId, networkInterfaceId } = one;
    if (!network.subnets.some((subnet) => subnet.subnetId === subnetId)) add(named.subnets, subnetId);
    for (const address of namedAddresses(one)) named.addresses.add(address);
    add(named.interfaces, networkInterfaceId);
  }
  for (const refs of [settings.securityGroupIds, ...interfaces.map(({ groupIds }) => groupIds)])
    for (const ref of refs ?? []) if (ref !== network.securityGroupId) named.groups.add(ref);
  add(named.keyNames, settings.keyName);
  add(named.placementGroups, wantedGroup(settings));
}

/** The hosts that a machine which is there may be on or come to. */
export function nameHostsOf(instance: Instance, named: Named): void {
  const { hostResourceGroupArn: groupArn, placementGroupId } = instance.settings;
  if (instance.state === 'stopped' && placementGroupId) {
    named.network.accounts.add(instance.accountId);
    named.network.placementGroups.add(placementGroupId);
  }
  add(named.hosts, instance.hostId);
  add(named.groups, groupArn);
  if (instance.tenancy !== 'host' || instance.state !== 'stopped') return;
  add(named.allocatingGroups, groupArn);
  if (groupArn) nameHostsIn(groupArn, named);
  else nameHostsFor(instance, instance.instanceType, named);
}

/** The hosts of a family, for a machine that may come to any of them. */
function nameHostsFor({ accountId, region }: Scope, instanceType: string, named: Named): void {
  const family = findInstanceType(instanceType)?.family;
  if (family) nameSearch({ accountId, region, family }, named);
}

/** A group with all its hosts: those of other families say too what may come into it. */
function nameHostsIn(groupArn: string, named: Named): void {
  named.groups.add(groupArn);
  nameSearch({ groupArn }, named);
}

/** Groups that machines may go into by themselves. */
export function nameGroups(groupArns: readonly string[], named: Named): void {
  for (const arn of groupArns) {
    named.allocatingGroups.add(arn);
    nameHostsIn(arn, named);
  }
}

function nameSearch(search: HostSearch, { hostSearches }: Named): void {
  hostSearches.set(JSON.stringify(search), search);
}

function nameResource(arn: string, named: Named): void {
  const resource = parseResourceArn(arn);
  if (resource?.type === 'EC2_AMI') nameRetiedImage(resource.id, named);
  if (resource?.type === 'EC2_INSTANCE') named.instances.add(resource.id);
  if (resource?.type === 'EC2_HOST') named.hosts.add(resource.id);
  if (resource?.type === 'SYSTEMS_MANAGER_MANAGED_INSTANCE') named.servers.add(resource.id);
  if (resource?.type === 'RDS') named.databases.add(resource.id);
}

function nameToken({ accountId, region, action, token }: TokenKey, named: Named): void {
  const key = { accountId, region, action, token };
  named.tokens.set(JSON.stringify(key), key);
}

function nameRetiedImage(id: string, { images, ownImages, retiedImages }: Named): void {
  images.add(id);
  ownImages.add(id);
  retiedImages.add(id);
}

function nameLicenses(arns: readonly string[], named: Named): void {
  for (const arn of arns) add(named.licenses, parseLicenseConfigurationArn(arn)?.id);
}

function add(set: Set<string>, value: string | undefined): void {
  if (value) set.add(value);
}
