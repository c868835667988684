import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exampleHost, exampleInstance } from '../../../test/example-facts.ts';
import { hostFacts } from '../catalogue/host-facts.ts';
import { allInstanceTypes, findInstanceType, typesOfFamily } from '../catalogue/instance-types.ts';
import type { InstanceState } from '../instances/instance.ts';
import {
  allowsMixedSizes,
  EMPTY,
  type Host,
  isReleased,
  type Occupancy,
  occupancyOf,
  roomFor,
  takesType,
  totalVcpus,
  typesOn,
  withOneMore,
} from './host.ts';

const typeOf = (name: string) => findInstanceType(name)!;
const hostOf = (family: string, given: Partial<Host> = {}): Host => exampleHost({ family, ...given });

/** An occupancy by these machines, such as `m5.large*3`. */
function occupied(...machines: string[]): Occupancy {
  const names = machines.flatMap((text) => {
    const [name, times = '1'] = text.split('*') as [string, string?];
    return Array.from({ length: Number(times) }, () => name);
  });
  return names.reduce(withOneMore, EMPTY);
}

const room = (host: Host, type: string, occupancy: Occupancy = EMPTY): number => roomFor(host, typeOf(type), occupancy);

describe('the capacity of a host of one size alone is what AWS publishes', () => {
  // Of the published rows those in which slots are not cores over the cores of the size, and one of each kind beside.
  const table: [family: string, slots: Record<string, number>][] = [
    [
      'm5',
      {
        large: 48,
        xlarge: 24,
        '2xlarge': 12,
        '4xlarge': 6,
        '8xlarge': 2,
        '12xlarge': 2,
        '16xlarge': 1,
        '24xlarge': 1,
        metal: 1,
      },
    ],
    ['c5n', { large: 36, '2xlarge': 8, '4xlarge': 4, '9xlarge': 2, '18xlarge': 1 }],
    ['c4', { large: 16, xlarge: 8, '2xlarge': 4, '4xlarge': 2, '8xlarge': 1 }],
    ['m4', { large: 22, xlarge: 11, '2xlarge': 5, '4xlarge': 2, '10xlarge': 1 }],
    ['t3', { nano: 192, medium: 192, large: 96, xlarge: 48, '2xlarge': 24 }],
    ['c6g', { medium: 64, large: 32, '12xlarge': 1, '16xlarge': 1, metal: 1 }],
    ['c7g', { medium: 192, '16xlarge': 3, metal: 3 }],
    ['x1e', { xlarge: 32, '32xlarge': 1 }],
    ['x2iedn', { '8xlarge': 2, '16xlarge': 2, '24xlarge': 1 }],
    ['u-6tb1', { '112xlarge': 1 }],
    ['mac1', { metal: 1 }],
  ];
  for (const [family, slots] of table)
    test(family, () => {
      const host = hostOf(family);
      for (const [size, count] of Object.entries(slots)) {
        const name = `${family}.${size}`;
        assert.equal(room(host, name), count, name);
        assert.equal(room(host, name, occupied(`${name}*${count - 1}`)), 1, `${name}, one less`);
        assert.equal(room(host, name, occupied(`${name}*${count}`)), 0, `${name}, full`);
      }
    });

  test('of every family, the slots of every size that has facts', () => {
    const families = new Set(allInstanceTypes().map((type) => type.family));
    for (const family of families) {
      const facts = hostFacts(family);
      for (const type of typesOfFamily(family)) {
        const expected = facts && type.dedicatedHosts ? (facts.slots[type.size] ?? 0) : 0;
        if (facts) assert.equal(room(hostOf(family), type.name), expected, type.name);
      }
    }
  });

  test('sockets and cores are the published ones; where none are, they are estimated', () => {
    const figures = (family: string) => {
      const { sockets, cores, estimated } = hostOf(family);
      return [sockets, cores, estimated];
    };
    assert.deepEqual(figures('m5'), [2, 48, false]);
    assert.deepEqual(figures('c6g'), [1, 64, false]);
    assert.deepEqual(figures('x1e'), [4, 72, false]);
    assert.deepEqual(figures('u-6tb1'), [8, 224, false]);
    assert.deepEqual(figures('m8i'), [2, 192, true]);
  });
});

describe('a host of mixed sizes is limited by vCPUs too', () => {
  const table: [what: string, host: Host, there: string[], type: string, room: number][] = [
    ['what is left of 96 vCPUs', hostOf('m5'), ['m5.12xlarge'], 'm5.large', 24],
    ['rounded down', hostOf('m5'), ['m5.12xlarge', 'm5.large'], 'm5.4xlarge', 2],
    ['slots still hold', hostOf('m5'), ['m5.large', 'm5.8xlarge'], 'm5.8xlarge', 1],
    ['slots of the size itself, not of others', hostOf('m5'), ['m5.large', 'm5.8xlarge*2'], 'm5.8xlarge', 0],
    ['slots hold where vCPUs are left', hostOf('x2iedn'), ['x2iedn.xlarge'], 'x2iedn.8xlarge', 2],
    ['full by vCPUs', hostOf('m5'), ['m5.12xlarge', 'm5.12xlarge'], 'm5.large', 0],
    ['never less than none', hostOf('t3'), ['t3.nano*100'], 't3.micro', 0],
    ['one vCPU a core', hostOf('c6g'), ['c6g.8xlarge'], 'c6g.medium', 32],
    ['large sizes with large ones on a split family', hostOf('m5n'), ['m5n.4xlarge'], 'm5n.12xlarge', 1],
    ['small sizes with small ones on a split family', hostOf('r5n'), ['r5n.large'], 'r5n.2xlarge', 11],
    ['no small size with large ones on a split family', hostOf('c5n'), ['c5n.4xlarge'], 'c5n.2xlarge', 0],
    ['no large size with small ones on a split family', hostOf('c5n'), ['c5n.large'], 'c5n.4xlarge', 0],
    ['one type where the host is for one', hostOf('m5', { instanceType: 'm5.large' }), [], 'm5.xlarge', 0],
    ['of that type all', hostOf('m5', { instanceType: 'm5.large' }), [], 'm5.large', 48],
    ['no other family', hostOf('m5'), [], 'm5d.large', 0],
    ['none that failed', hostOf('m5', { state: 'permanent-failure' }), [], 'm5.large', 0],
    ['none that was released', hostOf('m5', { state: 'released' }), [], 'm5.large', 0],
  ];
  for (const [what, host, there, type, expected] of table)
    test(what, () => assert.equal(room(host, type, occupied(...there)), expected));
});

describe('what a machine takes of its host', () => {
  const table: Record<InstanceState, number> = {
    pending: 4,
    running: 4,
    stopping: 4,
    'shutting-down': 4,
    stopped: 0,
    terminated: 0,
  };
  for (const [state, vcpus] of Object.entries(table))
    test(state, () => {
      const occupancy = occupancyOf([exampleInstance({ state: state as InstanceState })]);
      assert.deepEqual(occupancy, vcpus === 0 ? EMPTY : { vcpus, byType: new Map([['m5.xlarge', 1]]) });
    });
});

test('sizes mix on Nitro families and on no others', () => {
  for (const family of ['m5', 'c5n', 't3', 'c6g', 'u-6tb1']) assert.equal(allowsMixedSizes(family), true, family);
  for (const family of ['m4', 'c4', 'x1e', 'mac1']) assert.equal(allowsMixedSizes(family), false, family);
});

test('a host takes the types of its family that run on hosts, or its one type', () => {
  assert.equal(takesType(hostOf('m5'), typeOf('m5.large')), true);
  assert.equal(takesType(hostOf('m5', { instanceType: 'm5.large' }), typeOf('m5.xlarge')), false);
  assert.equal(takesType(hostOf('c5'), typeOf('c5.24xlarge')), false);
  assert.deepEqual(
    typesOn({ family: 'm5', instanceType: 'm5.large' }).map(({ name }) => name),
    ['m5.large'],
  );
  assert.ok(typesOn({ family: 'm5', instanceType: undefined }).length > 8);
  assert.deepEqual(typesOn({ family: 't2', instanceType: undefined }), []);
});

test('a host of the family takes no size that needs more cores than it has; a host for that size does', () => {
  const type = typeOf('c5d.24xlarge');
  const own = { family: 'c5d', instanceType: type.name };
  assert.deepEqual([takesType(hostOf('c5d'), type), takesType(own, type)], [false, true]);
  assert.equal(typesOn({ family: 'c5d', instanceType: undefined }).includes(type), false);
  assert.equal(roomFor(hostOf('c5d', { ...own, cores: 48 }), type, EMPTY), 1);
});

test('vCPUs of a host are its cores by the threads of its family', () => {
  assert.equal(totalVcpus(hostOf('m5')), 96);
  assert.equal(totalVcpus(hostOf('c6g')), 64);
});

test('a host that was given up is released, whatever the cause', () => {
  assert.deepEqual(
    (['available', 'permanent-failure', 'released', 'released-permanent-failure'] as const).map((state) =>
      isReleased({ state }),
    ),
    [false, false, true, true],
  );
});
