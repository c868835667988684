import { consumptionKey, type Effect, type Facts } from '../facts.ts';
import type { Instance } from '../instances/instance.ts';
import type { Resource } from '../resource.ts';
import { type License, licensesFor, type Machine } from './license.ts';

/** An instance as a resource that holds licenses. */
export const instanceResource = (instance: Instance): Resource => ({
  type: 'EC2_INSTANCE',
  id: instance.id,
  ownerId: instance.accountId,
  region: instance.region,
});

/** Ties an instance to licenses and takes what it needs of each. */
export const takeLicenses = (instance: Instance, licenses: readonly License[], machine: Machine): Effect[] =>
  licenses.flatMap((license) => [tie(instanceResource(instance), license), ...consume(instance, license, machine)]);

export const tie = (resource: Resource, license: License, amiScope?: string): Effect => ({
  kind: 'associate',
  association: { licenseId: license.id, licenseAccountId: license.accountId, resource, ...(amiScope && { amiScope }) },
});

/** Takes licenses for an instance; nothing where its host pays. */
export function consume(instance: Instance, license: License, machine: Machine): Effect[] {
  const amount = licensesFor(license, machine);
  return amount > 0 ? [{ kind: 'consume', licenseId: license.id, resource: instanceResource(instance), amount }] : [];
}

/** Gives back what a resource holds of a license, if anything. */
export function giveBack(facts: Facts, licenseId: string, resource: Resource): Effect[] {
  const held = facts.consumption.get(consumptionKey(licenseId, resource.id));
  return held ? [{ kind: 'release', licenseId, resource, amount: held.amount }] : [];
}

/** Gives back what a resource holds of a license and unties the two. */
export const untie = (facts: Facts, licenseId: string, resource: Resource): Effect[] => [
  ...giveBack(facts, licenseId, resource),
  { kind: 'disassociate', licenseId, resource },
];

/** The licenses that a resource is tied to, whatever their status. */
export const licensesOf = (facts: Facts, resourceId: string): License[] =>
  (facts.associations.get(resourceId) ?? [])
    .map((a) => facts.licenses.get(a.licenseId))
    .filter((l): l is License => !!l);
