import type { InstanceType } from '../catalogue/instance-types.ts';
import type { Facts } from '../facts.ts';
import type { Instance } from '../instances/instance.ts';
import { countsHosts, hardLicensesLeft, type License } from '../licenses/license.ts';
import type { Claim } from '../licenses/license-claim.ts';
import { EMPTY, type Host, type Occupancy, occupancyOf, roomFor } from './host.ts';
import { type Choice, chooseHosts, type Offer } from './host-choice.ts';
import { isPaid, licensesForHost } from './host-licenses.ts';

/** Hosts that machines may be placed on. */
export interface Yard {
  readonly hosts: readonly Host[];
  /** The n-th host that a group allocates in a zone; absent where none may be allocated. */
  readonly spare?: (index: number, availabilityZone: string) => Host;
}

export interface Wanted {
  readonly type: InstanceType;
  readonly licenses: readonly License[];
  readonly count: number;
  /** How many there must be a place for; of fewer it is told what is short. */
  readonly minCount: number;
  readonly availabilityZone: string;
}

/** Where each machine goes, which hosts are new, and what is short where fewer than the least have a place. */
export interface Packing {
  readonly hostOf: readonly Host[];
  readonly opened: readonly Host[];
  readonly shortOf: 'room' | 'licenses' | undefined;
  /** What is taken of host-counted licenses; where they are short, what the least number of machines would need. */
  readonly claims: readonly Claim[];
}

interface Site {
  readonly host: Host;
  readonly room: number;
  /** What the host costs of each license that it does not pay for yet. */
  readonly costs: ReadonlyMap<License, number>;
}

/** Sites that cost the same, the roomiest first. */
interface Lot extends Offer {
  readonly sites: readonly Site[];
}

/**
 * Places machines of one type in a zone: on hosts that pay for their licenses, the fullest first, and the rest where it
 * takes the fewest licenses and then the fewest new hosts. No limit is in the way where any choice of hosts keeps it.
 */
export function packMachines(facts: Facts, yard: Yard, wanted: Wanted): Packing {
  const licenses = wanted.licenses.filter(countsHosts);
  const sites = yard.hosts
    .filter((host) => host.availabilityZone === wanted.availabilityZone)
    .map((host) => siteOf(facts, host, { type: wanted.type, licenses }))
    .filter(({ room }) => room > 0);
  const [paying, owing] = [sites.filter(({ costs }) => costs.size === 0), sites.filter(({ costs }) => costs.size > 0)];
  const lots = [...lotsOf(owing), ...newLot(yard, wanted, licenses)];
  const paid = paying.reduce((sum, { room }) => sum + room, 0);
  const limits = new Map(licenses.map((license) => [license, hardLicensesLeft(license)]));
  const choice = chooseHosts(lots, Math.max(0, wanted.count - paid), limits);
  const chosen = takeSites(lots, choice);
  const hostOf = [...paying.sort(fullestFirst), ...chosen.map(({ site }) => site)]
    .flatMap(({ host, room }) => Array.from({ length: room }, () => host))
    .slice(0, wanted.count);
  const opened = chosen.flatMap(({ site, isNew }) => (isNew ? [site.host] : []));
  if (hostOf.length >= wanted.minCount)
    return { hostOf, opened, shortOf: undefined, claims: claimsOf(licenses, lots, choice) };
  const needed = chooseHosts(lots, Math.max(0, wanted.minCount - paid), new Map());
  const shortOf = paid + needed.placed < wanted.minCount ? 'room' : 'licenses';
  return { hostOf, opened, shortOf, claims: claimsOf(licenses, lots, needed) };
}

function siteOf(facts: Facts, host: Host, { type, licenses }: Pick<Wanted, 'type' | 'licenses'>): Site {
  const owed = licenses.filter((license) => !isPaid(facts, license, host.id));
  return { host, room: roomFor(host, type, occupancyOn(facts, host.id)), costs: costsOf(owed, host) };
}

/** By the list of a host's machines, which is another one once any of them changes. */
const occupancies = new WeakMap<readonly Instance[], Occupancy>();

function occupancyOn(facts: Facts, hostId: string): Occupancy {
  const machines = facts.instances.on(hostId);
  const known = occupancies.get(machines);
  if (known) return known;
  const occupancy = occupancyOf(machines);
  occupancies.set(machines, occupancy);
  return occupancy;
}

const costsOf = (licenses: readonly License[], host: Host): Map<License, number> =>
  new Map(licenses.map((license) => [license, licensesForHost(license, host)]));

const byId = (a: Site, b: Site): number => (a.host.id < b.host.id ? -1 : 1);
const fullestFirst = (a: Site, b: Site): number => a.room - b.room || byId(a, b);
const roomiestFirst = (a: Site, b: Site): number => b.room - a.room || byId(a, b);

function lotsOf(sites: readonly Site[]): Lot[] {
  const alike = Map.groupBy(sites.toSorted(roomiestFirst), ({ costs }) =>
    [...costs].map(([license, amount]) => `${license.id} ${amount}`).join(),
  );
  return [...alike.values()].map((lot) => lotOf(lot, false));
}

const lotOf = (sites: readonly Site[], isNew: boolean): Lot => ({
  sites,
  isNew,
  costs: sites[0]!.costs,
  rooms: sites.map(({ room }) => room),
});

/** As many hosts as could be allocated for all the machines; they are empty, and so all alike. */
function newLot({ spare }: Yard, { type, count, availabilityZone }: Wanted, licenses: readonly License[]): Lot[] {
  const first = spare?.(0, availabilityZone);
  const room = first ? roomFor(first, type, EMPTY) : 0;
  if (!spare || room === 0) return [];
  const sites = Array.from({ length: Math.ceil(count / room) }, (_, index): Site => {
    const host = spare(index, availabilityZone);
    return { host, room, costs: costsOf(licenses, host) };
  });
  return [lotOf(sites, true)];
}

/** The chosen sites; of the last of its lot the fullest that has room for what is left, as any that has is as good. */
function takeSites(lots: readonly Lot[], { counts, placed }: Choice): { site: Site; isNew: boolean }[] {
  let left = placed;
  return lots.flatMap(({ sites, isNew }, index) => {
    const count = counts[index]!;
    if (count === 0) return [];
    const taken = sites.slice(0, count - 1);
    left -= taken.reduce((sum, { room }) => sum + room, 0);
    const last =
      sites
        .slice(count - 1)
        .filter(({ room }) => room >= left)
        .sort(fullestFirst)[0] ?? sites[count - 1]!;
    left -= last.room;
    return [...taken, last].map((site) => ({ site, isNew }));
  });
}

const claimsOf = (licenses: readonly License[], lots: readonly Lot[], { counts }: Choice): Claim[] =>
  licenses.map((license) => ({
    license,
    amount: lots.reduce((sum, { costs }, index) => sum + counts[index]! * (costs.get(license) ?? 0), 0),
  }));
