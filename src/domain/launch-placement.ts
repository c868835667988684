import { resolveCpuOptions } from './catalogue/cpu-options.ts';
import { findInstanceType, type InstanceType } from './catalogue/instance-types.ts';
import { findPublicImage } from './catalogue/public-images.ts';
import type { LaunchRequest } from './commands.ts';
import { pass, type Scope, type Step, stop } from './decision.ts';
import type { Facts } from './facts.ts';
import type { LaunchImage } from './image.ts';
import { type DefaultSubnet, defaultNetwork } from './network.ts';
import type { Refusal } from './refusal.ts';

/** Where and as what a launch's machines will be. */
export interface Placement {
  readonly image: LaunchImage;
  readonly type: InstanceType;
  readonly subnet: DefaultSubnet;
  readonly coreCount: number;
  readonly threadsPerCore: number;
}

/** Steps 7 to 9 of a launch: image, type, subnet and security groups, CPU options, tenancy. */
export function placeLaunch(scope: Scope, request: LaunchRequest, facts: Facts): Step<Placement> {
  const image = findImage(facts, scope, request.imageId);
  if (!image) return stop({ kind: 'image-not-found', imageId: request.imageId });
  const type = findInstanceType(request.instanceType);
  if (!type) return stop({ kind: 'instance-type-unknown', instanceType: request.instanceType });
  const mismatch = findArchitectureMismatch(type, image);
  if (mismatch) return stop(mismatch);
  const subnet = findSubnet(scope, request);
  if (!subnet.ok) return subnet;
  const cpu = resolveCpuOptions(type, request.cpuOptions);
  if (!cpu.ok) return stop({ kind: 'cpu-options', problem: cpu.reason });
  const hostProblem = findHostProblem(request);
  if (hostProblem) return stop(hostProblem);
  return pass({ image, type, subnet: subnet.value, coreCount: cpu.coreCount, threadsPerCore: cpu.threadsPerCore });
}

/** The account's own image, or a public one of the Region. */
export function findImage(facts: Facts, scope: Scope, imageId: string): LaunchImage | undefined {
  const own = facts.images.get(imageId);
  if (own?.ownerId === scope.accountId && own.region === scope.region) return own;
  return findPublicImage(scope.region, imageId);
}

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

function findSubnet(scope: Scope, request: LaunchRequest): Step<DefaultSubnet> {
  const network = defaultNetwork(scope.accountId, scope.region);
  const { subnetId, availabilityZone: zone } = request;
  const byId = network.subnets.find((subnet) => subnet.subnetId === subnetId);
  if (subnetId && !byId) return stop({ kind: 'subnet-not-found', subnetId });
  const byZone = network.subnets.find((subnet) => subnet.availabilityZone === zone);
  if (zone && !byZone) return stop({ kind: 'zone-unknown', availabilityZone: zone });
  if (subnetId && zone && byId !== byZone) return stop({ kind: 'zone-conflict', availabilityZone: zone, subnetId });
  const groupId = request.settings.securityGroupIds?.find((id) => id !== network.securityGroupId);
  if (groupId) return stop({ kind: 'group-not-found', groupId });
  return pass(byId ?? byZone ?? network.subnets[0]!);
}

/** There are no Dedicated Hosts yet, so a host or a group that is named is never found. */
function findHostProblem({ tenancy, hostId, hostResourceGroupArn }: LaunchRequest): Refusal | undefined {
  const conflict = (problem: string): Refusal => ({ kind: 'placement-conflict', problem });
  if (hostId && hostResourceGroupArn) return conflict('A host id and a host resource group cannot be given together.');
  if ((hostId || hostResourceGroupArn) && tenancy !== 'host')
    return conflict('A host or a host resource group needs the tenancy host.');
  return hostId ? { kind: 'host-not-found', hostId } : undefined;
}
