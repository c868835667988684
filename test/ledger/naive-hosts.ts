import {
  consumedOf,
  countsHosts,
  holdsIn,
  KINDS,
  type Model,
  type ModelGroup,
  type ModelHost,
  type ModelLicense,
  type ModelMachine,
  SIZES,
} from './naive-model.ts';

// Dedicated Hosts in the naive model: what fits on them and what they pay for.

export const isReleased = ({ state }: ModelHost): boolean => state.startsWith('released');
export const onHost = (model: Model, host: ModelHost): ModelMachine[] =>
  model.machines.filter((m) => m.host === host.id);
export const takesRoom = ({ state }: ModelMachine): boolean =>
  ['pending', 'running', 'stopping', 'shutting-down'].includes(state);
export const usersOf = (model: Model, host: ModelHost): ModelMachine[] => onHost(model, host).filter(takesRoom);
export const isFamily = (family: string): family is ModelHost['family'] => Object.hasOwn(KINDS, family);
export const familyOf = (type: string): string => type.split('.')[0]!;

export const slotsOf = (type: string): number => {
  const family = familyOf(type);
  return isFamily(family) ? ((KINDS[family].slots as Record<string, number>)[type] ?? 0) : 0;
};

/** How many more machines of the type the host takes. */
export function roomOn(model: Model, host: ModelHost, type: string): number {
  if (host.state !== 'available' || host.family !== familyOf(type) || (host.type ?? type) !== type) return 0;
  const users = usersOf(model, host);
  const slots = slotsOf(type) - users.filter((machine) => machine.type === type).length;
  if (users.every((machine) => machine.type === type)) return slots;
  const taken = users.reduce((sum, machine) => sum + SIZES[machine.type]![0], 0);
  return Math.min(slots, Math.floor((KINDS[host.family].vcpus - taken) / SIZES[type]![0]));
}

/** Asserts of every host that what is on it fits. */
export function findOverfull(model: Model): string[] {
  return model.hosts
    .filter((host) => usersOf(model, host).some(({ type }) => roomOn(model, host, type) < 0))
    .map(({ id }) => id);
}

export const licensesOf = (model: Model, resourceId: string): ModelLicense[] =>
  model.ties
    .filter((tie) => tie.resourceId === resourceId)
    .map(({ license }) => license)
    .filter(countsHosts);

function isDue(model: Model, license: ModelLicense, host: ModelHost): boolean {
  if (isReleased(host)) return false;
  if (licensesOf(model, host.id).includes(license)) return true;
  return onHost(model, host).some(
    ({ id, state }) => licensesOf(model, id).includes(license) && holdsIn(license, state),
  );
}

/** Semantics 1.2: a host pays while a machine on it counts, while it is tied, or while an affinity is open. */
export function settleHosts(model: Model): void {
  for (const host of model.hosts)
    for (const license of model.licenses.filter(countsHosts)) {
      const key = `${license.id} ${host.id}`;
      const due = isDue(model, license, host);
      if (due && !model.paid.has(key)) {
        model.paid.add(key);
        if (license.affinity) model.holds.add(key);
      }
      if (!due && !model.holds.has(key)) model.paid.delete(key);
    }
}

export const usedHosts = (model: Model): Set<string> =>
  new Set(model.hosts.filter((host) => usersOf(model, host).length > 0).map(({ id }) => id));

/** Groups with auto-release give up hosts whose last running machine left. */
export function autoRelease(model: Model, usedBefore: ReadonlySet<string>): void {
  const used = usedHosts(model);
  for (const host of model.hosts)
    if (groupOf(model, host.group)?.releases && usedBefore.has(host.id) && !used.has(host.id))
      giveUp(model, host, 'released');
}

export function giveUp(model: Model, host: ModelHost, state: ModelHost['state']): void {
  host.state = host.state === 'permanent-failure' ? 'released-permanent-failure' : state;
  host.group = undefined;
  model.ties = model.ties.filter((tie) => tie.resourceId !== host.id);
}

export const groupOf = (model: Model, arn: string | undefined): ModelGroup | undefined =>
  model.groups.find((group) => group.arn === arn);

/** Hosts whose sizes do not mix are in a group with hosts for the same type only. */
export const goesWith = (model: Model, arn: string, { family, type }: { family: string; type?: string | undefined }) =>
  model.hosts
    .filter(({ group, state }) => group === arn && state === 'available')
    .every((host) =>
      KINDS[host.family].mixed ? isFamily(family) && KINDS[family].mixed : host.type === type && host.family === family,
    );

/** The group, where machines of the account may come to it. */
export function groupFor(model: Model, account: string, arn: string): ModelGroup | undefined {
  const group = groupOf(model, arn);
  return group?.account === account || group?.sharedWith.includes(account) ? group : undefined;
}

/** The licenses of hosts that a command took past their hard limit. */
export function findBlocked(model: Model, before: ReadonlyMap<ModelLicense, number>): ModelLicense[] {
  return model.licenses.filter(countsHosts).filter((license) => {
    const more = consumedOf(model, license) - before.get(license)!;
    return license.hard && more > 0 && more > Math.max(0, license.count! - before.get(license)!);
  });
}
