import type { LaunchCommand, LaunchRequest } from '../commands.ts';
import type { Scope } from '../decision.ts';
import type { ExistingInterface, NetworkFacts } from '../networks/network-facts.ts';
import type { Refusal } from '../refusal.ts';

/** The account's network interface of an id, whatever has it. */
function findInterface(scope: Scope, id: string, { interfaces }: NetworkFacts): ExistingInterface | undefined {
  const found = interfaces.get(id);
  return found?.accountId === scope.accountId && found.region === scope.region ? found : undefined;
}

const isFree = ({ attached, details }: ExistingInterface): boolean => !attached && !details.natGatewayId;

/** The network interface that a launch names and nothing has. */
export function findFreeInterface(scope: Scope, id: string | undefined, facts: NetworkFacts) {
  const found = id === undefined ? undefined : findInterface(scope, id, facts);
  return found && isFree(found) ? found : undefined;
}

/** Network interfaces that a launch names are there, nothing has them, and they are for one machine. */
export function findInterfaceProblem(
  scope: Scope,
  { networkInterfaceId: primary, interfaces = [], maxCount }: LaunchRequest,
  facts: NetworkFacts,
): Refusal | undefined {
  const ids = [primary, ...interfaces.map((one) => one.networkInterfaceId)].filter((id) => id !== undefined);
  for (const networkInterfaceId of ids) {
    const found = findInterface(scope, networkInterfaceId, facts);
    if (!found) return { kind: 'interface-not-found', networkInterfaceId };
    if (!isFree(found)) return { kind: 'interface-in-use', networkInterfaceId };
    if (maxCount > 1) return { kind: 'interface-of-many', networkInterfaceId };
  }
  return undefined;
}

/**
 * A launch whose primary network interface is there already has that one's subnet, address and groups, and no public
 * address but its Elastic IP.
 */
export function withPrimaryInterface(command: LaunchCommand, facts: NetworkFacts): LaunchCommand {
  const { actor, request } = command;
  const found = findFreeInterface(actor, request.networkInterfaceId, facts);
  if (!found) return command;
  const { subnetId, privateIp, secondaryIps, groupIds, description, sourceDestCheck } = found.details;
  const { elasticIp, secondaryElasticIps } = found.details;
  const settings = {
    ...request.settings,
    primaryInterface: { id: found.id, createdAt: found.createdAt.toISOString() },
    interfaceDeleteOnTermination: false,
    securityGroupIds: groupIds,
    associatePublicIp: false,
    ...(description !== undefined && { interfaceDescription: description }),
    ...(sourceDestCheck !== undefined && { sourceDestCheck }),
    ...(elasticIp && { elasticIp }),
    ...(secondaryElasticIps && { secondaryElasticIps }),
  };
  return { ...command, request: { ...request, subnetId, privateIp, secondaryIps, settings } };
}
