import type { LaunchRequest } from '../../src/domain/commands.ts';
import {
  familyOf,
  goesWith,
  groupFor,
  groupOf,
  isFamily,
  licensesOf,
  roomOn,
  settleHosts,
  slotsOf,
} from './naive-hosts.ts';
import {
  amountOn,
  countsHosts,
  leftOf,
  type Model,
  type ModelGroup,
  type ModelHost,
  type ModelLicense,
  type ModelMachine,
  type Observed,
  ZONES,
} from './naive-model.ts';

// Where a machine goes is not foretold: the model looks where it went (`Observed`),
// asserts that it could, and foretells only whether there was a place at all, and for how many.

interface Wish {
  readonly account: string;
  readonly type: string;
  readonly licenses: readonly ModelLicense[];
  readonly zones: readonly string[];
  readonly hostId?: string | undefined;
  readonly group?: string | undefined;
  /** It was on the host that it names. */
  readonly returns?: boolean;
}

/** The hosts that a wish may be met on, or undefined where it can be met nowhere. */
export function yardOf(
  model: Model,
  { account, type, licenses, zones, hostId, group: arn, returns = false }: Wish,
): { hosts: ModelHost[]; spare: boolean } | undefined {
  const near = model.hosts.filter((host) => zones.includes(host.zone));
  const own = near.filter((host) => host.account === account);
  if (hostId) {
    const hosts = own.filter(
      (host) =>
        host.id === hostId &&
        host.state === 'available' &&
        (!host.group || (returns && allowsLicenses(groupOf(model, host.group)!, licenses))) &&
        host.family === familyOf(type) &&
        (host.type ?? type) === type,
    );
    return hosts.length > 0 ? { hosts, spare: false } : undefined;
  }
  if (!arn) return { hosts: own.filter((host) => host.auto && !host.group), spare: false };
  const group = groupFor(model, account, arn);
  if (!group || licenses.length === 0) return undefined;
  if (!allowsLicenses(group, licenses) || !goesWith(model, arn, { family: familyOf(type), type })) return undefined;
  return { hosts: near.filter((host) => host.group === arn), spare: group.allocates };
}

/** The account's own groups that machines with licenses of hosts go into by themselves. */
export const groupsFor = (model: Model, { account, type, licenses }: Pick<Wish, 'account' | 'type' | 'licenses'>) =>
  model.groups.filter(
    (group) => licenses.length > 0 && slotsOf(type) > 0 && group.account === account && allowsLicenses(group, licenses),
  );

const allowsLicenses = ({ allowed }: ModelGroup, licenses: readonly ModelLicense[]): boolean =>
  !allowed || licenses.every(({ id }) => allowed.includes(id));

/** How many machines have a place, up to `wanted`, in the zone where most have one. */
function placesFor(model: Model, wish: Wish, wanted: number): number {
  const yard = yardOf(model, wish);
  if (!yard) return 0;
  return Math.max(
    ...wish.zones.map((zone) =>
      placesIn(model, { ...wish, ...yard, hosts: yard.hosts.filter((host) => host.zone === zone) }, wanted),
    ),
  );
}

/** Tries every number of hosts of each kind that owe the same licenses, the roomiest first, and new ones for what is left. */
function placesIn(
  model: Model,
  { hosts, spare, licenses, type }: Wish & { hosts: ModelHost[]; spare: boolean },
  wanted: number,
): number {
  const family = familyOf(type);
  if (!isFamily(family)) return 0;
  const owedBy = (host: ModelHost) => licenses.filter((license) => !model.paid.has(`${license.id} ${host.id}`));
  const roomy = hosts
    .map((host) => ({ owed: owedBy(host), room: roomOn(model, host, type) }))
    .filter(({ room }) => room > 0)
    .sort((x, y) => y.room - x.room);
  const kinds = [...Map.groupBy(roomy, ({ owed }) => owed.map(({ id }) => id).join()).values()];
  const fits = (taken: readonly ModelLicense[]) =>
    licenses.every(
      (license) =>
        taken.filter((one) => one === license).length * amountOn(license, { family }) <=
        Math.max(0, leftOf(model, license)),
    );
  const most = (kind: number, taken: readonly ModelLicense[], room: number): number => {
    if (!fits(taken)) return 0;
    const next = kinds[kind];
    if (next)
      return Math.max(
        ...[...next.keys(), next.length].map((n) => {
          const some = next.slice(0, n);
          return most(
            kind + 1,
            [...taken, ...some.flatMap(({ owed }) => owed)],
            some.reduce((sum, host) => sum + host.room, room),
          );
        }),
      );
    if (room >= wanted || !spare || slotsOf(type) === 0) return Math.min(wanted, room);
    return Math.max(room, most(kind, [...taken, ...licenses], room + slotsOf(type)));
  };
  return most(0, [], 0);
}

/** Learns of hosts that groups allocated; they must be of a group that does so. */
function learnSpares(model: Model, observed: Observed, group: string | undefined): void {
  for (const host of observed.hosts) {
    if (model.hosts.some(({ id }) => id === host.id)) continue;
    const owner = groupOf(model, group);
    if (!owner?.allocates || owner.account !== host.account) throw new Error(`${host.id} was allocated by nobody`);
    model.hosts.push({ ...host, auto: false, recovery: false, state: 'available', group });
  }
}

/** Puts a machine where it was put; there must have been room, and no host may have been new while an old one would do. */
function put(model: Model, machine: ModelMachine, { wish, hostId }: { wish: Wish; hostId: string | undefined }): void {
  const host = model.hosts.find(({ id }) => id === hostId);
  const isAllowed = host && yardOf(model, wish)?.hosts.includes(host);
  if (!host || !isAllowed || roomOn(model, host, machine.type) <= 0)
    throw new Error(`${machine.id} was put on ${hostId}`);
  machine.host = host.id;
  machine.zone = host.zone;
}

/** How many of a launch have a place on hosts. */
function hostPlacesFor(model: Model, account: string, { request, licenses, wanted }: LaunchOnHosts): number {
  const wish = wishOf(account, request, licenses);
  if (request.hostId && request.hostResourceGroupArn) return 0;
  if (request.hostResourceGroupArn && request.affinity) return 0;
  return placesFor(model, wish, wanted);
}

/** The same where it may also go into groups. */
export function mostPlacesFor(
  model: Model,
  account: string,
  { request, groups, ...launch }: LaunchOnHosts & { readonly groups: readonly ModelGroup[] },
): number {
  const open = request.tenancy === 'host' ? [request] : [];
  const ways = [...open, ...groups.map(({ arn }) => ({ ...request, hostResourceGroupArn: arn }))];
  return Math.max(...ways.map((way) => hostPlacesFor(model, account, { ...launch, request: way })));
}

export const namesPlace = ({ tenancy, hostId, hostResourceGroupArn, affinity }: LaunchRequest): boolean =>
  tenancy === 'dedicated' || Boolean(hostId ?? hostResourceGroupArn ?? affinity);

interface LaunchOnHosts {
  readonly request: LaunchRequest;
  readonly licenses: readonly ModelLicense[];
  readonly wanted: number;
}

const wishOf = (account: string, request: LaunchRequest, licenses: readonly ModelLicense[]): Wish => ({
  account,
  type: request.instanceType,
  licenses: licenses.filter(countsHosts),
  zones: request.availabilityZone ? [request.availabilityZone] : [...ZONES, 'us-east-1c'],
  hostId: request.hostId,
  group: request.hostResourceGroupArn,
});

/** The group that a host is in; of a new one, the only one that allocates. */
export function groupOfHost(model: Model, hostId: string | undefined, groups: readonly ModelGroup[]) {
  const host = model.hosts.find(({ id }) => id === hostId);
  return host ? host.group : groups.find(({ allocates }) => allocates)?.arn;
}

/** Puts the machines of a launch where they were put. */
export function putLaunched(
  model: Model,
  machines: readonly ModelMachine[],
  { request, licenses, observed }: Omit<LaunchOnHosts, 'wanted'> & { observed: Observed },
): void {
  learnSpares(model, observed, request.hostResourceGroupArn);
  for (const machine of machines) {
    const hostId = observed.launched.find(({ id }) => id === machine.id)?.hostId;
    put(model, machine, { wish: wishOf(machine.account, request, licenses), hostId });
    machine.state = 'pending';
  }
}

const wishesToStart = (model: Model, machine: ModelMachine): Wish[] => {
  const { account, type, zone, group, host, affinity } = machine;
  const wish = { account, type, licenses: licensesOf(model, machine.id), zones: [zone] };
  if (group) return [{ ...wish, group }];
  const back = host ? [{ ...wish, hostId: host, returns: true }] : [];
  if (affinity) return host ? back : [wish];
  return [...back, wish, ...groupsFor(model, wish).map(({ arn }) => ({ ...wish, group: arn }))];
};

/** What a machine keeps on its host while stopped goes where it goes, so it is taken off before places are looked for. */
function canStart(model: Model, machine: ModelMachine): boolean {
  const wishes = wishesToStart(model, machine);
  const { host, ...rest } = machine;
  const lifted = {
    ...model,
    paid: new Set(model.paid),
    holds: new Set(model.holds),
    machines: model.machines.map((m) => (m === machine ? rest : m)),
  };
  settleHosts(lifted);
  return wishes.some((wish) => placesFor(lifted, wish, 1) > 0);
}

/** Puts machines that start back on hosts; false where they found none. With several, whether they did is taken for given. */
export function putStarted(model: Model, machines: readonly ModelMachine[], observed: Observed): boolean {
  const onHosts = machines.filter(({ tenancy }) => tenancy === 'host');
  if (onHosts.length === 0) return true;
  if (!canStart(model, onHosts[0]!)) return false;
  if (!observed.ok) {
    if (onHosts.length === 1) throw new Error(`${onHosts[0]!.id} could have started`);
    return false;
  }
  for (const machine of onHosts) {
    const hostId = observed.hostOf.get(machine.id);
    const groups = groupsFor(model, { ...machine, licenses: licensesOf(model, machine.id) });
    learnSpares(model, observed, machine.group ?? groupOfHost(model, hostId, groups));
    const wish = wishesToStart(model, machine).find((one) => yardOf(model, one)?.hosts.some(({ id }) => id === hostId));
    if (!wish) throw new Error(`${machine.id} started on ${hostId}`);
    put(model, machine, { wish, hostId });
    machine.group = wish.group;
    machine.state = 'pending';
  }
  return true;
}
