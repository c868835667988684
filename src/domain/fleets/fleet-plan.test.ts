import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Allocation, FleetMember, FleetPlan, FleetPool } from './fleet.ts';
import { planLaunches, planTerminations, poolKey } from './fleet-plan.ts';

const pool = (instanceType: string, given: Partial<FleetPool> = {}): FleetPool =>
  ({ request: { instanceType }, weight: 1, echo: {}, ...given }) as FleetPool;

const plan = (pools: FleetPool[], target: { onDemand?: number; spot?: number }, allocation: Allocation): FleetPlan =>
  ({
    pools,
    sides: {
      'on-demand': { target: target.onDemand ?? 0, allocation },
      spot: { target: target.spot ?? 0, allocation },
    },
    terminateExcess: true,
  }) as unknown as FleetPlan;

const members = (pool: number, count: number, weight = 1): FleetMember[] =>
  Array.from({ length: count }, (_, i) => ({ instanceId: `i-${pool}-${i}`, pool, lifecycle: 'spot', weight }));

const none: ReadonlySet<string> = new Set();
const cheapest = { strategy: 'cheapest', pools: 1 } as const;

test('the cheapest pool by unit gets all, and the next one where it is ruled out', () => {
  const given = plan([pool('m5.xlarge'), pool('m5.large'), pool('m5.2xlarge', { weight: 8 })], { spot: 5 }, cheapest);
  assert.deepEqual(planLaunches(given, [], none), [{ pool: 2, lifecycle: 'spot', count: 1 }]);
  const blocked = new Set([poolKey({ pool: 2, lifecycle: 'spot' })]);
  assert.deepEqual(planLaunches(given, [], blocked), [{ pool: 1, lifecycle: 'spot', count: 5 }]);
});

test('the first priority gets all, and pools without one come last', () => {
  const given = plan(
    [pool('m5.large'), pool('m5.large', { priority: 2 }), pool('m5.large', { priority: 1 })],
    { onDemand: 3 },
    { strategy: 'first' },
  );
  assert.deepEqual(planLaunches(given, [], none), [{ pool: 2, lifecycle: 'on-demand', count: 3 }]);
});

test('an even spread fills up the pools that have the fewest', () => {
  const given = plan([pool('m5.large'), pool('m5.xlarge')], { spot: 5 }, { strategy: 'even' });
  assert.deepEqual(planLaunches(given, members(0, 2), none), [
    { pool: 0, lifecycle: 'spot', count: 1 },
    { pool: 1, lifecycle: 'spot', count: 2 },
  ]);
});

test('a pool that another has replaced is not launched from', () => {
  const given = plan([pool('m5.large', { retired: true }), pool('m5.xlarge')], { spot: 1 }, cheapest);
  assert.deepEqual(planLaunches(given, [], none), [{ pool: 1, lifecycle: 'spot', count: 1 }]);
});

test('the newest machines above a lowered target go, and never too many', () => {
  const given = plan([pool('m5.large')], { spot: 2 }, cheapest);
  assert.deepEqual(planTerminations(given, members(0, 4)), ['i-0-3', 'i-0-2']);
  assert.deepEqual(planTerminations(given, members(0, 2, 1.5)), [], 'one of 1.5 units would not be enough');
  assert.deepEqual(planTerminations({ ...given, terminateExcess: false }, members(0, 4)), []);
});

test('whatever the pools and weights, a plan reaches the target by less than one machine too many', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
  const strategies = fc.constantFrom<Allocation>(
    cheapest,
    { strategy: 'cheapest', pools: 2 },
    { strategy: 'first' },
    { strategy: 'even' },
  );
  fc.assert(
    fc.property(weights, fc.integer({ min: 0, max: 200 }), strategies, (given, target, allocation) => {
      const launches = planLaunches(
        plan(
          given.map((weight) => pool('m5.large', { weight })),
          { spot: target },
          allocation,
        ),
        [],
        none,
      );
      const units = launches.reduce((sum, { pool: index, count }) => sum + given[index]! * count, 0);
      assert.ok(units >= target && units - Math.max(...given) < Math.max(target, 1));
    }),
  );
});
