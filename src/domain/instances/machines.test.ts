import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Instance } from './instance.ts';
import { Machines } from './machines.ts';

const machine = fc
  .record({
    id: fc.constantFrom('i-1', 'i-2', 'i-3', 'i-4'),
    hostId: fc.constantFrom(undefined, 'h-1', 'h-2'),
    n: fc.nat(),
  })
  .map((given) => given as unknown as Instance);
const step = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), machine }),
  fc.record({ kind: fc.constant('delete' as const), machine }),
  fc.constant({ kind: 'copy' as const }),
);

/** What it says of itself, against a plain map of the same. */
function assertSame(machines: Machines, map: ReadonlyMap<string, Instance>): void {
  assert.deepEqual(new Set(machines.values()), new Set(map.values()));
  assert.deepEqual(new Set(machines.keys()), new Set(map.keys()));
  for (const id of ['i-1', 'i-2', 'i-3', 'i-4']) assert.equal(machines.get(id), map.get(id));
  for (const host of ['h-1', 'h-2']) {
    const expected = new Set([...map.values()].filter(({ hostId }) => hostId === host));
    assert.deepEqual(new Set(machines.on(host)), expected);
    assert.equal(machines.on(host).length, expected.size);
  }
}

test('machines are those of a plain map, on hosts too, and a copy leaves what it is of alone', () => {
  fc.assert(
    fc.property(fc.array(machine), fc.array(step), (first, steps) => {
      let map = new Map(first.map((one) => [one.id, one]));
      let machines = Machines.of(first);
      const left: [Machines, Map<string, Instance>][] = [];
      for (const one of steps) {
        if (one.kind === 'set') {
          map.set(one.machine.id, one.machine);
          machines.set(one.machine);
        } else if (one.kind === 'delete') {
          map.delete(one.machine.id);
          machines.delete(one.machine.id);
        } else {
          left.push([machines, map]);
          map = new Map(map);
          machines = machines.copy();
        }
      }
      for (const [before, expected] of [...left, [machines, map] as const]) assertSame(before, expected);
    }),
  );
});

test('the list of a host is another one once a machine of it changes, and the same until then', () => {
  const one = { id: 'i-1', hostId: 'h-1' } as Instance;
  const machines = Machines.of([one, { id: 'i-2', hostId: 'h-2' } as Instance]);
  const [first, second] = [machines.on('h-1'), machines.on('h-2')];
  machines.set({ ...one, state: 'stopped' });
  assert.notEqual(machines.on('h-1'), first);
  assert.equal(machines.on('h-2'), second);
});
