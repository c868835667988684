import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { pino } from 'pino';
import { sealTrail } from '../../src/access/seal-trail.ts';
import { verifyTrail } from '../../src/cli/verify-trail.ts';
import { dropTrail } from '../../src/jobs/drop-trail.ts';
import { startSweeping } from '../../src/jobs/sweep.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { call, jsonRequest } from '../signed-request.ts';

// Old blocks of the audit trail are dropped, and what is kept is still whole and in order.

const folder = mkdtempSync(join(tmpdir(), 'headroom-retention-'));
after(() => rmSync(folder, { recursive: true }));
const DAY = 24 * 3_600_000;
const now = new Date();
const ago = (days: number) => new Date(now.getTime() - days * DAY);

let server: InProcessServer;

const headroom = async (...args: string[]) => {
  const cli = join(import.meta.dirname, '../../src/cli/headroom.ts');
  const { url, accessKeyId, secretAccessKey } = server.caller;
  const env = { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  return promisify(execFile)(process.execPath, [cli, ...args], { env });
};
const numbers = async (table: 'audit_block' | 'audit_chain_start') =>
  (await sql<{ number: number }>`SELECT number FROM ${sql.table(table)} ORDER BY 1`.execute(server.db)).rows.map(
    ({ number }) => Number(number),
  );
const log = pino({ level: 'silent' });
const drop = (days: number) => dropTrail({ db: server.db, log }, days, now);

const ask = async (target: string, input: object) => (await call(server.caller, jsonRequest(target, input))).text;

/** A change, sealed in a block as of a day. */
async function block(daysAgo: number): Promise<void> {
  await ask('AWSLicenseManager.CreateLicenseConfiguration', { Name: 'x', LicenseCountingType: 'vCPU' });
  assert.ok((await sealTrail({ db: server.db, signer: server.signer, now: ago(daysAgo) })) > 0);
}

async function exported(...args: string[]): Promise<{ file: string; lines: string[] }> {
  const { stdout } = await headroom('audit', 'export', ...args);
  const file = join(folder, `${Math.random()}.jsonl`);
  writeFileSync(file, stdout);
  return { file, lines: stdout.trimEnd().split('\n') };
}

before(async () => {
  server = await startInProcessServer();
  for (const daysAgo of [40, 30, 20, 10]) await block(daysAgo);
});

test('blocks of more days than are kept are dropped with their events, and the others prove that they are whole', async () => {
  const whole = await exported();
  await drop(25);
  assert.deepEqual((await numbers('audit_block')).slice(0, 2), [3, 4]);
  assert.deepEqual(await numbers('audit_chain_start'), [2]);
  const { rows } = await sql<{ lost: number; left: number }>`
    SELECT (SELECT count(*) FROM audit_block, unnest(event_ids) AS id WHERE id NOT IN (SELECT audit_event_id FROM audit_event)) AS lost,
      (SELECT count(*) FROM audit_event WHERE audit_event_id < (SELECT min(event_ids[1]) FROM audit_block)) AS left`.execute(
    server.db,
  );
  assert.deepEqual([Number(rows[0]!.lost), Number(rows[0]!.left)], [0, 0]);
  const { file, lines } = await exported();
  const { problems, closing } = await verifyTrail(file);
  assert.deepEqual([problems, closing!.firstBlock, closing!.dropped!.number], [[], 3, 2]);
  const { stdout } = await headroom('audit', 'verify', file);
  assert.match(stdout, /^\d+ events in \d+ blocks are whole, in order and unchanged/);
  assert.match(stdout, /^Blocks up to 2 were dropped by 20\S+, as .* for some days only; block 3 follows them\.$/m);
  // Of what is kept the first block cannot be left out, nor can those of an older export be put before it.
  const isNoExport = async (changed: readonly string[], words: RegExp) => {
    writeFileSync(file, `${changed.join('\n')}\n`);
    assert.match((await verifyTrail(file)).problems[0] ?? '', words);
  };
  const firstEnd = lines.findIndex((line) => line.startsWith('{"block"'));
  await isNoExport(lines.slice(firstEnd + 1), /it has the blocks 4 to \d: expected 3 to/);
  const oldEnd = whole.lines.findIndex((line) => line.startsWith('{"block":') && line.includes('"number":2'));
  await isNoExport([...whole.lines.slice(0, oldEnd + 1), ...lines], /it has the blocks 1 to \d: expected 3 to/);
});

test('a period that is kept is exported as before', async () => {
  const { file } = await exported('--from', ago(15).toISOString());
  const { problems, closing } = await verifyTrail(file);
  assert.deepEqual(problems, []);
  assert.equal(closing!.lastBlock >= 4, true);
});

test('the chain goes on where it was, also when nothing of it is left', async () => {
  await drop(25);
  assert.deepEqual(await numbers('audit_chain_start'), [2]);
  await sql`UPDATE audit_block SET sealed_at = ${ago(9)}`.execute(server.db);
  await drop(9);
  assert.ok((await numbers('audit_block')).length > 0, 'those of the day itself are kept');
  const last = (await numbers('audit_block')).at(-1)!;
  await drop(8);
  assert.deepEqual([await numbers('audit_block'), await numbers('audit_chain_start')], [[], [last]]);
  const { file } = await exported();
  const { problems, closing } = await verifyTrail(file);
  assert.deepEqual([problems, closing!.firstBlock, closing!.dropped!.number], [[], last + 1, last]);
});

test('an export whose first blocks are dropped meanwhile is refused', async () => {
  await block(9);
  await sql`INSERT INTO audit_event (account_id, region, occurred_at, access_key_id, action, resources, user_name,
      read_only, record)
    SELECT e.account_id, region, occurred_at, access_key_id, action, resources, user_name, read_only, record
    FROM audit_event e, generate_series(1, 1500) WHERE audit_event_id = (SELECT max(audit_event_id) FROM audit_event)`.execute(
    server.db,
  );
  await sealTrail({ db: server.db, signer: server.signer, now });
  const period = { From: 0, To: Date.now() / 1000 };
  const { NextToken } = JSON.parse(await ask('Headroom.ExportAuditEvents', period));
  assert.ok(NextToken);
  assert.ok((await ask('Headroom.ExportAuditEvents', { ...period, NextToken })).includes('"Closing"'));
  await sql`UPDATE audit_block SET sealed_at = ${ago(8)}`.execute(server.db);
  await drop(7);
  const refused = await ask('Headroom.ExportAuditEvents', { ...period, NextToken });
  assert.match(refused.slice(0, 300), /InvalidParameterValueException.*dropped meanwhile/);
});

test('they are dropped every hour, by servers that keep so many days only', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const sweep = (trailDays: number | undefined) =>
    startSweeping({ db: server.db, ledger: createLedger({ db: server.db }), log, trailDays });
  const oldBlock = async () => {
    await block(0);
    await sql`UPDATE audit_block SET sealed_at = ${ago(30)}`.execute(server.db);
  };
  await oldBlock();
  const forGood = sweep(undefined);
  t.mock.timers.tick(60 * 60_000);
  await forGood.stop();
  assert.ok((await numbers('audit_block')).length > 0);
  const sweeping = sweep(25);
  for (const _ of ['the first time', 'once more']) {
    await oldBlock();
    for (let hours = 0; hours < 1_000 && (await numbers('audit_block')).length > 0; hours += 1)
      t.mock.timers.tick(60 * 60_000);
    assert.deepEqual(await numbers('audit_block'), []);
  }
  await sweeping.stop();
});
