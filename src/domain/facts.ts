import type { Server } from './discovery/server.ts';
import type { Host } from './hosts/host.ts';
import type { HostGroup } from './hosts/host-resource-group.ts';
import type { LaunchImage } from './images/image.ts';
import type { Snapshot } from './images/snapshot.ts';
import type { AttachedTags } from './instances/attached.ts';
import type { Instance } from './instances/instance.ts';
import type { LeftBehind } from './instances/left-behind.ts';
import type { Machines } from './instances/machines.ts';
import type { Layered } from './layered.ts';
import type { License } from './licenses/license.ts';
import type { NetworkFacts } from './networks/network-facts.ts';
import type { Resource } from './resource.ts';

/** A license tied to a resource. */
export interface Association {
  readonly licenseId: string;
  readonly resource: Resource;
  /** `cross-account` tracks launches of an image from every account; absent, from the license's own. */
  readonly amiScope?: string;
  /** Automated discovery tied it, and it alone unties it. */
  readonly discovered?: boolean;
  readonly licenseAccountId: string;
}

/** A client token that was used, with the hash of what it came with and what came of it. */
export interface StoredToken {
  readonly inputHash: string;
  readonly outcome: { readonly reservationId?: string; readonly hostIds?: readonly string[] };
}

/**
 * All that a group of commands is decided on, as read under lock. `applyEffects` moves it on, so that each command of
 * a group sees what the earlier ones took.
 */
export interface Facts {
  readonly at: Date;
  readonly licenses: Map<string, License>;
  /** How many resources each license is tied to. */
  readonly associationCounts: Map<string, number>;
  /** How many report generators report on each license that may be deleted. */
  readonly reportCounts: ReadonlyMap<string, number>;
  /** Accounts' own images, by id; public images are in the catalogue. */
  readonly images: Map<string, LaunchImage & { readonly region: string }>;
  readonly instances: Machines;
  readonly hosts: Map<string, Host>;
  /** Servers outside EC2, by id. */
  readonly servers: Map<string, Server>;
  /** Host resource groups by ARN. */
  readonly groups: Map<string, HostGroup>;
  /** By the id of the resource. */
  readonly associations: Layered<string, readonly Association[]>;
  /** Open consumption by `consumptionKey`: licenses taken now. */
  readonly consumption: Map<string, Held>;
  readonly tokens: Map<string, StoredToken>;
  readonly network: NetworkFacts;
  /** Snapshots by id that launches name. */
  readonly snapshots: ReadonlyMap<string, Snapshot>;
}

/** What a resource holds of a license. */
export interface Held {
  readonly amount: number;
  /** A host keeps what it took until then (licenseAffinityToHost). */
  readonly holdUntil?: Date;
}

export const consumptionKey = (licenseId: string, resourceId: string): string => `${licenseId} ${resourceId}`;

/** The machines that are placed on a host, in whatever state. */
export const machinesOn = ({ instances }: Facts, hostId: string): readonly Instance[] => instances.on(hostId);

export const tokenKey = (token: { accountId: string; region: string; action: string; token: string }): string =>
  `${token.accountId} ${token.region} ${token.action} ${token.token}`;

/** What a decision asks the store to write. */
export type Effect =
  | {
      readonly kind: 'insert-instance';
      readonly instance: Instance;
      readonly tags: Readonly<Record<string, string>>;
      readonly attachedTags?: AttachedTags;
    }
  | { readonly kind: 'update-instance'; readonly instance: Instance }
  | ({ readonly kind: 'leave-behind' } & LeftBehind)
  | { readonly kind: 'associate'; readonly association: Association }
  | {
      readonly kind: 'disassociate';
      readonly licenseId: string;
      readonly resource: Resource;
    }
  | {
      readonly kind: 'insert-host';
      readonly host: Host;
      readonly tags: Readonly<Record<string, string>>;
      /** The failed host that it stands in for, whose tags it takes over. */
      readonly replaces?: string;
    }
  | { readonly kind: 'update-host'; readonly host: Host }
  | ({
      readonly kind: 'consume';
      readonly licenseId: string;
      readonly resource: Resource;
      /** Found, not asked for: a hard limit does not stop it. */
      readonly observed?: boolean;
    } & Held)
  | {
      readonly kind: 'release';
      readonly licenseId: string;
      readonly resource: Resource;
      readonly amount: number;
    }
  | { readonly kind: 'remove-server'; readonly serverId: string }
  | { readonly kind: 'set-license'; readonly license: License; readonly detail: LicenseDetail }
  | {
      readonly kind: 'record-failure';
      readonly licenseId: string;
      readonly resource: Resource;
      readonly message: string;
      /** Not again where the same was recorded already. */
      readonly once?: boolean;
    }
  | { readonly kind: 'put-token'; readonly key: TokenKey; readonly stored: StoredToken }
  | {
      readonly kind: 'audit';
      readonly resources: readonly string[];
      readonly detail: Readonly<Record<string, unknown>>;
    };

export interface TokenKey {
  readonly accountId: string;
  readonly region: string;
  readonly action: string;
  readonly token: string;
}

/** What a license configuration says beside what decisions look at; undefined members stay as they are. */
export interface LicenseDetail {
  readonly description?: string;
  readonly disassociateWhenNotFound?: boolean;
  readonly productInformation?: readonly { readonly ResourceType: string }[];
  readonly licenseExpiry?: number;
}

/** Facts to try effects on; what is in the maps is never changed in place, so a shallow copy is enough. */
export const copyFacts = (facts: Facts): Facts => ({
  ...facts,
  licenses: new Map(facts.licenses),
  associationCounts: new Map(facts.associationCounts),
  instances: facts.instances.copy(),
  hosts: new Map(facts.hosts),
  servers: new Map(facts.servers),
  associations: facts.associations.copy(),
  consumption: new Map(facts.consumption),
  tokens: new Map(facts.tokens),
});

/** Moves the facts on by the effects of one decision. */
export function applyEffects(facts: Facts, effects: readonly Effect[]): void {
  for (const effect of effects) applyEffect(facts, effect);
}

function applyEffect(facts: Facts, effect: Effect): void {
  switch (effect.kind) {
    case 'insert-instance':
    case 'update-instance':
      facts.instances.set(effect.instance);
      break;
    case 'insert-host':
    case 'update-host':
      facts.hosts.set(effect.host.id, effect.host);
      break;
    case 'associate':
      associate(facts, effect.association);
      break;
    case 'disassociate':
      disassociate(facts, effect.licenseId, effect.resource.id);
      break;
    case 'consume':
      facts.consumption.set(consumptionKey(effect.licenseId, effect.resource.id), effect);
      addConsumed(facts, effect.licenseId, effect.amount);
      break;
    case 'release':
      facts.consumption.delete(consumptionKey(effect.licenseId, effect.resource.id));
      addConsumed(facts, effect.licenseId, -effect.amount);
      break;
    case 'remove-server':
      facts.servers.delete(effect.serverId);
      break;
    case 'set-license':
      facts.licenses.set(effect.license.id, effect.license);
      break;
    case 'put-token':
      facts.tokens.set(tokenKey(effect.key), effect.stored);
      break;
    case 'leave-behind':
    case 'record-failure':
    case 'audit':
      break;
  }
}

function associate(facts: Facts, association: Association): void {
  const { licenseId, resource } = association;
  facts.associations.set(resource.id, [...(facts.associations.get(resource.id) ?? []), association]);
  facts.associationCounts.set(licenseId, (facts.associationCounts.get(licenseId) ?? 0) + 1);
}

function disassociate(facts: Facts, licenseId: string, resourceId: string): void {
  const others = (facts.associations.get(resourceId) ?? []).filter((a) => a.licenseId !== licenseId);
  facts.associations.set(resourceId, others);
  facts.associationCounts.set(licenseId, (facts.associationCounts.get(licenseId) ?? 0) - 1);
}

function addConsumed(facts: Facts, licenseId: string, amount: number): void {
  const license = facts.licenses.get(licenseId);
  if (license) facts.licenses.set(licenseId, { ...license, consumed: license.consumed + amount });
}
