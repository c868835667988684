import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { exportAlone } from '../src/drivers/database/export-alone.ts';
import type { DB } from '../src/store/schema.ts';
import { reportStatements } from '../src/views/reports/report-tables.ts';
import { type Figure, median, number, progress } from './figure.ts';
import { memoryMiB } from './memory.ts';
import { accountId, hotLicense, region, withDatabase, withPostgres } from './scratch-database.ts';

const USES = { few: 10_000, many: 1_000_000 };
const ROUNDS = 3;
const FROM = new Date('2026-01-01T00:00:00Z');
const UNTIL = new Date('2026-02-01T00:00:00Z');

type Size = keyof typeof USES;

/** A usage report of a million uses: its rows a second against COPY of the same rows, and the memory that it takes. */
export const measureReports = (): Promise<Figure[]> =>
  withPostgres((url) => withDatabase(url, 'reports', (db, own) => measure(db, own)));

const idOf = (size: Size): string => (size === 'many' ? hotLicense.id : `lic-${'b'.repeat(32)}`);

async function measure(db: Kysely<DB>, url: string): Promise<Figure[]> {
  progress(`Reports of ${number(USES.few)} and ${number(USES.many)} uses`);
  for (const size of ['few', 'many'] as const) await seedUses(db, size);
  await sql`ANALYZE consumption`.execute(db);
  const folder = await mkdtemp(join(tmpdir(), 'headroom-bench-'));
  const write = async (statements: readonly string[]): Promise<{ ms: number; peakMiB: number }> => {
    const memory = watchMemory();
    const start = performance.now();
    await exportAlone(url, 'bench', async (copy) => {
      for (const statement of statements) await copy(statement, createWriteStream(join(folder, 'report.csv')));
    });
    return { ms: performance.now() - start, peakMiB: await memory.end() };
  };
  const report = (size: Size): string[] => {
    const terms = JSON.stringify([{ position: 1, id: idOf(size), account_id: accountId, region }]);
    return reportStatements(db, 'LicenseConfigurationUsageReport', { terms, from: FROM, until: UNTIL });
  };
  const rows = `COPY (SELECT * FROM consumption WHERE license_configuration_id = '${hotLicense.id}') TO STDOUT (FORMAT csv)`;
  const times = { report: [] as number[], copy: [] as number[] };
  const peaks = { few: [] as number[], many: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    peaks.few.push((await write(report('few'))).peakMiB);
    const { ms, peakMiB } = await write(report('many'));
    peaks.many.push(peakMiB);
    times.report.push(ms);
    times.copy.push((await write([rows])).ms);
  }
  await rm(folder, { recursive: true });
  const speed = median(times.copy) / median(times.report);
  const memory = median(peaks.many) / median(peaks.few);
  return [
    { figure: 'Rows of a usage report', value: `${number((USES.many / median(times.report)) * 1_000)}/s` },
    { figure: 'Usage report against COPY of the same rows', value: number(speed), target: '≥ 0.6', met: speed >= 0.6 },
    {
      figure: `Memory for a report of ${number(USES.many)} uses against ${number(USES.few)}`,
      value: `${number(memory)} times`,
      target: '≤ 1.1',
      met: memory <= 1.1,
    },
  ];
}

/** Uses of up to a day, in the order in which the ledger wrote them last: when they ended, or began if they last. */
const seedUses = (db: Kysely<DB>, size: Size): Promise<void> =>
  db.connection().execute(async (connection) => {
    await sql`SET statement_timeout = 0`.execute(connection);
    await sql`
    INSERT INTO consumption (account_id, region, license_configuration_id, resource_id, resource_type, resource_owner_id,
      amount, consumed_from, consumed_until)
    SELECT ${accountId}, ${region}, ${idOf(size)}, 'i-' || lpad(to_hex(n), 17, '0'), 'EC2_INSTANCE', ${accountId}, 2, at, until
    FROM (SELECT n, ${FROM}::timestamptz + random() * (${UNTIL}::timestamptz - ${FROM}::timestamptz) AS at
      FROM generate_series(1, ${USES[size]}::integer) AS n) AS started
    CROSS JOIN LATERAL (SELECT
      CASE WHEN n % 10 > 0 THEN least(at + random() * interval '1 day', ${UNTIL}::timestamptz) END AS until) AS ended
    ORDER BY coalesce(until, at)`.execute(connection);
    await sql`RESET statement_timeout`.execute(connection);
  });

/** The most that this process has in memory until `end`. */
function watchMemory(): { end: () => Promise<number> } {
  let peak = 0;
  const look = async () => {
    peak = Math.max(peak, await memoryMiB(process.pid, 'Rss'));
  };
  const timer = setInterval(() => void look(), 20);
  return {
    end: async () => {
      clearInterval(timer);
      await look();
      return peak;
    },
  };
}
