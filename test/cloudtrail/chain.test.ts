import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { sql } from 'kysely';
import { sealTrail } from '../../src/access/seal-trail.ts';
import { verifyTrail } from '../../src/cli/verify-trail.ts';
import { eventually } from '../eventually.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { call, jsonRequest } from '../signed-request.ts';

// An export of the audit trail proves itself, and shows what was done to it.

const folder = mkdtempSync(join(tmpdir(), 'headroom-trail-'));
after(() => rmSync(folder, { recursive: true }));

let server: InProcessServer;
let lines: string[];
let key: string;

const headroom = async (...args: string[]) => {
  const cli = join(import.meta.dirname, '../../src/cli/headroom.ts');
  const { url, accessKeyId, secretAccessKey } = server.caller;
  const env = { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  return promisify(execFile)(process.execPath, [cli, ...args], { env });
};
const seal = () => sealTrail({ db: server.db, signer: server.signer, now: new Date() });
const ask = (name: string, input: object) => call(server.caller, jsonRequest(`AWSLicenseManager.${name}`, input));
const recorded = async () =>
  Number((await sql<{ n: number }>`SELECT count(*) AS n FROM audit_event`.execute(server.db)).rows[0]!.n);

before(async () => {
  server = await startInProcessServer();
  for (const round of [1, 2, 3]) {
    for (const n of [1, 2, 3])
      await ask('CreateLicenseConfiguration', { Name: `${round}.${n}`, LicenseCountingType: 'vCPU' });
    await ask('GetServiceSettings', {});
    // The first license makes the role of License Manager, which is an event too.
    await eventually(async () => (await recorded()) >= 4 * round + 1, 'the calls are taken down');
    assert.ok((await seal()) > 0);
  }
  assert.equal(await seal(), 0);
  lines = (await headroom('audit', 'export')).stdout.trimEnd().split('\n');
  key = (await headroom('audit', 'key')).stdout;
});

let files = 0;
const verifyLines = (changed: readonly string[], trusted?: string[]) => {
  const file = join(folder, `${files++}.jsonl`);
  writeFileSync(file, `${changed.join('\n')}\n`);
  return verifyTrail(file, trusted);
};

test('an export is whole, in order and unchanged, by the server’s own key and offline', async () => {
  const { problems, events, blocks, closing } = await verifyLines(lines, [key]);
  assert.deepEqual(problems, []);
  assert.deepEqual([events, blocks, closing!.firstBlock, closing!.lastBlock], [13, 3, 1, 3]);
  assert.equal(closing!.accountId, server.accountId);
  const records = lines.filter((line) => line.startsWith('{"eventVersion"')).map((line) => JSON.parse(line).eventName);
  assert.equal(records.filter((name) => name === 'CreateLicenseConfiguration').length, 9);
  const file = join(folder, 'whole.jsonl');
  writeFileSync(file, `${lines.join('\n')}\n`);
  const { stdout } = await headroom('audit', 'verify', file);
  assert.match(stdout, /^13 events in 3 blocks are whole, in order and unchanged/);
  writeFileSync(file, `${lines.toSpliced(1, 1).join('\n')}\n`);
  await assert.rejects(headroom('audit', 'verify', file), { code: 1, stdout: /2nd event of block 1 is missing/ });
});

test('one event that is altered, missing, added or swapped is found, and said which', async () => {
  const altered = lines.with(1, lines[1]!.replace('"root"', '"toor"').replace('1.05', '1.06'));
  assert.match((await verifyLines(altered)).problems[0]!, /^event 2 of the file was altered$/);
  assert.match((await verifyLines(lines.toSpliced(1, 1))).problems[0]!, /^the 2nd event of block 1 is missing/);
  assert.match((await verifyLines(lines.toSpliced(1, 0, lines[6]!))).problems[0]!, /^event 2 of the file was added/);
  assert.match(
    (await verifyLines(lines.toSpliced(1, 0, lines[1]!))).problems[0]!,
    /^block 1 has 5 events, and 6 are there/,
  );
  const swapped = lines.with(1, lines[2]!).with(2, lines[1]!);
  assert.match((await verifyLines(swapped)).problems[0]!, /^event 2 of the file is not where it was: .* swapped$/);
});

test('no change to a file goes unseen, wherever it is', async () => {
  const place = fc.nat(lines.length - 1);
  const change = fc.oneof(
    fc.record({ kind: fc.constant('alter'), at: place, char: fc.nat(10_000) }),
    fc.record({ kind: fc.constantFrom('remove', 'repeat', 'cut'), at: place, char: fc.constant(0) }),
    fc.record({ kind: fc.constant('swap'), at: place, char: place }),
    fc.record({ kind: fc.constant('block'), at: fc.nat(2), char: fc.constant(0) }),
  );
  await fc.assert(
    fc.asyncProperty(change, async ({ kind, at, char }) => {
      const changed = apply(kind, at, char);
      fc.pre(changed.join('\n') !== lines.join('\n'));
      assert.notDeepEqual((await verifyLines(changed, [key])).problems, []);
    }),
    { numRuns: 300 },
  );
});

function apply(kind: string, at: number, char: number): string[] {
  const line = lines[at]!;
  const place = char % line.length;
  if (kind === 'alter')
    return lines.with(at, `${line.slice(0, place)}${line[place] === 'x' ? 'y' : 'x'}${line.slice(place + 1)}`);
  if (kind === 'remove') return lines.toSpliced(at, 1);
  if (kind === 'repeat') return lines.toSpliced(at, 0, line);
  if (kind === 'cut') return lines.slice(0, at);
  if (kind === 'swap') return lines.with(at, lines[char]!).with(char, line);
  const ends = lines.flatMap((each, index) => (each.startsWith('{"block"') ? [index] : []));
  const begin = (ends[at - 1] ?? -1) + 1;
  return lines.toSpliced(begin, ends[at]! + 1 - begin); // a whole block with its events
}

test('who makes a chain of their own is found by the server’s key', async () => {
  const { publicKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  assert.match((await verifyLines(lines, [publicKey])).problems[0]!, /is signed by the key .* not among those given/);
});

test('what commits late, with an id below those that are sealed, is sealed then', async () => {
  const { db } = server;
  const before = await recorded();
  let commit = () => {};
  const held = new Promise<void>((resolve) => {
    commit = resolve;
  });
  const copy = sql`INSERT INTO audit_event (account_id, region, occurred_at, access_key_id, action, resources,
      user_name, read_only, record)
    SELECT account_id, region, occurred_at, access_key_id, action, resources, user_name, read_only, record
    FROM audit_event ORDER BY audit_event_id LIMIT 1`;
  let begun = () => {};
  const inserted = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const late = db.transaction().execute(async (trx) => {
    await copy.execute(trx);
    begun();
    await held;
  });
  await inserted;
  await ask('GetServiceSettings', {});
  await eventually(async () => (await recorded()) > before, 'the call is taken down');
  assert.ok((await seal()) > 0);
  commit();
  await late;
  assert.equal(await seal(), 1);
  const { rows } = await sql<{ missing: number; twice: number }>`
    SELECT count(*) FILTER (WHERE n = 0) AS missing, count(*) FILTER (WHERE n > 1) AS twice
    FROM (SELECT (SELECT count(*) FROM audit_block WHERE audit_event_id = ANY(event_ids)) AS n FROM audit_event) e`.execute(
    db,
  );
  assert.deepEqual([Number(rows[0]!.missing), Number(rows[0]!.twice)], [0, 0]);
  const exported = (await headroom('audit', 'export')).stdout.trimEnd().split('\n');
  assert.deepEqual((await verifyLines(exported, [key])).problems, []);
});

test('an account exports its own trail, and the operator any', async () => {
  const created = JSON.parse((await call(server.caller, jsonRequest('Headroom.CreateAccount', {}))).text);
  const other = { ...server.caller, accessKeyId: created.AccessKeyId, secretAccessKey: created.SecretAccessKey };
  const foreign = await call(other, jsonRequest('Headroom.ExportAuditEvents', { AccountId: server.accountId }));
  assert.match(foreign.text, /AccessDeniedException/);
  const own = JSON.parse((await call(other, jsonRequest('Headroom.ExportAuditEvents', {}))).text);
  assert.equal(JSON.parse(own.Closing.Statement).accountId, created.AccountId);
  const events: string[] = own.Blocks.flatMap(({ Events }: { Events: string[] }) => Events);
  for (const event of events) assert.equal(JSON.parse(event).recipientAccountId, created.AccountId);
  const asked = await call(server.caller, jsonRequest('Headroom.ExportAuditEvents', { AccountId: created.AccountId }));
  assert.equal(asked.status, 200);
});
