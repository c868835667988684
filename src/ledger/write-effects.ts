import type { Transaction } from 'kysely';
import type { Command } from '../domain/commands.ts';
import type { Effect, Facts } from '../domain/facts.ts';
import { systemTagsOf } from '../domain/hosts/host-allocation.ts';
import { volumesOf } from '../domain/instances/attached.ts';
import type { Instance } from '../domain/instances/instance.ts';
import { interfacesOf } from '../domain/instances/interfaces.ts';
import { addressesOnMachine, takenOverBy } from '../domain/instances/taken-over.ts';
import type { ResourceType } from '../domain/resource.ts';
import { insertAuditEvents } from '../store/audit-event.ts';
import { type Statement, together } from '../store/bulk.ts';
import { closeConsumption, openConsumption } from '../store/consumption.ts';
import { deleteRecords, holdRecord, putRecords } from '../store/ec2-record.ts';
import { insertHosts, updateHosts } from '../store/host.ts';
import { insertTokens } from '../store/idempotency-token.ts';
import { insertInstances, updateInstances } from '../store/instance.ts';
import { ruleChanged } from '../store/job.ts';
import { deleteAssociations, insertAssociations } from '../store/license-association.ts';
import { addToCounters, type CounterDelta, updateLicense } from '../store/license-configuration.ts';
import { insertFailures } from '../store/license-operation-failure.ts';
import { recordUsage, type UsageChange } from '../store/license-usage.ts';
import type { DB } from '../store/schema.ts';
import { deleteServers } from '../store/server.ts';
import { copyTags, putTags, type TagRow, tagRows } from '../store/tag.ts';
import { joinSpotAndFleets, wakeSpotAndFleets } from './write-spot-and-fleets.ts';

/** A command with what was decided to be written for it. */
export interface Decided {
  readonly command: Command;
  readonly effects: readonly Effect[];
}

const held = ({ licenseId, resource }: EffectOf<'release' | 'disassociate'>) => ({
  licenseId,
  resourceId: resource.id,
});

type EffectOf<Kind extends Effect['kind']> = Extract<Effect, { kind: Kind }>;

/**
 * Writes the effects of a group in a handful of statements, whatever its size. What is given back is written before
 * what is taken, and no resource is touched by two commands of a group, so the order of statements is the order of events.
 * Resolves to the last of them, which is still to be run.
 */
export async function writeEffects(
  trx: Transaction<DB>,
  group: readonly Decided[],
  facts: Facts,
): Promise<Statement | undefined> {
  const effects = group.flatMap((decided) => decided.effects);
  const of = <Kind extends Effect['kind']>(kind: Kind) => effects.filter((e): e is EffectOf<Kind> => e.kind === kind);
  const { at } = facts;
  const inserts = of('insert-instance');
  const updates = of('update-instance').map((e) => e.instance);
  const newIds = new Set(inserts.map((e) => e.instance.id));
  const isNew = (instance: Instance) => newIds.has(instance.id);
  await writeHosts(trx, of('insert-host'), of('update-host'));
  await putTags(trx, inserts.flatMap(tagsOfMachine));
  for (const { license, detail } of of('set-license')) await updateLicense(trx, license, detail);
  for (const { license } of of('set-license').filter(concernsDiscovery)) await ruleChanged(trx, license);
  await unlessEmpty(of('release'), async (list) => expectAll(list, await closeConsumption(trx, list.map(held), at)));
  await unlessEmpty(of('disassociate'), async (list) => expectAll(list, await deleteAssociations(trx, list.map(held))));
  const removed = of('remove-server').map((effect) => effect.serverId);
  await unlessEmpty(removed, (list) => deleteServers(trx, list));
  await takeOver(trx, inserts);
  await leaveBehind(trx, of('leave-behind'));
  await joinSpotAndFleets(trx, group, at);
  await wakeSpotAndFleets(trx, updates, at);
  return together([
    ...ifAny(inserts, (list) => [
      insertInstances(lastOfEach([...list.map((e) => e.instance), ...updates.filter(isNew)])),
    ]),
    ...ifAny(lastOfEach(updates.filter((instance) => !isNew(instance))), (list) => [updateInstances(list)]),
    ...ifAny(of('associate'), (list) => [
      insertAssociations(
        list.map((e) => e.association),
        at,
      ),
    ]),
    ...ifAny(of('consume'), (list) => [
      openConsumption(
        list.map((e) => ({ ...e, licenseAccountId: accountOf(facts, e.licenseId) })),
        at,
      ),
    ]),
    ...count(counterDeltas(effects), facts),
    ...ifAny(of('put-token'), (list) => [insertTokens(list, at)]),
    ...ifAny(failuresOf(group, facts), (list) => [insertFailures(list, at)]),
    ...ifAny(auditEventsOf(group), (list) => [insertAuditEvents(list, at)]),
  ]);
}

/** Network interfaces that new machines take over are in their settings from now on, and addresses lead to the machines. */
async function takeOver(trx: Transaction<DB>, inserts: EffectOf<'insert-instance'>[]): Promise<void> {
  const taken = inserts.flatMap(({ instance }) => takenOverBy(instance).map((one) => ({ instance, one })));
  for (const { instance, one } of taken) await holdRecord(trx, one.id, instance.id);
  const addresses = taken.flatMap(({ instance, one }) => addressesOnMachine(instance, one));
  await unlessEmpty(addresses, async (list) => void (await putRecords(list).execute(trx)));
}

/** What machines leave behind that are terminated. */
async function leaveBehind(trx: Transaction<DB>, effects: EffectOf<'leave-behind'>[]): Promise<void> {
  const [records, ids] = [effects.flatMap((one) => one.records), effects.flatMap((one) => one.deletedIds)];
  await unlessEmpty(ids, (list) => deleteRecords(trx, list));
  await unlessEmpty(records, async (list) => void (await putRecords(list).execute(trx)));
}

/** What discovery looks for changed, or whether it does. */
const concernsDiscovery = ({ license, detail }: EffectOf<'set-license'>): boolean =>
  detail.productInformation !== undefined || license.productResourceTypes.length > 0;

/** New hosts with their tags, those of the hosts that they replace among them, and changed ones. */
async function writeHosts(
  trx: Transaction<DB>,
  inserts: EffectOf<'insert-host'>[],
  updates: EffectOf<'update-host'>[],
): Promise<void> {
  const hosts = inserts.map((effect) => effect.host);
  await unlessEmpty(hosts, (list) => insertHosts(trx, list));
  const tags = inserts.flatMap(({ host, tags }) =>
    tagRows(tagged(host, 'dedicated-host'), { ...tags, ...systemTagsOf(host) }),
  );
  await putTags(trx, tags);
  for (const { host, replaces } of inserts) if (replaces) await copyTags(trx, replaces, host.id);
  await unlessEmpty(lastOfEach(updates.map((effect) => effect.host)), (list) => updateHosts(trx, list));
}

/** What a list makes, and nothing where it is empty. */
const ifAny = <T>(list: T[], statementsOf: (list: T[]) => Statement[]): Statement[] =>
  list.length > 0 ? statementsOf(list) : [];

async function unlessEmpty<T>(list: T[], write: (list: T[]) => Promise<void>): Promise<void> {
  if (list.length > 0) await write(list);
}

/** What was read under lock must be there to be changed; if not, nothing of the group is written. */
function expectAll(list: readonly { kind: string }[], changed: number): void {
  if (changed !== list.length) throw new Error(`${list.length} rows to ${list[0]?.kind}, but ${changed} were there`);
}

const accountOf = (facts: Facts, licenseId: string): string => facts.licenses.get(licenseId)!.accountId;

/** A resource that several commands of a group changed is written as the last one left it. */
const lastOfEach = <T extends { readonly id: string }>(resources: readonly T[]): T[] => [
  ...new Map(resources.map((resource) => [resource.id, resource])).values(),
];

function tagsOfMachine({ instance, tags, attachedTags: attached }: EffectOf<'insert-instance'>): TagRow[] {
  const own = tagRows(tagged(instance, 'instance'), tags);
  if (!attached) return own;
  const made = interfacesOf(instance).filter((one) => !one.isOwn);
  const interfaces = made.map(({ id }) => tagged({ ...instance, id }, 'network-interface'));
  const volumes = volumesOf(instance).map(({ id }) => tagged({ ...instance, id }, 'volume'));
  return [
    ...own,
    ...volumes.flatMap((volume) => tagRows(volume, attached.volume)),
    ...interfaces.flatMap((one) => tagRows(one, attached.networkInterface)),
  ];
}

const tagged = (
  { accountId, region, id }: { accountId: string; region: string; id: string },
  resourceType: string,
) => ({
  accountId,
  region,
  resourceId: id,
  resourceType,
});

function counterDeltas(effects: readonly Effect[]): CounterDelta[] {
  const sums = new Map<
    string,
    { id: string; type: ResourceType; consumed: number; associations: number; observed: boolean }
  >();
  const add = (id: string, type: ResourceType, consumed: number, associations: number, observed = false) => {
    const sum = sums.get(`${id} ${type}`) ?? { id, type, consumed: 0, associations: 0, observed: false };
    sums.set(`${id} ${type}`, {
      ...sum,
      consumed: sum.consumed + consumed,
      associations: sum.associations + associations,
      observed: sum.observed || observed,
    });
  };
  for (const effect of effects) {
    if (effect.kind === 'consume') add(effect.licenseId, effect.resource.type, effect.amount, 0, effect.observed);
    if (effect.kind === 'release') add(effect.licenseId, effect.resource.type, -effect.amount, 0);
    if (effect.kind === 'associate') add(effect.association.licenseId, effect.association.resource.type, 0, 1);
    if (effect.kind === 'disassociate') add(effect.licenseId, effect.resource.type, 0, -1);
  }
  return [...sums.values()].map(({ id, type, ...sum }) => ({
    license_configuration_id: id,
    resource_type: type,
    ...sum,
  }));
}

/** The counters, and the history of what is used. */
const count = (deltas: CounterDelta[], facts: Facts): Statement[] => [
  ...ifAny(deltas, addToCounters),
  ...ifAny(usageChanges(deltas, facts), (list) => [recordUsage(list, facts.at)]),
];

/** How much is used of the licenses of which more or less is: the facts have what the whole group comes to. */
function usageChanges(deltas: readonly CounterDelta[], facts: Facts): UsageChange[] {
  const sums = new Map<string, number>();
  for (const { license_configuration_id: id, consumed } of deltas) sums.set(id, (sums.get(id) ?? 0) + consumed);
  return [...sums].flatMap(([licenseId, change]) => {
    if (change === 0) return [];
    const after = facts.licenses.get(licenseId)!.consumed;
    return [{ licenseId, before: after - change, after }];
  });
}

const actorOf = (command: Command) => ('actor' in command ? command.actor : undefined);

const failuresOf = (group: readonly Decided[], facts: Facts) =>
  group.flatMap(({ command, effects }) => {
    const actor = actorOf(command);
    if (!actor) return [];
    const [requestedBy, operationName] = [actor.principalArn, actor.action.replace(/^.*:/, '')];
    return effects
      .filter((effect) => effect.kind === 'record-failure')
      .map((effect) => ({
        ...effect,
        licenseAccountId: accountOf(facts, effect.licenseId),
        operationName,
        requestedBy,
      }));
  });

const auditEventsOf = (group: readonly Decided[]) =>
  group.flatMap(({ command, effects }) => {
    const actor = actorOf(command);
    return actor
      ? effects.filter((e) => e.kind === 'audit').map(({ resources, detail }) => ({ actor, resources, detail }))
      : [];
  });
