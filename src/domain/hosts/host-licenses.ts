import { consumptionKey, type Effect, type Facts, machinesOn } from '../facts.ts';
import { holdsLicenses } from '../instances/instance.ts';
import { countsHosts, type License } from '../licenses/license.ts';
import { licensesOf } from '../licenses/license-effects.ts';
import type { Resource } from '../resource.ts';
import { DAY_MS, type Host, isReleased } from './host.ts';

/** A host as a resource that holds licenses. */
export const hostResource = (host: Host): Resource => ({
  type: 'EC2_HOST',
  id: host.id,
  ownerId: host.accountId,
  region: host.region,
});

/** What a host costs of a Core or Socket license, however many machines on it use it. */
export const licensesForHost = (
  license: Pick<License, 'countingType'>,
  host: Pick<Host, 'cores' | 'sockets'>,
): number => (license.countingType === 'Core' ? host.cores : host.sockets);

/** Whether the host pays for the license now. */
export const isPaid = (facts: Facts, license: License, hostId: string): boolean =>
  facts.consumption.has(consumptionKey(license.id, hostId));

/**
 * The Core and Socket licenses that a host must hold: its own, and those of its machines that hold licenses. A released
 * host owes nothing, though stopped machines still name it.
 */
export function licensesDue(facts: Facts, host: Host): Set<License> {
  if (isReleased(host)) return new Set();
  const own = licensesOf(facts, host.id);
  const ofMachines = machinesOn(facts, host.id).flatMap((instance) =>
    licensesOf(facts, instance.id).filter((license) => holdsLicenses(instance.state, license.rules)),
  );
  return new Set([...own, ...ofMachines].filter(countsHosts));
}

/**
 * What hosts take and give back of Core and Socket licenses now that their machines are where the facts say: once a
 * host, from the first machine that uses the license to the last. Under licenseAffinityToHost a host keeps what it took
 * for the days of the rule from the first assignment on, also empty and also released.
 */
export function settleHosts(facts: Facts, hostIds: Iterable<string>): Effect[] {
  return [...new Set(hostIds)].flatMap((hostId) => {
    const host = facts.hosts.get(hostId);
    return host ? settleHost(facts, host) : [];
  });
}

function settleHost(facts: Facts, host: Host): Effect[] {
  const due = licensesDue(facts, host);
  const taken = [...due]
    .filter((license) => !isPaid(facts, license, host.id))
    .map((license): Effect => {
      const days = license.rules.licenseAffinityToHost;
      const holdUntil = days === undefined ? undefined : new Date(facts.at.getTime() + days * DAY_MS);
      const amount = licensesForHost(license, host);
      return {
        kind: 'consume',
        licenseId: license.id,
        resource: hostResource(host),
        amount,
        ...(holdUntil && { holdUntil }),
      };
    });
  const given = [...facts.licenses.values()].flatMap((license): Effect[] => {
    const held = facts.consumption.get(consumptionKey(license.id, host.id));
    if (!held || due.has(license) || (held.holdUntil && held.holdUntil > facts.at)) return [];
    return [{ kind: 'release', licenseId: license.id, resource: hostResource(host), amount: held.amount }];
  });
  return [...given, ...taken];
}
