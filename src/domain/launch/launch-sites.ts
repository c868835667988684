import type { LaunchCommand } from '../commands.ts';
import { pass, type Step, stop } from '../decision.ts';
import type { Facts } from '../facts.ts';
import type { Host } from '../hosts/host.ts';
import { type Packing, packMachines } from '../hosts/host-placement.ts';
import { findYard } from '../hosts/host-yard.ts';
import type { License } from '../licenses/license.ts';
import type { Claim } from '../licenses/license-claim.ts';
import type { Refusal } from '../refusal.ts';
import type { Placement } from './launch-placement.ts';

/** Where one machine of a launch goes. */
export interface Site {
  readonly subnet: Placement['subnets'][0];
  readonly hostId: string | undefined;
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
    const site = { subnet: subnets[0], hostId: undefined };
    return pass({ sites: Array.from({ length: count }, () => site), opened: [], claims: [] });
  }
  const zones = subnets.map((subnet) => subnet.availabilityZone);
  const { hostId, hostResourceGroupArn: groupArn } = request;
  const yard = findYard(facts, actor, { type, licenses, hostId, groupArn, zones, seed: actor.requestId });
  if (!yard.ok) return yard;
  const packings = subnets.map((subnet) => {
    const { availabilityZone } = subnet;
    const wish = { type, licenses, count, minCount: request.minCount, availabilityZone };
    return { subnet, packing: packMachines(facts, yard.value, wish) };
  });
  const { subnet, packing } = packings.reduce((a, b) => (isBetter(b.packing, a.packing) ? b : a));
  if (packing.shortOf === 'room') return stop(hostId ? { kind: 'host-full', hostId } : { kind: 'host-capacity' });
  return pass({
    sites: packing.hostOf.map((host) => ({ subnet, hostId: host.id })),
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
