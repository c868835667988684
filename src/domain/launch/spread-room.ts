import type { Facts } from '../facts.ts';
import type { Instance } from '../instances/instance.ts';

/** Running machines of a spread group in a zone at the most (EC2 user guide, spread placement groups by rack). */
const MOST_IN_ZONE = 7;

/** How many more machines may run in a zone, in the placement group of this id; undefined where none limits them. */
export function roomInZone(
  { network, instances }: Pick<Facts, 'network' | 'instances'>,
  groupId: string | undefined,
  availabilityZone: string,
): number | undefined {
  const group = network.placementGroups.find(({ id }) => id === groupId);
  if (group?.details.strategy !== 'spread') return undefined;
  const running = new Set(
    (network.spreadMembers.get(group.id) ?? []).flatMap((one) =>
      one.availabilityZone === availabilityZone ? one.instanceId : [],
    ),
  );
  for (const machine of instances.values())
    if (machine.settings.placementGroupId === group.id && machine.availabilityZone === availabilityZone)
      if (isUp(machine)) running.add(machine.id);
      else running.delete(machine.id);
  return Math.max(0, MOST_IN_ZONE - running.size);
}

const isUp = ({ state }: Instance): boolean => state === 'pending' || state === 'running';

/** The refusal of a machine that has no room in its spread group. */
export const spreadFull = (group: string | undefined, availabilityZone: string) =>
  ({ kind: 'spread-full', group: group ?? '', availabilityZone, limit: MOST_IN_ZONE }) as const;
