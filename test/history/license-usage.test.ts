import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { usageSeries } from '../../src/domain/history/usage-series.ts';
import { openConsumption } from '../../src/store/consumption.ts';
import { readUsageCells } from '../../src/views/history/license-usage.ts';
import { freshDatabase } from '../database.ts';
import { countNaively, forgetUsage, recordSteps, type Step } from './usage.ts';

const { db } = await freshDatabase();
const licenseId = 'lic-0123456789abcdef0123456789abcdef';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const BEGIN = Date.UTC(2026, 9, 24);

/** Times that are often those at which cells begin, or the same as others. */
const time = fc.oneof(
  fc.integer({ min: 0, max: 3 * DAY }),
  fc.integer({ min: 0, max: 3 * 24 }).map((hours) => hours * HOUR),
  fc.integer({ min: 0, max: 90 }).map((minutes) => minutes * MINUTE),
  fc.integer({ min: 0, max: 50 }),
);
const steps = fc
  .array(fc.record({ at: time.map((after) => BEGIN + after), used: fc.integer({ min: 0, max: 9 }) }), { maxLength: 25 })
  .map((list): Step[] => list.toSorted((a, b) => a.at - b.at));
const periods = fc.constantFrom(MINUTE, 5 * MINUTE, HOUR, 6 * HOUR, DAY);

async function seriesOf(cellMs: number, range: { from: number; until: number; periodMs: number }) {
  const { cells, before } = await readUsageCells(db, { licenseId, cellMs, ...range });
  return usageSeries(cells, { ...range, cellMs, before });
}

test('any period of any history is what a naive count of its stretches is, from cells of any length', async () => {
  await fc.assert(
    fc.asyncProperty(
      steps,
      periods,
      fc.integer({ min: 1, max: 6 }),
      fc.nat(3 * DAY),
      async (history, periodMs, count, cut) => {
        await forgetUsage(db);
        await recordSteps(db, licenseId, history);
        const end = Math.max(BEGIN + cut, history.at(-1)?.at ?? 0) + 1;
        for (const cellMs of [MINUTE, HOUR, DAY].filter((length) => periodMs % length === 0)) {
          const from = BEGIN + Math.floor(cut / 2 / periodMs) * periodMs;
          const until = Math.min(from + count * periodMs, end);
          const found = await seriesOf(cellMs, { from, until, periodMs });
          const expected = [];
          for (let start = from; start < until; start += periodMs)
            expected.push(countNaively(history, { from: start, until: Math.min(start + periodMs, until) }));
          assert.deepEqual(found, expected);
        }
      },
    ),
    { numRuns: 150 },
  );
});

test('what was recorded before there was a history is taken into it as the ledger would have', async () => {
  const migration = await readFile(new URL('../../migrations/0070-license-usage-history.sql', import.meta.url), 'utf8');
  const backfill = migration.slice(migration.indexOf('INSERT INTO license_usage'));
  const use = fc.record({ from: time, length: fc.option(time), amount: fc.integer({ min: 1, max: 4 }) });
  const cells = async () => (await sql`SELECT * FROM license_usage ORDER BY 1, 2, 3`.execute(db)).rows;
  await fc.assert(
    fc.asyncProperty(fc.array(use, { maxLength: 12 }), async (uses) => {
      await forgetUsage(db);
      for (const [index, { from, length, amount }] of uses.entries()) {
        const resource = { type: 'EC2_INSTANCE', id: `i-${index}`, ownerId: '1', region: 'r' } as const;
        const at = new Date(BEGIN + from);
        await openConsumption([{ licenseId, licenseAccountId: '1', resource, amount }], at).execute(db);
        if (length !== null)
          await sql`UPDATE consumption SET consumed_until = ${new Date(at.getTime() + length)} WHERE resource_id = ${resource.id}`.execute(
            db,
          );
      }
      await sql.raw(backfill).execute(db);
      const filled = await cells();
      await sql`TRUNCATE license_usage`.execute(db);
      const turns = uses.flatMap(({ from, length, amount }) => [
        { at: BEGIN + from, change: amount },
        ...(length === null ? [] : [{ at: BEGIN + from + length, change: -amount }]),
      ]);
      const times = [...new Set(turns.map(({ at }) => at))].sort((a, b) => a - b);
      const usedAt = (time: number) =>
        turns.filter(({ at }) => at <= time).reduce((sum, { change }) => sum + change, 0);
      await recordSteps(
        db,
        licenseId,
        times.map((at) => ({ at, used: usedAt(at) })),
      );
      assert.deepEqual(filled, await cells());
    }),
    { numRuns: 60 },
  );
});
