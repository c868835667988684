import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { insertAccount } from '../../src/store/account.ts';
import { readPeak, readUsageAt } from '../../src/views/history/usage-at.ts';
import { type LicenseUse, listUses, readHolders } from '../../src/views/history/uses.ts';
import { freshDatabase } from '../database.ts';
import { type Use, writeHistory } from '../report-world.ts';
import { forgetUsage, recordSteps } from './usage.ts';

const { db } = await freshDatabase();
await db.transaction().execute((trx) => insertAccount(trx, { accountId: '111111111111', operator: false }));

const HOUR = 3_600_000;
const BEGIN = Date.UTC(2026, 9, 24);

/** Times that are often those at which hours begin, or the same as others. */
const time = fc
  .oneof(
    fc.integer({ min: 0, max: 30 * HOUR }),
    fc.integer({ min: 0, max: 30 }).map((hours) => hours * HOUR),
    fc.integer({ min: 0, max: 9 }),
  )
  .map((after) => BEGIN + after);
const uses = fc.array(
  fc.record({
    amount: fc.integer({ min: 1, max: 5 }),
    from: time,
    length: fc.option(fc.oneof(fc.constant(0), fc.nat(9 * HOUR))),
  }),
  { maxLength: 20 },
);
const toUses = (list: { amount: number; from: number; length: number | null }[]): Use[] =>
  list.map(({ amount, from, length }, index) => ({
    resourceId: `i-${index}`,
    amount,
    from,
    until: length === null ? null : from + length,
  }));

/** What is used at an instant: what ends then has ended. */
const usedAt = (history: readonly Use[], at: number): number =>
  history
    .filter(({ from, until }) => from <= at && (until === null || until > at))
    .reduce((sum, { amount }) => sum + amount, 0);

function peakOf(history: readonly Use[], from: number, until: number) {
  const turns = history.flatMap((use) => [use.from, use.until ?? use.from]).filter((at) => at > from && at < until);
  return [from, ...turns.toSorted((a, b) => a - b)]
    .map((at) => ({ used: usedAt(history, at), at }))
    .reduce((best, one) => (one.used > best.used ? one : best));
}

let licenses = 0;
async function given(history: readonly Use[]): Promise<string> {
  await forgetUsage(db);
  await sql`DELETE FROM license_configuration`.execute(db);
  const id = await writeHistory(db, ++licenses, history);
  await writeHistory(db, ++licenses, [{ resourceId: 'i-other', amount: 7, from: BEGIN, until: BEGIN + 20 * HOUR }]);
  const turns = [...new Set(history.flatMap(({ from, until }) => [from, until ?? from]))].sort((a, b) => a - b);
  await recordSteps(
    db,
    id,
    turns.map((at) => ({ at, used: usedAt(history, at) })),
  );
  return id;
}

test('what is used at any instant, by whom, and the peak of any time are what a naive count of the uses says', async () => {
  await fc.assert(
    fc.asyncProperty(uses.map(toUses), time, time, async (history, one, other) => {
      const id = await given(history);
      const [from, until] = [Math.min(one, other), Math.max(one, other) + 1];
      assert.equal(await readUsageAt(db, id, new Date(from)), usedAt(history, from));
      const holders = await readHolders(db, id, new Date(from));
      assert.equal(
        holders.reduce((sum, { amount }) => sum + amount, 0),
        usedAt(history, from),
      );
      const peak = await readPeak(db, id, { from: new Date(from), until: new Date(until) });
      assert.deepEqual({ used: peak.used, at: peak.at.getTime() }, peakOf(history, from, until));
    }),
    { numRuns: 150 },
  );
});

test('who used a license within a time is listed once each, whatever the pages', async () => {
  await fc.assert(
    fc.asyncProperty(
      uses.map(toUses),
      time,
      time,
      fc.integer({ min: 1, max: 7 }),
      async (history, one, other, limit) => {
        const id = await given(history);
        const [from, until] = [Math.min(one, other), Math.max(one, other) + 1];
        const found: LicenseUse[] = [];
        for (let page: LicenseUse[] = []; ; found.push(...page)) {
          const after = found.at(-1)?.place;
          page = await listUses(db, { licenseId: id, from: new Date(from), until: new Date(until), after, limit });
          if (page.length === 0) break;
        }
        const isWithin = (use: Use) => use.from < until && (use.from >= from || use.until === null || use.until > from);
        assert.deepEqual(
          found.map(({ resourceId }) => resourceId).sort(),
          history
            .filter(isWithin)
            .map(({ resourceId }) => resourceId)
            .sort(),
        );
        const begins = found.map((use) => use.from.getTime());
        assert.deepEqual(
          begins,
          begins.toSorted((a, b) => a - b),
        );
      },
    ),
    { numRuns: 150 },
  );
});

test('of many uses that ended only those that were under way at an instant are looked at', async () => {
  const at = (n: number) => BEGIN + ((n * 7_919) % 20_000) * 1_000; // in no order, as a history that is imported
  await given([]);
  const many = Array.from({ length: 20_000 }, (_, n) => ({
    resourceId: `i-${n}`,
    amount: 1,
    from: at(n),
    until: at(n) + 1_500,
  }));
  const id = await writeHistory(db, ++licenses, many);
  const blocks = await db.connection().execute(async (one) => {
    const read = async () => {
      await sql`SELECT pg_stat_force_next_flush()`.execute(one);
      const { rows } = await sql<{ blocks: number }>`
        SELECT sum(idx_blks_read + idx_blks_hit + heap_blks_read + heap_blks_hit)::int AS blocks FROM pg_statio_user_tables WHERE relname = 'consumption'`.execute(
        one,
      );
      return rows[0]!.blocks;
    };
    await read();
    const before = await read();
    const holders = await readHolders(one, id, new Date(BEGIN + 10_000_250));
    assert.equal(holders[0]?.amount, 2);
    return (await read()) - before;
  });
  assert.ok(blocks < 100, `${blocks} blocks were read`);
});
