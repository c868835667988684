import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { pino } from 'pino';
import { every } from './schedule.ts';

const log = pino({ level: 'silent' });

test('work runs after the first delay, and then the interval after each run has ended', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let runs = 0;
  const schedule = every(1000, { name: 'work', log, firstAfterMs: 10, work: async () => ++runs });
  t.mock.timers.tick(10);
  await setImmediate();
  assert.equal(runs, 1);
  t.mock.timers.tick(999);
  await setImmediate();
  assert.equal(runs, 1);
  t.mock.timers.tick(1);
  await setImmediate();
  assert.equal(runs, 2);
  await schedule.stop();
});

test('a run that fails does not end the schedule', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let runs = 0;
  const fail = async () => {
    runs += 1;
    throw new Error('no');
  };
  const schedule = every(1000, { name: 'work', log, work: fail });
  for (const expected of [1, 2]) {
    t.mock.timers.tick(1000);
    await setImmediate();
    assert.equal(runs, expected);
  }
  await schedule.stop();
});

test('runs do not overlap, and stopping waits for the one that is under way and lets none follow', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let runs = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const work = () => {
    runs += 1;
    return promise;
  };
  const schedule = every(1000, { name: 'work', log, work });
  t.mock.timers.tick(5000);
  let stopped = false;
  const stopping = schedule.stop().then(() => {
    stopped = true;
  });
  await setImmediate();
  assert.equal(stopped, false);
  resolve();
  await stopping;
  t.mock.timers.tick(5000);
  await setImmediate();
  assert.equal(runs, 1);
});
