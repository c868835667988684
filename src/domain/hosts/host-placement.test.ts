import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  exampleFacts,
  exampleHost,
  exampleInstance,
  exampleLicense,
  hostId,
  instanceId,
  licenseId,
  REGION,
} from '../../../test/example-facts.ts';
import { hostFacts } from '../catalogue/host-facts.ts';
import { findInstanceType } from '../catalogue/instance-types.ts';
import type { Facts } from '../facts.ts';
import type { License } from '../licenses/license.ts';
import { findLimitProblems } from '../licenses/license-claim.ts';
import type { Host } from './host.ts';
import { type Packing, packMachines, type Yard } from './host-placement.ts';

const ZONE = `${REGION}a`;
const typeOf = (name: string) => findInstanceType(name)!;

const core = (given: Partial<License> = {}): License => exampleLicense({ countingType: 'Core', ...given });
const limited = (licenseCount: number, given: Partial<License> = {}): License =>
  core({ licenseCount, hardLimit: true, ...given });

interface Given {
  /** For each host what runs on it, such as `['m5.12xlarge']`. */
  readonly machines: readonly (readonly string[])[];
  readonly licenses?: readonly License[];
  /** The licenses that each host pays for, by index. */
  readonly paid?: readonly (readonly number[])[];
  readonly families?: readonly string[];
}

function yardOf({ machines, licenses = [], paid = [], families = [] }: Given): { facts: Facts; hosts: Host[] } {
  const hosts = machines.map((_, n) => exampleHost({ id: hostId(n + 1), family: families[n] ?? 'm5' }));
  const instances = machines.flatMap((types, host) =>
    types.map((instanceType, n) =>
      exampleInstance({ id: instanceId(host * 1000 + n), instanceType, tenancy: 'host', hostId: hosts[host]!.id }),
    ),
  );
  const hostTies = paid.flatMap((indices, host) =>
    indices.map((index) => ({
      license: licenses[index]!,
      host: hosts[host]!,
      held: licenses[index]!.countingType === 'Core' ? 48 : 2,
    })),
  );
  return { facts: exampleFacts({ hosts, instances, licenses, hostTies }), hosts };
}

const spare = (index: number, availabilityZone: string): Host =>
  exampleHost({ id: hostId(900 + index), availabilityZone });

function pack(
  given: Given,
  count: number,
  more: { type?: string; withSpare?: boolean; minCount?: number } = {},
): Packing & { places: number[] } {
  const { facts, hosts } = yardOf(given);
  const yard: Yard = { hosts, ...(more.withSpare && { spare }) };
  const wanted = {
    type: typeOf(more.type ?? 'm5.12xlarge'),
    licenses: given.licenses ?? [],
    count,
    minCount: more.minCount ?? count,
    availabilityZone: ZONE,
  };
  const packing = packMachines(facts, yard, wanted);
  return { ...packing, places: packing.hostOf.map(({ id }) => Number.parseInt(id.slice(2), 16)) };
}

describe('where machines go', () => {
  const [a, b] = [core(), exampleLicense({ id: licenseId(2), countingType: 'Socket' })];
  const half = ['m5.12xlarge'];
  const full = ['m5.24xlarge'];
  const table: [what: string, given: Given, count: number, places: number[]][] = [
    ['to the fullest that has room', { machines: [[], half, full] }, 1, [2]],
    ['to the next when that is full', { machines: [[], half, full] }, 3, [2, 1, 1]],
    ['of equals to that of the lowest id', { machines: [[], []] }, 2, [1, 1]],
    ['to one that pays before one that does not', { machines: [half, []], licenses: [a], paid: [[], [0]] }, 1, [2]],
    ['to one that pays for more of them', { machines: [[], []], licenses: [a, b], paid: [[1], [0]] }, 1, [2]],
    [
      'to one that pays for all before one that pays for one',
      { machines: [half, []], licenses: [a, b], paid: [[0], [0, 1]] },
      1,
      [2],
    ],
    ['of those that do not pay to the fullest with room for all', { machines: [[], half], licenses: [a] }, 1, [2]],
    ['and so not to one that would need a second', { machines: [half, []], licenses: [a] }, 2, [2, 2]],
    ['and to the emptiest where none has room for all', { machines: [half, []], licenses: [a] }, 3, [2, 2, 1]],
    [
      'vCPU and Instance licenses cost hosts nothing',
      { machines: [[], half], licenses: [exampleLicense()], paid: [] },
      1,
      [2],
    ],
  ];
  for (const [what, given, count, places] of table)
    test(what, () => assert.deepEqual(pack(given, count).places, places));

  test('to none of another zone', () => {
    const { facts, hosts } = yardOf({ machines: [[]] });
    const wanted = { type: typeOf('m5.large'), licenses: [], count: 1, minCount: 1, availabilityZone: `${REGION}b` };
    assert.deepEqual(packMachines(facts, { hosts }, wanted).hostOf, []);
  });

  test('to a new one for all rather than to a small one that pays as much and a new one', () => {
    const { places, claims } = pack({ machines: [half], licenses: [a] }, 2, { withSpare: true });
    assert.deepEqual([places, claims.map(({ amount }) => amount)], [[900, 900], [48]]);
    assert.deepEqual(pack({ machines: [half], licenses: [limited(48)] }, 2, { withSpare: true }).places, [900, 900]);
    assert.deepEqual(pack({ machines: [half], licenses: [a] }, 1, { withSpare: true }).places, [1]);
  });

  test('to a new host only when no other has room', () => {
    const { places, opened } = pack({ machines: [half] }, 4, { withSpare: true });
    assert.deepEqual(places, [1, 900, 900, 901]);
    assert.deepEqual(
      opened.map(({ id }) => id),
      [hostId(900), hostId(901)],
    );
  });
});

describe('why it ends', () => {
  test('for want of room', () => {
    const { shortOf, places } = pack({ machines: [[]] }, 3);
    assert.deepEqual([shortOf, places], ['room', [1, 1]]);
  });

  test('for want of licenses, with what the next machine would have needed', () => {
    const license = limited(95);
    const { shortOf, places, claims } = pack({ machines: [[], []], licenses: [license] }, 3);
    assert.deepEqual([shortOf, places, claims], ['licenses', [1, 1], [{ license, amount: 96 }]]);
  });

  test('for want of licenses for a new host, which is not opened', () => {
    const { shortOf, opened } = pack({ machines: [], licenses: [limited(47)] }, 1, { withSpare: true });
    assert.deepEqual([shortOf, opened], ['licenses', []]);
  });

  test('not while another host can be paid for, though it costs more', () => {
    const licenses = [core(), limited(0, { id: licenseId(2), countingType: 'Socket' })];
    const { shortOf, places } = pack({ machines: [[], []], licenses, paid: [[0], [1]] }, 1);
    assert.deepEqual([shortOf, places], [undefined, [2]]);
  });

  test('a soft limit ends nothing', () => {
    assert.deepEqual(pack({ machines: [[]], licenses: [core({ licenseCount: 1 })] }, 1).places, [1]);
  });
});

test('a host takes each license once, and none that it pays for already', () => {
  const licenses = [core(), exampleLicense({ id: licenseId(2), countingType: 'Socket' })];
  const { claims } = pack({ machines: [[], []], licenses, paid: [[0]] }, 4);
  assert.deepEqual(
    claims.map(({ amount }) => amount),
    [48, 4],
  );
});

// Slots of the published table and vCPUs once more, added up from the start.
const isOverfull = (types: readonly string[], family = 'm5'): boolean => {
  const { slots, cores } = hostFacts(family)!;
  const counts = Object.entries(Object.groupBy(types, (type) => type));
  const vcpus = types.reduce((sum, type) => sum + typeOf(type).vcpus, 0);
  const tooMany = counts.some(([type, list]) => list!.length > slots[typeOf(type).size]!);
  return tooMany || (counts.length > 1 && vcpus > cores * 2);
};

const anyType = fc.constantFrom('m5.large', 'm5.2xlarge', 'm5.8xlarge', 'm5.12xlarge', 'm5.16xlarge');
const machinesOnHost = fc.array(anyType, { maxLength: 6 }).map((types) => {
  const there: string[] = [];
  for (const type of types) if (!isOverfull([...there, type])) there.push(type);
  return there;
});
const arbitrary = fc.record({
  machines: fc.array(machinesOnHost, { maxLength: 4 }),
  limits: fc.array(fc.record({ socket: fc.boolean(), left: fc.constantFrom(0, 2, 47, 48, 96, 200, undefined) }), {
    maxLength: 3,
  }),
  paid: fc.array(fc.subarray([0, 1, 2]), { minLength: 4, maxLength: 4 }),
  type: anyType,
  count: fc.integer({ min: 1, max: 12 }),
  withSpare: fc.boolean(),
});

const costOf = (license: License) => (license.countingType === 'Core' ? 48 : 2);
const leftOf = ({ hardLimit, licenseCount }: License) => (hardLimit ? licenseCount! : Number.POSITIVE_INFINITY);

/** How many more machines of the type a host takes that runs these, tried out. */
function roomBeside(there: readonly string[], type: string): number {
  let room = 0;
  while (!isOverfull([...there, ...Array.from({ length: room + 1 }, () => type)])) room += 1;
  return room;
}

interface Way {
  readonly placed: number;
  readonly price: number;
  readonly opened: number;
}

const isBetter = (a: Way, b: Way): boolean =>
  a.placed !== b.placed ? a.placed > b.placed : a.price !== b.price ? a.price < b.price : a.opened < b.opened;

/** The best of all ways: every set of hosts with every number of new ones. */
function bestWay({ machines, licenses = [], paid = [] }: Given, type: string, count: number, spares: number): Way {
  const rooms = machines.map((there) => roomBeside(there, type));
  let best: Way = { placed: 0, price: 0, opened: 0 };
  for (let set = 0; set < 2 ** machines.length; set += 1)
    for (let opened = 0; opened <= spares; opened += 1) {
      const hosts = [...machines.keys()].filter((host) => set & (1 << host));
      const taken = licenses.map(
        (license, index) => (opened + hosts.filter((host) => !paid[host]!.includes(index)).length) * costOf(license),
      );
      if (taken.some((amount, index) => amount > leftOf(licenses[index]!))) continue;
      const room = hosts.reduce((sum, host) => sum + rooms[host]!, 0) + opened * roomBeside([], type);
      const way = { placed: Math.min(count, room), price: taken.reduce((sum, amount) => sum + amount, 0), opened };
      if (isBetter(way, best)) best = way;
    }
  return best;
}

test('whatever is there: no host over capacity, no limit passed, and no way places more for fewer licenses', () => {
  fc.assert(
    fc.property(arbitrary, ({ machines, limits, paid: pays, type, count, withSpare }) => {
      const licenses = limits.map(({ socket, left }, n) => {
        const limit = left !== undefined && { licenseCount: left, hardLimit: true };
        return exampleLicense({ id: licenseId(n + 1), countingType: socket ? 'Socket' : 'Core', ...limit });
      });
      const paid = machines.map((_, host) => pays[host]!.filter((index) => index < licenses.length));
      const given = { machines, licenses, paid };
      const packing = pack(given, count, { type, withSpare });

      const used = new Map(
        [...Map.groupBy(packing.places, (place) => place)].map(([place, all]) => [place, all.length]),
      );
      for (const [place, more] of used)
        assert.ok(more <= roomBeside(machines[place - 1] ?? [], type), `${place} is over capacity`);
      const taken = licenses.map(
        (license, index) =>
          [...used.keys()].filter((place) => !paid[place - 1]?.includes(index)).length * costOf(license),
      );
      for (const [index, license] of licenses.entries())
        assert.ok(taken[index]! <= leftOf(license), `license ${index} is passed`);
      const way = {
        placed: packing.places.length,
        price: taken.reduce((sum, amount) => sum + amount, 0),
        opened: packing.opened.length,
      };
      assert.deepEqual(way, bestWay(given, type, count, withSpare ? count : 0));

      const room = machines.reduce((sum, there) => sum + roomBeside(there, type), withSpare ? count : 0);
      const shortOf = room < count ? 'room' : 'licenses';
      assert.equal(packing.shortOf, way.placed === count ? undefined : shortOf);
      const claims = packing.claims.map(({ amount }) => amount);
      if (packing.shortOf === undefined) assert.deepEqual(claims, taken);
      if (packing.shortOf === 'licenses') assert.notDeepEqual(findLimitProblems(packing.claims), []);
      assert.deepEqual(pack(given, count, { type, withSpare }), packing);
    }),
    { numRuns: 500 },
  );
});

test('hosts are taken in the order of their use, not in that in which they were read', () => {
  const { facts, hosts } = yardOf({ machines: [[], ['m5.large'], []] });
  const wanted = { type: typeOf('m5.large'), licenses: [], count: 3, minCount: 3, availabilityZone: ZONE };
  const ids = (yard: Host[]) => packMachines(facts, { hosts: yard }, wanted).hostOf.map(({ id }) => id);
  assert.deepEqual(ids(hosts), ids(hosts.toReversed()));
});
