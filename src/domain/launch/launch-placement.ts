import { resolveCpuOptions } from '../catalogue/cpu-options.ts';
import { findInstanceType, type InstanceType } from '../catalogue/instance-types.ts';
import { findPublicImage } from '../catalogue/public-images.ts';
import type { LaunchRequest } from '../commands.ts';
import { pass, type Scope, type Step, stop } from '../decision.ts';
import type { Facts } from '../facts.ts';
import { EVERYBODY, type LaunchImage } from '../images/image.ts';
import { findTenancyProblem } from '../instances/tenancy.ts';
import type { Refusal } from '../refusal.ts';
import { findLaunchInterfaces, type PlannedInterface } from './launch-interfaces.ts';
import { findLaunchNetwork, type LaunchNetwork } from './launch-network.ts';
import { choosePlacementGroup, type GroupPlace, wantedGroup } from './placement-group-choice.ts';

/** Where and as what a launch's machines will be. */
export interface Placement {
  readonly image: LaunchImage;
  readonly type: InstanceType;
  /** The one that is named, or those to choose from, the preferred one first. */
  readonly subnets: LaunchNetwork['subnets'];
  readonly networkSettings: LaunchNetwork['settings'];
  /** The network interfaces beside the primary one. */
  readonly interfaces: readonly PlannedInterface[];
  readonly groupPlace: GroupPlace;
  readonly coreCount: number;
  readonly threadsPerCore: number;
}

/** Steps 7 to 9 of a launch: image, type, subnet, security groups and key pair, CPU options, tenancy. */
export function placeLaunch(scope: Scope, request: LaunchRequest, facts: Facts): Step<Placement> {
  const image = findImage(facts, scope, request.imageId);
  if (!image || image.importing) return stop({ kind: 'image-not-found', imageId: request.imageId });
  const type = findInstanceType(request.instanceType);
  if (!type) return stop({ kind: 'instance-type-unknown', instanceType: request.instanceType });
  const mismatch = findArchitectureMismatch(type, image);
  if (mismatch) return stop(mismatch);
  const network = findLaunchNetwork(scope, request, facts.network);
  if (!network.ok) return network;
  const further = findLaunchInterfaces(scope, request, { network: network.value, facts: facts.network });
  if (!further.ok) return further;
  const cpu = resolveCpuOptions(type, request.cpuOptions);
  if (!cpu.ok) return stop({ kind: 'cpu-options', problem: cpu.reason });
  const conflict = findTenancyConflict(request, type);
  if (conflict) return stop({ kind: 'placement-conflict', problem: conflict });
  const group = choosePlacementGroup(
    { ...scope, instanceType: type.name, tenancy: request.tenancy },
    request.settings,
    facts.network,
  );
  if (!group.ok) return group;
  const tenancyProblem = findTenancyProblem(image.usageOperation, request.tenancy);
  if (tenancyProblem) return stop({ kind: 'tenancy-conflict', problem: tenancyProblem });
  const { settings: networkSettings } = network.value;
  const { coreCount, threadsPerCore } = cpu;
  return pass({ image, type, ...further.value, networkSettings, groupPlace: group.value, coreCount, threadsPerCore });
}

/** The account's own image, one that another account shares, or a public one of the Region. */
export function findImage(facts: Facts, scope: Scope, imageId: string): LaunchImage | undefined {
  const kept = facts.images.get(imageId);
  if (kept?.region === scope.region && isVisible(kept, scope.accountId)) return kept;
  return findPublicImage(scope.region, imageId);
}

/** Whoever owns an image may launch it, and whom it is shared with. */
const isVisible = ({ ownerId, sharedWith = [] }: LaunchImage, accountId: string): boolean =>
  ownerId === accountId || sharedWith.includes(accountId) || sharedWith.includes(EVERYBODY);

/** An image runs on types of its own architecture only. */
export function findArchitectureMismatch(type: InstanceType, image: { architecture: string }): Refusal | undefined {
  if (type.architectures.includes(image.architecture)) return undefined;
  return {
    kind: 'architecture-mismatch',
    instanceType: type.name,
    typeArchitectures: type.architectures,
    imageArchitecture: image.architecture,
  };
}

/** What of tenancy, host, groups and affinity does not go together (EC2 user guide, Dedicated Hosts and placement groups). */
function findTenancyConflict(request: LaunchRequest, type: InstanceType): string | undefined {
  const { tenancy, hostId, hostResourceGroupArn: group, affinity, settings } = request;
  if (tenancy === 'host' && !type.dedicatedHosts)
    return `The instance type ${type.name} does not run on Dedicated Hosts.`;
  if (hostId && group) return 'A host id and a host resource group cannot be given together.';
  if (group && affinity) return 'A host resource group and affinity cannot be given together.';
  if ((hostId || group || affinity) && tenancy !== 'host')
    return 'A host, a host resource group or an affinity needs the tenancy host.';
  if (wantedGroup(settings) && tenancy === 'host')
    return 'A placement group takes no instances of tenancy host; leave the group out or choose another tenancy.';
  const { interruptionBehavior: behavior = 'terminate' } = settings.spot ?? {};
  if (wantedGroup(settings) && behavior !== 'terminate')
    return `A placement group takes no Spot Instances whose interruption behavior is ${behavior}.`;
  return undefined;
}
