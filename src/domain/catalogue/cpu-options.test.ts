import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveCpuOptions } from './cpu-options.ts';
import { allInstanceTypes, findInstanceType } from './instance-types.ts';

const resolve = (name: string, ...[requested]: [Parameters<typeof resolveCpuOptions>[1]?]) =>
  resolveCpuOptions(findInstanceType(name)!, requested);

test('without options a type has its defaults', () => {
  const defaults = { ok: true, coreCount: 24, threadsPerCore: 2 };
  assert.deepEqual(resolve('c5.12xlarge'), defaults);
  assert.deepEqual(resolve('c5.12xlarge', {}), defaults);
});

test('every type accepts its own defaults when they are spelled out', () => {
  for (const type of allInstanceTypes()) {
    const { cores: coreCount, threadsPerCore } = type;
    assert.deepEqual(resolveCpuOptions(type, { coreCount, threadsPerCore }), { ok: true, coreCount, threadsPerCore });
  }
});

test('valid cores and threads are taken as asked for', () => {
  const requested = { coreCount: 4, threadsPerCore: 1 };
  assert.deepEqual(resolve('c5.12xlarge', requested), { ok: true, ...requested });
});

test('one of the two alone is refused', () => {
  for (const requested of [{ coreCount: 4 }, { threadsPerCore: 1 }])
    assert.deepEqual(resolve('c5.12xlarge', requested), {
      ok: false,
      reason: 'CoreCount and ThreadsPerCore must be specified together.',
    });
});

test('cores that are not on the list are refused, with the list', () => {
  assert.deepEqual(resolve('c5a.8xlarge', { coreCount: 5, threadsPerCore: 2 }), {
    ok: false,
    reason: 'CoreCount 5 is not valid for instance type c5a.8xlarge. Valid values: 1, 2, 3, 4, 8, 12, 16.',
  });
});

test('threads that are not on the list are refused, with the list', () => {
  assert.deepEqual(resolve('c6g.large', { coreCount: 2, threadsPerCore: 2 }), {
    ok: false,
    reason: 'ThreadsPerCore 2 is not valid for instance type c6g.large. Valid values: 1.',
  });
});

test('a type without lists accepts only its defaults', () => {
  assert.equal(resolve('c5.metal', { coreCount: 48, threadsPerCore: 2 }).ok, true);
  assert.equal(resolve('c5.metal', { coreCount: 24, threadsPerCore: 2 }).ok, false);
  assert.equal(resolve('c5.metal', { coreCount: 48, threadsPerCore: 1 }).ok, false);
});
