import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { reportKey, reportPrefix, reportSpan, reportTime } from './report-generator.ts';

const at = (text: string) => new Date(text);

test('monthly reports end on the day of the first, or on the last of a month that is shorter', () => {
  const first = at('2027-10-31T23:30:00.250Z');
  const times = [1, 2, 3, 4, 5].map((n) => reportTime(first, 'MONTH', n).toISOString());
  assert.deepEqual(times, [
    '2027-11-30T23:30:00.250Z',
    '2027-12-31T23:30:00.250Z',
    '2028-01-31T23:30:00.250Z',
    '2028-02-29T23:30:00.250Z',
    '2028-03-31T23:30:00.250Z',
  ]);
});

test('days and weeks are 24 hours each, over clock changes and ends of years', () => {
  const first = at('2027-03-27T22:00:00Z');
  assert.deepEqual(reportTime(first, 'DAY', 1), at('2027-03-28T22:00:00Z'));
  assert.deepEqual(reportTime(first, 'WEEK', -1), at('2027-03-20T22:00:00Z'));
  assert.deepEqual(reportTime(first, 'DAY', 365), at('2028-03-26T22:00:00Z'));
});

test('the periods of a generator follow each other without gap or overlap', () => {
  const period = fc.constantFrom('DAY' as const, 'WEEK' as const, 'MONTH' as const);
  const day = fc.date({ min: at('1990-01-01T00:00:00Z'), max: at('2090-01-01T00:00:00Z'), noInvalidDate: true });
  fc.assert(
    fc.property(period, day, fc.nat(500), (period, firstAt, n) => {
      const spans = [n, n + 1].map((index) => reportSpan({ period, firstAt, once: undefined }, index)!);
      assert.deepEqual(spans[0]!.until, spans[1]!.from);
      for (const { from, until } of spans) assert.ok(from < until);
    }),
  );
});

test('what is made once has one period', () => {
  const once = { from: at('2027-01-01T00:00:00Z'), until: at('2027-04-01T00:00:00Z') };
  const generator = { period: 'ONE_TIME' as const, firstAt: once.until, once };
  assert.deepEqual([reportSpan(generator, 0), reportSpan(generator, 1)], [once, undefined]);
});

test('no name leads out of the folder', () => {
  assert.deepEqual(['../../etc', '..', 'a/b\\c', 'Größe 1', 'plain-1.0'].map(reportPrefix), [
    'Reports/__.._etc',
    'Reports/_',
    'Reports/a_b_c',
    'Reports/Gr_e_1',
    'Reports/plain-1.0',
  ]);
});

test('a report lies in the folder of its day', () => {
  assert.equal(
    reportKey('LicenseConfigurationUsageReport', 'r-1', at('2026-11-28T09:05:07.250Z')),
    '2026/11/28/LicenseConfigurationUsageReport-20261128T090507250Z-r-1.csv',
  );
});
