import type { Command, LaunchRequest } from '../domain/commands.ts';
import { namedAddresses } from '../domain/networks/network.ts';
import { parseResourceArn } from '../domain/resource.ts';

/** The addresses and network interfaces that a launch takes. */
const takenBy = ({ interfaces = [], ...primary }: LaunchRequest): string[] =>
  [primary, ...interfaces]
    .flatMap((one) => [...namedAddresses(one), one.networkInterfaceId])
    .filter((taken) => taken !== undefined);

/** Ids of resources that a command changes and that are there already, and addresses that it takes. */
function touches(command: Command): readonly string[] {
  switch (command.kind) {
    case 'launch':
      return takenBy(command.request);
    case 'update-license-specifications':
      return [parseResourceArn(command.resourceArn)?.id ?? command.resourceArn];
    case 'forget-image':
      return [command.imageId];
    case 'observe':
      return [command.resource.id];
    case 'deregister-server':
      return [command.instanceId];
    case 'change-instance-type':
    case 'change-placement':
    case 'change-cpu-options':
      return [command.instanceId];
    case 'allocate-hosts':
      return [];
    case 'modify-hosts':
    case 'release-hosts':
    case 'group-hosts':
    case 'ungroup-hosts':
    case 'settle-hosts':
      return command.hostIds;
    case 'fail-host':
      return [command.hostId];
    case 'update-license-configuration':
    case 'delete-license-configuration':
      return [command.licenseId];
    default:
      return command.instanceIds;
  }
}

/** Changes of a license's own terms are decided alone: they are rare, and the counters of a group are summed up. */
const isAlone = (command: Command): boolean =>
  command.kind === 'update-license-configuration' || command.kind === 'delete-license-configuration';

/**
 * How many commands from the head of the queue form the next group: up to `limit`, ending before one that touches a
 * resource which an earlier one of the group touches.
 */
export function groupLength(queue: readonly Command[], limit: number): number {
  const touched = new Set<string>();
  for (const [index, command] of queue.slice(0, limit).entries()) {
    const ids = touches(command);
    if (index > 0 && (isAlone(command) || ids.some((id) => touched.has(id)))) return index;
    if (isAlone(command)) return 1;
    for (const id of ids) touched.add(id);
  }
  return Math.min(queue.length, limit);
}
