import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { pino } from 'pino';
import { createAuditSigner } from '../../src/access/audit-signer.ts';
import { createSecretBox } from '../../src/access/secret-box.ts';
import { folderStore } from '../../src/drivers/reports/folder-store.ts';
import type { ReportStore } from '../../src/drivers/reports/report-store.ts';
import { makeReport, startReports } from '../../src/jobs/make-reports.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { insertAccount } from '../../src/store/account.ts';
import { queueLateReports } from '../../src/store/report-generator.ts';
import { freshDatabase } from '../database.ts';
import { eventually } from '../eventually.ts';
import { ACCOUNT } from '../example-facts.ts';
import { insertGenerator, readCsv, reportsIn, type Use, writeHistory } from '../report-world.ts';

async function newDatabase() {
  const { db, url } = await freshDatabase();
  await db.transaction().execute((trx) => insertAccount(trx, { accountId: ACCOUNT, operator: false }));
  return { db, url, log, ledger: createLedger({ db }) };
}

const log = pino({ level: 'silent' });
const given = await newDatabase();
const { db } = given;
const root = await mkdtemp(join(tmpdir(), 'headroom-reports-'));
after(() => rm(root, { recursive: true, force: true }));

let licenses = 0;
const history = (uses: readonly Use[]) => writeHistory(db, ++licenses, uses);
const newFolder = () => mkdtemp(join(root, 'folder-'));
const at = (text: string) => new Date(text);
const ms = (text: string) => Date.parse(text);
const use = (resourceId: string, amount: number, from: string, until: string | null): Use => ({
  resourceId,
  amount,
  from: ms(from),
  until: until === null ? null : ms(until),
});
const stateOf = async (id: string, at = db) =>
  (
    await sql<{ made: number; due: Date | null; status: string | null; failure: string | null; failures: number }>`
      SELECT made, due_at AS due, last_status AS status, last_failure AS failure, failures FROM report_generator
      WHERE report_generator_id = ${id}`.execute(at)
  ).rows[0]!;
const becomeDue = (id: string) =>
  sql`UPDATE report_generator SET due_at = 'epoch' WHERE report_generator_id = ${id}`.execute(db);

const PERIOD = [at('2026-03-01T00:00:00Z'), at('2026-03-02T00:00:00Z')] as const;
const HISTORY = [
  use('i-before', 8, '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'),
  use('i-over', 2, '2026-02-28T23:00:00Z', '2026-03-01T06:00:00Z'),
  use('i-peak', 4, '2026-03-01T05:00:00Z', '2026-03-01T05:00:00.250Z'),
  use('i-no-time', 4, '2026-03-01T07:00:00Z', '2026-03-01T07:00:00Z'),
  use('i-still', 3, '2026-03-01T12:00:00Z', null),
  use('i-later', 1, '2026-03-01T18:00:00Z', '2026-03-09T00:00:00Z'),
  use('i-after', 8, '2026-03-02T00:00:00Z', null),
];

test('a summary and every use of a day, under the path of the user guide', async () => {
  const folder = await newFolder();
  const id = await insertGenerator(db, await history(HISTORY), { firstAt: PERIOD[1] });
  await makeReport({ ...given, reports: folderStore(folder) }, id);
  const base = 'aws-license-manager-service-111111111111-us-east-1/Reports/audit/2026/03/02';
  const [summary = '', usage = '', ...more] = await reportsIn(folder);
  assert.equal(summary, `${base}/LicenseConfigurationSummaryReport-20260302T000000000Z-${id}.csv`);
  assert.equal(usage, `${base}/LicenseConfigurationUsageReport-20260302T000000000Z-${id}.csv`);
  assert.deepEqual(more, []);
  const [row] = await readCsv(folder, summary);
  assert.deepEqual(
    [row!['Name'], row!['LicenseRules'], row!['LicenseCount'], row!['PeriodStart'], row!['PeriodEnd']],
    ['SQL Server, "Standard"', '#minimumVcpus=2', '16', '2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z'],
  );
  assert.deepEqual(
    [row!['ConsumedLicenses'], row!['PeakConsumedLicenses'], row!['EC2_INSTANCE'], row!['EC2_HOST']],
    ['4', '6', '4', '0'],
  );
  const rows = await readCsv(folder, usage);
  assert.deepEqual(
    rows.map((one) => [one['ResourceArn']!.split('/')[1], one['ConsumedUntil'], one['SecondsInPeriod']]),
    [
      ['i-over', '2026-03-01T06:00:00Z', '21600'],
      ['i-peak', '2026-03-01T05:00:00.25Z', '0.25'],
      ['i-no-time', '2026-03-01T07:00:00Z', '0'],
      ['i-still', '', '43200'],
      ['i-later', '', '21600'],
    ],
  );
  assert.equal(rows[0]!['ResourceArn'], 'arn:aws:ec2:us-east-1:222222222222:instance/i-over');
});

test('a report that is cut off is made again with the same bytes, whatever happened since', async () => {
  const folder = await newFolder();
  const licenseId = await history(HISTORY);
  const id = await insertGenerator(db, licenseId, { firstAt: PERIOD[1] });
  const store = folderStore(folder);
  const breaking: ReportStore = {
    ...store,
    put: async (place, file) => {
      await store.put(place, file);
      if (place.key.includes('Usage')) throw new Error('cut off');
    },
  };
  await makeReport({ ...given, reports: breaking }, id);
  assert.deepEqual(await stateOf(id).then(({ status, made, failures }) => [status, made, failures]), ['FAILED', 0, 1]);
  const read = async () => Promise.all((await reportsIn(folder)).map((path) => readFile(join(folder, path), 'utf8')));
  const before = await read();
  assert.equal(before.length, 2);
  await sql`UPDATE license_configuration SET name = 'renamed', license_count = 1
    WHERE license_configuration_id = ${licenseId}`.execute(db);
  await sql`UPDATE consumption SET consumed_until = '2026-04-01'
    WHERE license_configuration_id = ${licenseId} AND consumed_until IS NULL`.execute(db);
  await becomeDue(id);
  await makeReport({ ...given, reports: store }, id);
  assert.deepEqual(await read(), before);
  assert.deepEqual(await stateOf(id).then(({ status, made, failures }) => [status, made, failures]), [
    'SUCCEEDED',
    1,
    0,
  ]);
});

test('a report whose connection is lost in the middle is made whole when the database is back', async () => {
  const folder = await newFolder();
  const id = await insertGenerator(db, await history(HISTORY), { firstAt: PERIOD[1] });
  const store = folderStore(folder);
  const losing: ReportStore = {
    ...store,
    put: async (place, file) => {
      await store.put(place, file);
      await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'headroom-report' AND datname = current_database()`.execute(db);
    },
  };
  await assert.rejects(makeReport({ ...given, reports: losing }, id));
  assert.deepEqual(await stateOf(id).then(({ made, failures }) => [made, failures]), [0, 0]);
  assert.equal((await reportsIn(folder)).length, 1);
  await makeReport({ ...given, reports: store }, id);
  assert.deepEqual(await stateOf(id).then(({ status, made }) => [status, made]), ['SUCCEEDED', 1]);
  const rows = await Promise.all((await reportsIn(folder)).map((path) => readCsv(folder, path)));
  assert.deepEqual(
    rows.map(({ length }) => length),
    [1, 5],
  );
});

test('after an outage every report that was missed is made, once, by whichever server', async () => {
  const folder = await newFolder();
  const firstAt = new Date(Date.now() - 3.5 * 24 * 3_600_000);
  const own = await newDatabase();
  const id = await insertGenerator(own.db, await writeHistory(own.db, 1, HISTORY), { firstAt });
  const put: string[] = [];
  const store = folderStore(folder);
  const counting: ReportStore = {
    ...store,
    put: (place, file) => {
      put.push(place.key);
      return store.put(place, file);
    },
  };
  const auditSigner = createAuditSigner({ db: own.db, secretBox: createSecretBox(randomBytes(32)) });
  const servers = [1, 2].map(() => startReports({ ...own, reports: counting, auditSigner }));
  await own.db.transaction().execute((trx) => queueLateReports(trx, new Date(), 100));
  await eventually(async () => (await stateOf(id, own.db)).made === 4, 'four reports were made');
  await Promise.all(servers.map((server) => server.stop()));
  assert.equal((await reportsIn(folder)).length, 8);
  assert.equal(new Set(put).size, put.length);
  assert.deepEqual((await stateOf(id, own.db)).due, new Date(firstAt.getTime() + 4 * 24 * 3_600_000));
});

test('a report that another server is at is left to it', async () => {
  const folder = await newFolder();
  const id = await insertGenerator(db, await history(HISTORY), { firstAt: PERIOD[1] });
  const store = folderStore(folder);
  let others = 0;
  const meeting: ReportStore = {
    ...store,
    put: async (place, file) => {
      await makeReport({ ...given, reports: { ...store, put: async () => void others++ } }, id);
      await store.put(place, file);
    },
  };
  await makeReport({ ...given, reports: meeting }, id);
  assert.deepEqual([others, (await stateOf(id)).made], [0, 1]);
});

test('a folder that cannot be written to is said, tried again ever later, and made good once it can', async () => {
  const folder = join(await newFolder(), 'taken');
  await writeFile(folder, 'a file');
  const id = await insertGenerator(db, await history(HISTORY), { firstAt: PERIOD[1] });
  const reports = folderStore(folder);
  const waits: number[] = [];
  for (let n = 1; n <= 3; n++) {
    await becomeDue(id);
    await makeReport({ ...given, reports }, id);
    const { status, failure, failures, due } = await stateOf(id);
    assert.deepEqual([status, failure, failures], ['FAILED', 'the folder of reports, or one in it, is a file', n]);
    waits.push(due!.getTime() - Date.now());
  }
  assert.ok(waits[0]! < waits[1]! && waits[1]! < waits[2]!, String(waits));
  await rm(folder);
  await becomeDue(id);
  await makeReport({ ...given, reports }, id);
  assert.deepEqual(await stateOf(id).then(({ status, failure }) => [status, failure]), ['SUCCEEDED', null]);
});

test('a report that is not due, or whose generator is gone, is not made', async () => {
  const reports = folderStore(await newFolder());
  const id = await insertGenerator(db, await history(HISTORY), { firstAt: new Date(Date.now() + 3_600_000) });
  await makeReport({ ...given, reports }, id);
  await makeReport({ ...given, reports }, 'r-gone');
  assert.equal((await stateOf(id)).made, 0);
});
