import type { LaunchCommand } from '../commands.ts';
import { pass, type Step, stop } from '../decision.ts';
import type { Facts } from '../facts.ts';
import type { Host } from '../hosts/host.ts';
import { type Packing, packMachines } from '../hosts/host-placement.ts';
import type { HostGroup } from '../hosts/host-resource-group.ts';
import { findYard } from '../hosts/host-yard.ts';
import type { License } from '../licenses/license.ts';
import type { Claim } from '../licenses/license-claim.ts';
import type { LaunchSubnet } from '../networks/network-facts.ts';
import type { Refusal } from '../refusal.ts';
import type { Placement } from './launch-placement.ts';
import { roomInZone, spreadFull } from './spread-room.ts';

/** Where one machine of a launch goes. */
export interface Site {
  readonly subnet: Placement['subnets'][0];
  readonly hostId: string | undefined;
  /** The group that it is launched into. */
  readonly groupArn?: string | undefined;
}

/** Where the machines of a launch go, as many as have a place, and what their hosts claim of licenses. */
export interface Sites {
  readonly sites: readonly Site[];
  /** Hosts that the launch's group allocates for it. */
  readonly opened: readonly Host[];
  readonly claims: readonly Claim[];
}

interface Wanted {
  readonly placement: Placement;
  readonly licenses: readonly License[];
  readonly count: number;
  /** Groups that the launch may go into by itself, for its licenses' sake. */
  readonly groups?: readonly HostGroup[];
  /** Whether hosts outside groups will do as well where the launch names no place. */
  readonly openHosts?: boolean;
}

/** Step 9 of a launch: a host or group that it names is there and takes such machines, whether there is room or not. */
export function findSiteProblem(
  { actor, request }: LaunchCommand,
  facts: Facts,
  { subnets, type }: Placement,
): Refusal | undefined {
  if (request.tenancy !== 'host') return undefined;
  const { hostId, hostResourceGroupArn: groupArn } = request;
  const zones = subnets.map((subnet) => subnet.availabilityZone);
  const yard = findYard(facts, actor, { type, licenses: [], hostId, groupArn, zones, seed: '', beforeLicenses: true });
  return yard.ok ? undefined : yard.refusal;
}

/** Steps 13 to 15 of a launch: a host for each machine of tenancy `host`, all in one zone; elsewhere there is always room. */
export function siteMachines({ actor, request }: LaunchCommand, facts: Facts, wanted: Wanted): Step<Sites> {
  const { placement, licenses, count } = wanted;
  const { subnets, type } = placement;
  if (request.tenancy !== 'host') {
    const { placementGroupId: groupId, placementGroup } = placement.groupPlace;
    const roomIn = (subnet: LaunchSubnet) => roomInZone(facts, groupId, subnet.availabilityZone) ?? count;
    const subnet = subnets.reduce((a, b) => (Math.min(roomIn(b), count) > Math.min(roomIn(a), count) ? b : a));
    const length = Math.min(count, roomIn(subnet));
    if (length < request.minCount) return stop(spreadFull(placementGroup, subnet.availabilityZone));
    return pass({ sites: Array.from({ length }, () => ({ subnet, hostId: undefined })), opened: [], claims: [] });
  }
  const zones = subnets.map((subnet) => subnet.availabilityZone);
  const { hostId, hostResourceGroupArn: groupArn } = request;
  const wish = { type, licenses, zones, seed: actor.requestId };
  const { groups = [], openHosts = true } = wanted;
  const named = openHosts || hostId || groupArn ? [findYard(facts, actor, { ...wish, hostId, groupArn })] : [];
  const others = groups.map(({ arn }) => findYard(facts, actor, { ...wish, groupArn: arn }));
  const yards = [
    ...named.map((yard) => ({ yard, groupArn })),
    ...groups.map(({ arn }, index) => ({ yard: others[index]!, groupArn: arn })),
  ];
  const refused = yards.find(({ yard }) => !yard.ok)?.yard;
  const packings = yards.flatMap(({ yard, groupArn: into }) =>
    subnets.flatMap((subnet) => {
      const { availabilityZone } = subnet;
      const machines = { type, licenses, count, minCount: request.minCount, availabilityZone };
      return yard.ok ? [{ subnet, groupArn: into, packing: packMachines(facts, yard.value, machines) }] : [];
    }),
  );
  if (packings.length === 0 && refused && !refused.ok) return refused;
  const { subnet, packing, groupArn: into } = packings.reduce((a, b) => (isBetter(b.packing, a.packing) ? b : a));
  if (packing.shortOf === 'room') return stop(hostId ? { kind: 'host-full', hostId } : { kind: 'host-capacity' });
  return pass({
    sites: packing.hostOf.map((host) => ({ subnet, hostId: host.id, groupArn: into })),
    opened: packing.opened,
    claims: packing.claims,
  });
}

/**
 * More machines with a place, then fewer licenses, then fewer new hosts. Of two that have too few, one where licenses are
 * short before one where room is, so that the limit is what a refusal tells.
 */
function isBetter(a: Packing, b: Packing): boolean {
  if (a.shortOf && b.shortOf && a.shortOf !== b.shortOf) return a.shortOf === 'licenses';
  if (a.hostOf.length !== b.hostOf.length) return a.hostOf.length > b.hostOf.length;
  const cost = ({ claims }: Packing) => claims.reduce((sum, claim) => sum + claim.amount, 0);
  return cost(a) < cost(b) || (cost(a) === cost(b) && a.opened.length < b.opened.length);
}
