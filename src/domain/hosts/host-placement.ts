import type { InstanceType } from '../catalogue/instance-types.ts';
import type { Facts } from '../facts.ts';
import { countsHosts, hardLicensesLeft, type License } from '../licenses/license.ts';
import type { Claim } from '../licenses/license-claim.ts';
import { EMPTY, type Host, type Occupancy, occupancyOf, roomFor, withOneMore } from './host.ts';
import { isPaid, licensesForHost } from './host-licenses.ts';

/** Hosts that machines may be placed on. */
export interface Yard {
  readonly hosts: readonly Host[];
  /** The n-th host that a group allocates in a zone when no other has room; absent where none may be allocated. */
  readonly spare?: (index: number, availabilityZone: string) => Host;
}

export interface Wanted {
  readonly type: InstanceType;
  readonly licenses: readonly License[];
  readonly count: number;
  readonly availabilityZone: string;
}

/** Where each machine goes, which hosts are new, and why it ended before all had a place. */
export interface Packing {
  readonly hostOf: readonly Host[];
  readonly opened: readonly Host[];
  readonly shortOf: 'room' | 'licenses' | undefined;
  /** What is taken of host-counted licenses; where they ran out, with what the next machine would have needed. */
  readonly claims: readonly Claim[];
}

interface Site {
  readonly host: Host;
  readonly isNew: boolean;
  readonly occupancy: Occupancy;
  readonly paid: boolean;
  /** What the host costs of each license while it does not pay for it. */
  readonly costs: ReadonlyMap<License, number>;
}

/**
 * Places machines of one type in a zone, one by one, where they cost least: on hosts that pay for their licenses before
 * hosts that do not, the fullest first, and on a new host only when no other has room. So a launch opens no host
 * that it does not need and takes no license twice.
 */
export function packMachines(facts: Facts, yard: Yard, wanted: Wanted): Packing {
  const licenses = wanted.licenses.filter(countsHosts);
  const sites = new Map(
    yard.hosts
      .filter((host) => host.availabilityZone === wanted.availabilityZone)
      .map((host) => [host.id, siteOf(facts, host, licenses)]),
  );
  const taken = new Map(licenses.map((license) => [license, 0]));
  const hostOf: Host[] = [];
  const opened: Host[] = [];
  while (hostOf.length < wanted.count) {
    const roomy = [...sites.values()].filter((site) => roomFor(site.host, wanted.type, site.occupancy) > 0);
    const candidates = roomy.length > 0 ? roomy : openSpare(yard, wanted, { index: opened.length, licenses });
    const affordable = candidates.filter((site) => isAffordable(site, taken));
    const order = compareSites(wanted.type, wanted.count - hostOf.length);
    const [cheapest] = (affordable.length > 0 ? affordable : candidates).sort(order);
    if (!cheapest) return { hostOf, opened, shortOf: 'room', claims: claimsOf(taken) };
    const after = new Map([...taken].map(([license, amount]) => [license, amount + costAt(cheapest, license)]));
    if (affordable.length === 0) return { hostOf, opened, shortOf: 'licenses', claims: claimsOf(after) };
    for (const [license, amount] of after) taken.set(license, amount);
    if (cheapest.isNew && cheapest.occupancy === EMPTY) opened.push(cheapest.host);
    sites.set(cheapest.host.id, {
      ...cheapest,
      paid: true,
      occupancy: withOneMore(cheapest.occupancy, wanted.type.name),
    });
    hostOf.push(cheapest.host);
  }
  return { hostOf, opened, shortOf: undefined, claims: claimsOf(taken) };
}

function siteOf(facts: Facts, host: Host, licenses: readonly License[]): Site {
  const machines = [...facts.instances.values()].filter((instance) => instance.hostId === host.id);
  const unpaid = licenses.filter((license) => !isPaid(facts, license, host.id));
  return {
    host,
    isNew: false,
    occupancy: occupancyOf(machines),
    paid: unpaid.length === 0,
    costs: costsOf(unpaid, host),
  };
}

const costsOf = (licenses: readonly License[], host: Host): Map<License, number> =>
  new Map(licenses.map((license) => [license, licensesForHost(license, host)]));

function openSpare(
  { spare }: Yard,
  { type, availabilityZone }: Wanted,
  next: { index: number; licenses: readonly License[] },
): Site[] {
  const host = spare?.(next.index, availabilityZone);
  if (!host || roomFor(host, type, EMPTY) === 0) return [];
  return [
    { host, isNew: true, occupancy: EMPTY, paid: next.licenses.length === 0, costs: costsOf(next.licenses, host) },
  ];
}

const costAt = (site: Site, license: License): number => (site.paid ? 0 : (site.costs.get(license) ?? 0));

const isAffordable = (site: Site, taken: ReadonlyMap<License, number>): boolean =>
  [...taken].every(
    ([license, amount]) => site.paid || amount + (site.costs.get(license) ?? 0) <= hardLicensesLeft(license),
  );

/**
 * Fewest licenses first. Among hosts that pay already, least room left; among those that must pay, least of those with
 * room for all that is left to place, else most, so that few must. The id decides between equals, so that a decision can
 * be repeated.
 */
function compareSites(type: InstanceType, left: number): (a: Site, b: Site) => number {
  const cost = (site: Site) => (site.paid ? 0 : [...site.costs.values()].reduce((sum, amount) => sum + amount, 0));
  const waste = (site: Site) => {
    const room = roomFor(site.host, type, site.occupancy);
    return room >= left || cost(site) === 0 ? room : Number.MAX_SAFE_INTEGER - room;
  };
  return (a, b) => cost(a) - cost(b) || waste(a) - waste(b) || (a.host.id < b.host.id ? -1 : 1);
}

const claimsOf = (taken: ReadonlyMap<License, number>): Claim[] =>
  [...taken].map(([license, amount]) => ({ license, amount }));
