import { licenseConfigurationArn } from './arn.ts';
import { parseResourceGroupArn } from './hosts/host-resource-group.ts';
import type { InstanceState } from './instances/instance.ts';
import { countsHosts, type License, licensesLeft, type RuleBreach } from './licenses/license.ts';
import type { CountingType } from './licenses/license-rules.ts';

/** Why a license stands in the way of a machine. */
export type LicenseProblem =
  | { readonly kind: 'limit'; readonly license: License; readonly needed: number }
  | { readonly kind: 'rule'; readonly license: License; readonly breach: RuleBreach }
  | { readonly kind: 'disabled'; readonly license: License };

/** Licenses that a host keeps until then. */
export interface Kept {
  readonly amount: number;
  readonly until: Date;
}

/** Why a command was refused: data, from which `describeRefusal` makes the text and the operations the AWS code. */
export type Refusal =
  | { readonly kind: 'licenses'; readonly what: string; readonly problems: readonly LicenseProblem[] }
  | { readonly kind: 'license-not-found'; readonly arn: string }
  | { readonly kind: 'counts-machines'; readonly license: License; readonly hostId: string }
  | { readonly kind: 'counts-hosts'; readonly license: License; readonly resourceId: string }
  | { readonly kind: 'cpus-unknown'; readonly license: License; readonly resourceId: string }
  | { readonly kind: 'license-foreign'; readonly resourceArn: string; readonly license: License }
  | {
      readonly kind: 'held-on-host';
      readonly license: License;
      readonly hostId: string;
      readonly instanceIds: readonly string[];
      readonly until: Date | undefined;
    }
  | { readonly kind: 'discovered'; readonly resourceArn: string; readonly license: License }
  | { readonly kind: 'too-many-licenses'; readonly count: number; readonly limit: number }
  | { readonly kind: 'license-in-use'; readonly license: License; readonly associations: number }
  | { readonly kind: 'license-kept'; readonly license: License; readonly kept: readonly Kept[] }
  | { readonly kind: 'license-reported'; readonly license: License; readonly generators: number }
  | { readonly kind: 'license-change'; readonly problem: string }
  | { readonly kind: 'not-authorized'; readonly reason: string }
  | { readonly kind: 'token-reused'; readonly token: string }
  | { readonly kind: 'image-not-found'; readonly imageId: string }
  | { readonly kind: 'image-deregistered'; readonly imageId: string }
  | { readonly kind: 'image-not-owned'; readonly imageId: string }
  | { readonly kind: 'instance-type-unknown'; readonly instanceType: string }
  | {
      readonly kind: 'architecture-mismatch';
      readonly instanceType: string;
      readonly typeArchitectures: readonly string[];
      readonly imageArchitecture: string;
    }
  | { readonly kind: 'subnet-not-found' | 'subnet-full'; readonly subnetId: string }
  | { readonly kind: 'zone-unknown'; readonly availabilityZone: string }
  | { readonly kind: 'zone-conflict'; readonly availabilityZone: string; readonly subnetId: string }
  | { readonly kind: 'group-not-found'; readonly groupId: string }
  | { readonly kind: 'group-elsewhere'; readonly groupId: string; readonly subnetId: string }
  | { readonly kind: 'address-elsewhere' | 'address-in-use' | 'address-of-many'; readonly address: string }
  | {
      readonly kind: 'interface-not-found' | 'interface-in-use' | 'interface-of-many';
      readonly networkInterfaceId: string;
    }
  | { readonly kind: 'key-pair-not-found'; readonly keyName: string }
  | { readonly kind: 'placement-group-unknown'; readonly group: string }
  | {
      readonly kind: 'spread-full';
      readonly group: string;
      readonly availabilityZone: string;
      readonly limit: number;
    }
  | { readonly kind: 'snapshot-not-found'; readonly snapshotId: string }
  | { readonly kind: 'volume-without-size' | 'volume-too-small'; readonly problem: string }
  | { readonly kind: 'cpu-options'; readonly problem: string }
  | { readonly kind: 'host-not-found'; readonly hostId: string }
  | { readonly kind: 'host-capacity' }
  | { readonly kind: 'host-full'; readonly hostId: string }
  | { readonly kind: 'host-state'; readonly hostId: string; readonly state: string }
  | { readonly kind: 'host-mismatch'; readonly hostId: string; readonly takes: string; readonly wanted: string }
  | { readonly kind: 'host-occupied'; readonly hostId: string; readonly instanceId: string }
  | { readonly kind: 'tenancy-conflict'; readonly problem: string }
  | { readonly kind: 'host-too-young'; readonly hostId: string; readonly takes: string; readonly until: Date }
  | { readonly kind: 'host-group-not-found'; readonly groupArn: string }
  | { readonly kind: 'zone-conflict-host'; readonly hostId: string; readonly availabilityZone: string }
  | { readonly kind: 'placement-conflict'; readonly problem: string }
  | { readonly kind: 'instance-not-found'; readonly instanceIds: readonly string[] }
  | {
      readonly kind: 'instance-state';
      readonly instanceId: string;
      readonly state: InstanceState;
      readonly needed: string;
    }
  | {
      readonly kind: 'instance-protected';
      readonly instanceId: string;
      readonly attribute: 'disableApiTermination' | 'disableApiStop';
    }
  | { readonly kind: 'spot-not-stoppable'; readonly instanceId: string }
  | { readonly kind: 'resource-not-found'; readonly resourceArn: string }
  | { readonly kind: 'resource-state'; readonly resourceArn: string; readonly state: string };

/** EC2's phrase, which AWS documents for a launch that a hard limit blocks. */
const NO_LICENSES = 'No licenses available.';

const UNITS: Record<CountingType, readonly [one: string, many: string]> = {
  vCPU: ['vCPU', 'vCPUs'],
  Instance: ['instance', 'instances'],
  Core: ['core', 'cores'],
  Socket: ['socket', 'sockets'],
};

/** Such as `16 vCPUs`. */
export const amountOf = (count: number, type: CountingType): string => `${count} ${UNITS[type][count === 1 ? 0 : 1]}`;
export const nameOf = (license: License): string => `License configuration ${license.id} ("${license.name}")`;

/** One sentence or two for a person: which license, which rule or limit, what was needed and what was left. */
export function describeLicenseProblem(problem: LicenseProblem, what: string): string {
  const { license } = problem;
  if (problem.kind === 'disabled') return `${nameOf(license)} is disabled; enable it, or leave it out of ${what}.`;
  if (problem.kind === 'rule') {
    const { rule, expected, actual } = problem.breach;
    if (rule === 'allowedTenancy' && countsHosts(license))
      return `${nameOf(license)} is counted by ${license.countingType}, which needs a Dedicated Host (Placement.Tenancy=host, or a host resource group that allows the license and the instance family, into which machines go by themselves); ${what} has ${actual}.`;
    return `${nameOf(license)} has the rule #${rule}=${expected}; ${what} has ${actual}.`;
  }
  const count = license.licenseCount ?? 0;
  const left = licensesLeft(license) ?? 0;
  const over = license.consumed > count ? ` (${license.consumed} are in use)` : '';
  return `${nameOf(license)} has ${left} of ${amountOf(count, license.countingType)} left${over}; ${what} needs ${problem.needed}.`;
}

/** The text that a refusal's user reads. */
export function describeRefusal(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'licenses': {
      const texts = refusal.problems.map((problem) => describeLicenseProblem(problem, refusal.what));
      const short = refusal.problems.some((problem) => problem.kind === 'limit');
      return [...(short ? [NO_LICENSES] : ['License terms are not met.']), ...texts].join(' ');
    }
    case 'license-not-found':
      return `License configuration ${refusal.arn} does not exist, or is not visible to this account in this Region.`;
    case 'too-many-licenses':
      return `A resource can have ${refusal.limit} license configurations at the most; this would be ${refusal.count}.`;
    case 'license-in-use':
      return `${licenseConfigurationArn(refusal.license, refusal.license.id)} is in use: ${refusal.associations} resource(s) are associated with it. Disassociate them first; ListAssociationsForLicenseConfiguration names them.`;
    case 'license-kept':
      return describeKept(refusal.license, refusal.kept);
    case 'license-reported':
      return `${nameOf(refusal.license)} is reported on by ${refusal.generators} report generator(s). Delete them, or take it out of them, first; ListLicenseManagerReportGenerators names them.`;
    case 'counts-machines':
      return `${nameOf(refusal.license)} counts ${UNITS[refusal.license.countingType][1]} of machines; only Core and Socket licenses are tied to a host such as ${refusal.hostId}.`;
    case 'counts-hosts':
      return `${nameOf(refusal.license)} counts ${UNITS[refusal.license.countingType][1]} of Dedicated Hosts; only vCPU and Instance licenses are tied to a server such as ${refusal.resourceId}.`;
    case 'cpus-unknown':
      return `${nameOf(refusal.license)} counts vCPUs, and ${refusal.resourceId} has not reported how many it has. Let its agent send AWS:InstanceDetailedInformation first.`;
    case 'license-foreign':
      return `${nameOf(refusal.license)}, which is tied to ${refusal.resourceArn}, belongs to account ${refusal.license.accountId}; that account can take it off the resource.`;
    case 'held-on-host':
      return describeHeld(refusal);
    case 'discovered':
      return `${nameOf(refusal.license)} is tied to ${refusal.resourceArn} by automated discovery and cannot be removed by hand. Uninstall the software, or change the product information of the license.`;
    case 'license-change':
      return refusal.problem;
    case 'not-authorized':
      return refusal.reason;
    case 'token-reused':
      return `The client token '${refusal.token}' was used before with other parameters.`;
    default:
      return describeEc2Refusal(refusal);
  }
}

function describeKept(license: License, kept: readonly Kept[]): string {
  const sum = kept.reduce((total, { amount: one }) => total + one, 0);
  const last = new Date(Math.max(...kept.map(({ until }) => until.getTime())));
  return `${licenseConfigurationArn(license, license.id)} is in use: ${kept.length} host(s) keep ${amountOf(sum, license.countingType)} of it under licenseAffinityToHost, the last until ${last.toISOString()}. Delete it once they are given back, within a minute of then.`;
}

function describeHeld({ license, hostId, instanceIds, until }: Extract<Refusal, { kind: 'held-on-host' }>): string {
  const text = `${nameOf(license)} is not tied to ${hostId} itself; the host holds it`;
  if (instanceIds.length > 0)
    return `${text} for the machines ${instanceIds.join(', ')}. Stop them, or take the license off them.`;
  return `${text} under licenseAffinityToHost${until ? ` until ${until.toISOString()}` : ''}.`;
}

type Ec2Refusal = Exclude<
  Refusal,
  {
    kind:
      | 'licenses'
      | 'license-not-found'
      | 'too-many-licenses'
      | 'license-in-use'
      | 'license-kept'
      | 'license-reported'
      | 'license-change'
      | 'not-authorized'
      | 'token-reused'
      | 'counts-machines'
      | 'counts-hosts'
      | 'cpus-unknown'
      | 'discovered'
      | 'license-foreign'
      | 'held-on-host';
  }
>;

function describeEc2Refusal(refusal: Ec2Refusal): string {
  switch (refusal.kind) {
    case 'image-not-found':
      return `The image id '[${refusal.imageId}]' does not exist`;
    case 'image-deregistered':
      return `Image ${refusal.imageId} is deregistered; its licenses are taken off by the next sweep and cannot be removed by hand.`;
    case 'image-not-owned':
      return `Image ${refusal.imageId} belongs to another account; only an owned image can be associated with scope cross-account, or with a license that another account shares.`;
    case 'instance-type-unknown':
      return `Invalid value '${refusal.instanceType}' for InstanceType. DescribeInstanceTypes lists those that there are.`;
    case 'architecture-mismatch':
      return `The architecture '${refusal.typeArchitectures.join(',')}' of the specified instance type does not match the architecture '${refusal.imageArchitecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.`;
    case 'snapshot-not-found':
      return `The snapshot '${refusal.snapshotId}' does not exist`;
    case 'volume-without-size':
    case 'volume-too-small':
    case 'cpu-options':
    case 'tenancy-conflict':
    case 'placement-conflict':
      return refusal.problem;
    case 'instance-not-found':
      return refusal.instanceIds.length === 1
        ? `The instance ID '${refusal.instanceIds[0]}' does not exist`
        : `The instance IDs '${refusal.instanceIds.join(', ')}' do not exist`;
    case 'instance-state':
      return `The instance '${refusal.instanceId}' is not in a state from which it can be ${refusal.needed}; it is ${refusal.state}.`;
    case 'instance-protected':
      return `The instance '${refusal.instanceId}' may not be ${refusal.attribute === 'disableApiStop' ? 'stopped' : 'terminated'}. Modify its '${refusal.attribute}' instance attribute and try again.`;
    case 'spot-not-stoppable':
      return `You can't stop the Spot Instance '${refusal.instanceId}' because it is associated with a one-time Spot Instance request. You can only stop Spot Instances associated with persistent Spot Instance requests.`;
    case 'resource-not-found':
      return `Resource ${refusal.resourceArn} does not exist in this account and Region, or is of a kind that a license cannot be tied to. Launch templates carry licenses in their own data.`;
    case 'resource-state':
      return `A license cannot be allocated to ${refusal.resourceArn} while it is ${refusal.state}.`;
    default:
      return isOfHosts(refusal) ? describeHostRefusal(refusal) : describeNetworkRefusal(refusal);
  }
}

type NetworkRefusal = Extract<
  Ec2Refusal,
  {
    kind:
      | `zone-${'unknown' | 'conflict'}`
      | `group-${string}`
      | `address-${string}`
      | `interface-${string}`
      | 'subnet-not-found'
      | 'subnet-full'
      | 'key-pair-not-found'
      | 'placement-group-unknown'
      | 'spread-full';
  }
>;

function describeNetworkRefusal(refusal: NetworkRefusal): string {
  switch (refusal.kind) {
    case 'subnet-not-found':
      return `The subnet ID '${refusal.subnetId}' does not exist`;
    case 'subnet-full':
      return `The subnet ${refusal.subnetId} does not have enough free addresses to satisfy the request.`;
    case 'zone-unknown':
      return `Invalid availability zone: [${refusal.availabilityZone}]`;
    case 'zone-conflict':
      return `Subnet ${refusal.subnetId} is not in availability zone ${refusal.availabilityZone}.`;
    case 'group-not-found':
      return `The security group '${refusal.groupId}' does not exist`;
    case 'group-elsewhere':
      return `Security group ${refusal.groupId} and subnet ${refusal.subnetId} belong to different networks.`;
    case 'address-elsewhere':
      return `Address ${refusal.address} does not fall within the subnet's address range`;
    case 'address-in-use':
      return `Address ${refusal.address} is in use.`;
    case 'address-of-many':
      return `The address ${refusal.address} is for one machine; ask for one, or leave the address out.`;
    case 'interface-not-found':
      return `The networkInterface ID '${refusal.networkInterfaceId}' does not exist`;
    case 'interface-in-use':
      return `Interface: [${refusal.networkInterfaceId}] in use.`;
    case 'interface-of-many':
      return `The network interface ${refusal.networkInterfaceId} is for one machine; ask for one, or let the launch make interfaces.`;
    case 'key-pair-not-found':
      return `The key pair '${refusal.keyName}' does not exist`;
    case 'placement-group-unknown':
      return `The Placement Group '${refusal.group}' is unknown.`;
    case 'spread-full':
      return `The spread placement group '${refusal.group}' has room for ${refusal.limit} running instances in ${refusal.availabilityZone}, and not for as many more as are asked for. Use another zone or another group.`;
  }
}

type HostRefusal = Extract<Ec2Refusal, { kind: `host-${string}` | 'zone-conflict-host' }>;

const isOfHosts = (refusal: HostRefusal | NetworkRefusal): refusal is HostRefusal =>
  refusal.kind.startsWith('host-') || refusal.kind === 'zone-conflict-host';

function describeHostRefusal(refusal: HostRefusal): string {
  switch (refusal.kind) {
    case 'host-not-found':
      return `The Dedicated Host '${refusal.hostId}' does not exist`;
    case 'host-full':
      return `Dedicated host ${refusal.hostId} has insufficient capacity to launch the instances in this request.`;
    case 'host-state':
      return `The Dedicated Host '${refusal.hostId}' is ${refusal.state}; it must be available.`;
    case 'host-mismatch':
      return `The Dedicated Host '${refusal.hostId}' is for ${refusal.takes}, not for ${refusal.wanted}.`;
    case 'host-occupied':
      return `The Dedicated Host '${refusal.hostId}' runs ${refusal.instanceId}; stop or terminate its instances first.`;
    case 'host-too-young':
      return `Unable to release Dedicated Host ${refusal.hostId}. ${refusal.takes} hosts must be allocated to your AWS account for at least 24 hour(s). You can release this host any time after ${refusal.until.toISOString()}.`;
    case 'host-group-not-found':
      return parseResourceGroupArn(refusal.groupArn)
        ? `The host resource group '${refusal.groupArn}' does not exist`
        : `'${refusal.groupArn}' is no ARN of a host resource group; an ARN is wanted, arn:aws:resource-groups:REGION:ACCOUNT:group/NAME, as CreateGroup and ListGroups answer it.`;
    case 'zone-conflict-host':
      return `The Dedicated Host '${refusal.hostId}' is in ${refusal.availabilityZone}; the subnet or zone of this request is not.`;
    case 'host-capacity':
      return 'You do not have a host with a matching configuration and sufficient capacity. Either target a host resource group that can automatically allocate hosts on your behalf, or manually allocate a new host to your account and then try again.';
  }
}
