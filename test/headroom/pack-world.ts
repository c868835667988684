import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { promisify } from 'node:util';
import { EC2 } from '@aws-sdk/client-ec2';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { sql } from 'kysely';
import { pino } from 'pino';
import { makeAuditPack, type PackContext } from '../../src/jobs/make-audit-pack.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { call, jsonRequest } from '../signed-request.ts';

const run = promisify(execFile);
export const HOUR = 3_600_000;
/** When clocks in Berlin are put back: that day has 25 hours. */
export const DAY = Date.UTC(2025, 9, 25, 22);
export const FROM = DAY - 3 * 24 * HOUR;
export const UNTIL = DAY + 49 * HOUR;

export let server: InProcessServer;
export let context: PackContext;
export let ec2: EC2;
export let licenses: LicenseManager;
export let arn: string;
export let licenseId: string;
let folder: string;

/** Before all tests of a file: a server that makes no packs by itself. */
export async function givenServer(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'headroom-packs-'));
  server = await startInProcessServer({ makesReports: false });
  const config = { endpoint: server.caller.url, region: 'us-east-1', credentials: server.caller };
  [ec2, licenses] = [new EC2(config), new LicenseManager(config)];
  const { db, databaseUrl: url, reports, signer: auditSigner } = server;
  context = { db, url, reports, auditSigner, ledger: createLedger({ db }), log: pino({ level: 'silent' }) };
}

after(() => rm(folder, { recursive: true, force: true }));

export const machine = (n: number) => `i-${String(n).padStart(17, '0')}`;

/** Before each test: a license with a history. */
export async function givenLicense(): Promise<void> {
  const created = await licenses.createLicenseConfiguration({
    Name: 'SQL <Server> & "more"',
    LicenseCountingType: 'vCPU',
    LicenseCount: 3,
  });
  arn = created.LicenseConfigurationArn!;
  licenseId = arn.split(':').at(-1)!;
  const uses: [n: number, amount: number, from: number, until: number | null][] = [
    [1, 2, FROM - HOUR, DAY + 3 * HOUR],
    [2, 4, DAY + 24.5 * HOUR, DAY + 24.75 * HOUR],
    [3, 9, DAY + HOUR, DAY + HOUR],
    [4, 1, DAY + 30 * HOUR, null],
    [5, 5, UNTIL, null],
  ];
  for (const [n, amount, from, until] of uses)
    await sql`
      INSERT INTO consumption (account_id, region, license_configuration_id, resource_id, resource_type, resource_owner_id,
        amount, consumed_from, consumed_until)
      VALUES (${server.accountId}, 'us-east-1', ${licenseId}, ${machine(n)}, 'EC2_INSTANCE', ${server.accountId}, ${amount},
        ${new Date(from)}, ${until === null ? null : new Date(until)})`.execute(server.db);
}

export const ask = async (operation: string, input: object) => {
  const { text, status } = await call(server.caller, jsonRequest(`Headroom.${operation}`, input));
  return { status, json: JSON.parse(text) };
};

/** Asks for a pack of the license; its id. */
export async function generate(given: object = {}): Promise<string> {
  const times = { From: FROM / 1000, To: UNTIL / 1000 };
  const { json } = await ask('GenerateAuditPack', {
    ...{ LicenseConfigurationArn: arn, TimeZone: 'Europe/Berlin', ...times },
    ...given,
  });
  assert.ok(json.AuditPackId, JSON.stringify(json));
  return json.AuditPackId;
}

/** A pack that is made, in a folder: its archive, and below it what is in that. */
export async function made(
  given: object = {},
  by: PackContext = context,
): Promise<{ file: string; files: string; id: string }> {
  const id = await generate(given);
  await makeAuditPack(by, id);
  const [file, files] = [join(folder, `${id}.zip`), join(folder, id)];
  await download(id, file);
  await mkdir(files);
  await run('python3', ['-m', 'zipfile', '-e', file, files]);
  return { file, files, id };
}

async function download(id: string, file: string): Promise<void> {
  const parts: Buffer[] = [];
  let Offset: number | undefined = 0;
  while (Offset !== undefined) {
    const { json }: Awaited<ReturnType<typeof ask>> = await ask('GetAuditPackPart', { AuditPackId: id, Offset });
    parts.push(Buffer.from(json.Data, 'base64'));
    Offset = json.NextOffset;
  }
  await writeFile(file, Buffer.concat(parts));
}
