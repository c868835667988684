import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { pino } from 'pino';
import { reportSpan } from '../../src/domain/reports/report-generator.ts';
import { folderStore } from '../../src/drivers/reports/folder-store.ts';
import { makeReport } from '../../src/jobs/make-reports.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { insertAccount } from '../../src/store/account.ts';
import { freshDatabase } from '../database.ts';
import { ACCOUNT } from '../example-facts.ts';
import { insertGenerator, readCsv, reportsIn, type Use, writeHistory } from '../report-world.ts';

const { db, url } = await freshDatabase();
await db.transaction().execute((trx) => insertAccount(trx, { accountId: ACCOUNT, operator: false }));
const given = { db, url, log: pino({ level: 'silent' }), ledger: createLedger({ db }) };
const root = await mkdtemp(join(tmpdir(), 'headroom-reports-'));
after(() => rm(root, { recursive: true, force: true }));

const DAY = 24 * 3_600_000;

/** When periods end: in nights in which clocks change, at ends of months and years, and at odd milliseconds. */
const anyEnd = fc
  .constantFrom(
    '2026-03-29T01:00:00Z',
    '2026-10-25T01:30:00Z',
    '2026-03-08T07:00:00Z',
    '2026-01-01T00:00:00Z',
    '2026-03-31T00:00:00Z',
    '2024-03-01T00:00:00Z',
    '2026-05-31T23:59:59.999Z',
    '2026-06-30T12:34:56.789Z',
  )
  .map((text) => new Date(text));

/** ONE_TIME is of the 366 days before. */
const anyReport = fc
  .record({ period: fc.constantFrom('DAY', 'WEEK', 'MONTH', 'ONE_TIME'), firstAt: anyEnd })
  .map((one) => {
    const period = one.period as 'DAY' | 'WEEK' | 'MONTH' | 'ONE_TIME';
    const once = { from: new Date(one.firstAt.getTime() - 366 * DAY), until: one.firstAt };
    return { period, firstAt: one.firstAt, once, span: reportSpan({ ...one, period, once }, 0)! };
  });

/**
 * A use that begins and ends at eighths of the period, and sometimes a millisecond beside: so ends often meet, also with
 * those of the period. They are written in no order, as where the clock of a server steps back.
 */
const anyUse = fc.record({
  license: fc.nat(1),
  start: fc.integer({ min: -4, max: 9 }),
  length: fc.integer({ min: 0, max: 9 }),
  beside: fc.tuple(fc.constantFrom(0, 0, 0, -1, 1), fc.constantFrom(0, 0, 0, -1, 1)),
  amount: fc.integer({ min: 1, max: 5 }),
  open: fc.boolean(),
});

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** What a summary and a usage report say of a license, counted by looking at each use at every instant at which one turns. */
function recount(uses: readonly Use[], { from, until }: { from: number; until: number }) {
  const end = (one: Use) => one.until ?? Infinity;
  const usedAt = (time: number) =>
    sum(uses.filter((one) => one.from <= time && end(one) > time).map(({ amount }) => amount));
  const turns = uses.map((one) => one.from).filter((time) => time > from && time < until);
  const within = uses.filter(
    (one) => one.from < until && (end(one) > from || (end(one) === one.from && one.from === from)),
  );
  const lasting = within.filter((one) => end(one) >= until);
  return {
    summary: [sum(lasting.map(({ amount }) => amount)), Math.max(...[from, ...turns].map(usedAt))],
    usage: within
      .toSorted((a, b) => a.from - b.from)
      .map((one) => [
        one.resourceId,
        one.amount,
        one.from,
        end(one) < until ? end(one) : null,
        end(one) >= until ? 't' : 'f',
        (Math.min(end(one), until) - Math.max(one.from, from)) / 1_000,
      ]),
  };
}

let licenses = 0;

test('reports agree with a naive recount over random histories, whatever their periods', async () => {
  await fc.assert(
    fc.asyncProperty(anyReport, fc.array(anyUse, { maxLength: 14 }), async ({ span, ...order }, drawn) => {
      const [from, until] = [span.from.getTime(), span.until.getTime()];
      const eighth = Math.floor((until - from) / 8);
      const border = (n: number) => (n === 8 ? until : from + n * eighth);
      const histories = [0, 1].map((license) =>
        drawn.flatMap((one, n) => {
          const start = border(one.start) + one.beside[0];
          const end = one.length === 0 ? start : Math.max(start, border(one.start + one.length) + one.beside[1]);
          const use = { resourceId: `i-${n}`, amount: one.amount, from: start, until: one.open ? null : end };
          return one.license === license ? [use] : [];
        }),
      );
      const ids: string[] = [];
      for (const uses of histories) ids.push(await writeHistory(db, ++licenses, uses));
      const folder = await mkdtemp(join(root, 'folder-'));
      const generator = { ...order, ...(order.period === 'ONE_TIME' && { from: span.from }) };
      await makeReport({ ...given, reports: folderStore(folder) }, await insertGenerator(db, ids, generator));
      const [summary = [], usage = []] = await Promise.all(
        (await reportsIn(folder)).map((path) => readCsv(folder, path)),
      );
      const expected = histories.map((uses) => recount(uses, { from, until }));
      assert.deepEqual(
        summary.map((row) => [Number(row['ConsumedLicenses']), Number(row['PeakConsumedLicenses'])]),
        expected.map((one) => one.summary),
      );
      const read = usage.map((row) => [
        row['LicenseConfigurationArn']!.split(':').at(-1),
        row['ResourceArn']!.split('/')[1],
        Number(row['ConsumedLicenses']),
        Date.parse(row['ConsumedFrom']!),
        row['ConsumedUntil'] === '' ? null : Date.parse(row['ConsumedUntil']!),
        row['InUseAtPeriodEnd'],
        Number(row['SecondsInPeriod']),
      ]);
      assert.deepEqual(
        read,
        expected.flatMap((one, n) => one.usage.map((row) => [ids[n], ...row])),
      );
    }),
    { numRuns: 80 },
  );
});
