import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { pino } from 'pino';
import { exportAlone } from '../../src/drivers/database/export-alone.ts';
import { folderStore } from '../../src/drivers/reports/folder-store.ts';
import { makeReport } from '../../src/jobs/make-reports.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { insertAccount } from '../../src/store/account.ts';
import { freshDatabase } from '../database.ts';
import { ACCOUNT } from '../example-facts.ts';
import { insertGenerator, reportsIn, writeHistory } from '../report-world.ts';

const { db, url } = await freshDatabase();
await db.transaction().execute((trx) => insertAccount(trx, { accountId: ACCOUNT, operator: false }));
const given = { db, url, log: pino({ level: 'silent' }), ledger: createLedger({ db }) };
const root = await mkdtemp(join(tmpdir(), 'headroom-reports-'));
after(() => rm(root, { recursive: true, force: true }));

/** What spreadsheets and parsers stumble over. */
const anyText = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '"',
    ',',
    '\n',
    '\r\n',
    '\r',
    '\\.',
    '\\N',
    '=1+1',
    '@a',
    '-1',
    '+1',
    ';',
    '\t',
    'NULL',
    'ü🔑',
  ),
  fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', '\\', '=', ' ', 'a', 'é'), maxLength: 8 }),
);

/** As RFC 4180 has it; a text that is empty is told from none by its quotes. */
const field = (value: string | number | null): string => {
  if (value === null) return '';
  const text = String(value);
  return text === '' || /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
const lines = (...rows: (string | number | null)[][]): string =>
  rows.map((row) => `${row.map(field).join(',')}\n`).join('');

let licenses = 0;

test('the bytes of reports are those of a naive writer of CSV, whatever names and ids have in them', async () => {
  const until = new Date('2026-03-02T00:00:00Z');
  await fc.assert(
    fc.asyncProperty(
      anyText,
      fc.option(anyText),
      fc.array(anyText, { maxLength: 3 }),
      async (name, description, ids) => {
        const uses = ids.map((resourceId, n) => ({
          resourceId: `${resourceId}${n}`,
          amount: n + 1,
          from: until.getTime() - 3_600_000 + n,
          until: null,
        }));
        const id = await writeHistory(db, ++licenses, uses);
        await sql`UPDATE license_configuration SET name = ${name}, description = ${description}
        WHERE license_configuration_id = ${id}`.execute(db);
        const folder = await mkdtemp(join(root, 'folder-'));
        await makeReport({ ...given, reports: folderStore(folder) }, await insertGenerator(db, id, { firstAt: until }));
        const [summary, usage] = await Promise.all(
          (await reportsIn(folder)).map((path) => readFile(join(folder, path), 'utf8')),
        );
        const arn = `arn:aws:license-manager:us-east-1:${ACCOUNT}:license-configuration:${id}`;
        const total = uses.reduce((sum, { amount }) => sum + amount, 0);
        const period = ['2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z'];
        const used = [total, total, total, 0, 0, 0];
        assert.equal(
          summary!.slice(summary!.indexOf('\n') + 1),
          lines([...period, arn, id, name, description, ACCOUNT, 'vCPU', '#minimumVcpus=2', 16, 'f', ...used]),
        );
        assert.equal(
          usage,
          `LicenseConfigurationArn,ResourceArn,ResourceType,ResourceOwnerId,ConsumedLicenses,ConsumedFrom,ConsumedUntil,InUseAtPeriodEnd,SecondsInPeriod\n${lines(
            ...uses.map((use, n) => [
              arn,
              `arn:aws:ec2:us-east-1:222222222222:instance/${use.resourceId}`,
              'EC2_INSTANCE',
              '222222222222',
              use.amount,
              n === 0 ? '2026-03-01T23:00:00Z' : `2026-03-01T23:00:00.00${n}Z`,
              null,
              't',
              (until.getTime() - use.from) / 1_000,
            ]),
          )}`,
        );
      },
    ),
    { numRuns: 60 },
  );
});

test('what is exported comes in few pieces, whole and in order, and ends when it cannot be kept', async () => {
  const rows = 'COPY (SELECT n FROM generate_series(1, 200000) AS n) TO STDOUT';
  const pieces: Buffer[] = [];
  const kept = new Writable({
    write: (piece, _encoding, done) => {
      pieces.push(piece);
      done();
    },
  });
  await exportAlone(url, 'pieces', (copy) => copy(rows, kept));
  assert.equal(Buffer.concat(pieces).toString(), Array.from({ length: 200_000 }, (_, n) => `${n + 1}\n`).join(''));
  assert.ok(pieces.length < 10, String(pieces.length));
  const full = new Writable({ write: (_piece, _encoding, done) => done(new Error('no space left')) });
  await assert.rejects(
    exportAlone(url, 'pieces', (copy) => copy(rows, full)),
    /no space left/,
  );
});
