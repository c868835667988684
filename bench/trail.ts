import { execFile } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Kysely, sql } from 'kysely';
import { verifyTrail } from '../src/cli/verify-trail.ts';
import { auditRow, insertAuditRows } from '../src/store/audit-event.ts';
import type { DB } from '../src/store/schema.ts';
import { credentials, region } from './client.ts';
import { type Figure, median, number, progress } from './figure.ts';
import { launchCommand } from './launch-command.ts';
import { measureLaunchesWithTrail } from './launches-with-trail.ts';
import { accountId, hotLicenseArn, withDatabase, withPostgres } from './scratch-database.ts';
import { startHeadroom } from './server-process.ts';

const EVENTS = 100_000;
const ROUNDS = 11;
const TARGET = 0.3;

/** What launches take with the trail, and how many of its events are verified a second. */
export const measureTrail = async (): Promise<Figure[]> => [
  ...(await measureLaunchesWithTrail()),
  ...(await measureVerification()),
];

/** Events of an export that are verified a second, against the SHA-256 of the same bytes. */
const measureVerification = (): Promise<Figure[]> =>
  withPostgres((postgres) =>
    withDatabase(postgres, 'trail', async (db, url) => {
      const folder = await mkdtemp(join(tmpdir(), 'headroom-bench-'));
      try {
        const file = join(folder, 'trail.jsonl');
        await exportTo(file, db, url);
        return await measure(file);
      } finally {
        await rm(folder, { recursive: true });
      }
    }),
  );

async function measure(file: string): Promise<Figure[]> {
  const times = { verify: [] as number[], hash: [] as number[] };
  let events = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const verified = await verifyTrail(file);
    if (verified.problems.length > 0) throw new Error(verified.problems.join('; '));
    events = verified.events;
    const middle = performance.now();
    const sum = createHash('sha256');
    for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) sum.update(chunk as Buffer);
    sum.digest();
    times.verify.push(middle - start);
    times.hash.push(performance.now() - middle);
  }
  const [verify, hash] = [median(times.verify), median(times.hash)];
  return [
    { figure: `Events of a trail of ${number(events)} verified`, value: `${number((events / verify) * 1_000)}/s` },
    {
      figure: 'Verification of a trail against the SHA-256 of the same bytes',
      value: number(hash / verify),
      target: `≥ ${TARGET}`,
      met: hash / verify >= TARGET,
    },
  ];
}

/** The trail of as many launches, sealed and exported by a server. */
async function exportTo(file: string, db: Kysely<DB>, url: string): Promise<void> {
  progress(`A trail of ${number(EVENTS)} launches`);
  await sql`UPDATE account SET operator = true WHERE account_id = ${accountId}`.execute(db);
  const env = { DATABASE_URL: url, HEADROOM_MASTER_KEY: randomBytes(32).toString('base64') };
  const server = await startHeadroom('', undefined, env);
  try {
    for (let n = 0; n < EVENTS; n += 1_000)
      await insertAuditRows(Array.from({ length: 1_000 }, launchEvent)).execute(db);
    await allSealed(db);
    const keys = { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey };
    const cli = { env: { AWS_ENDPOINT_URL: server.url, AWS_REGION: region, ...keys }, maxBuffer: 2 ** 30 };
    const program = join(import.meta.dirname, '..', 'bin', 'headroom.js');
    const { stdout } = await promisify(execFile)(process.execPath, [program, 'audit', 'export'], cli);
    const handle = await open(file, 'w');
    await handle.writeFile(stdout).finally(() => handle.close());
  } finally {
    await server.stop();
  }
}

function launchEvent() {
  const { actor, request } = launchCommand();
  const { principalArn: arn, accessKeyId } = actor;
  const call = {
    userIdentity: { type: 'Root', principalId: accountId, arn, accountId, accessKeyId },
    requestParameters: { imageId: request.imageId, instanceType: request.instanceType, minCount: 1, maxCount: 1 },
    resources: [],
    isRecorded: false,
  };
  const machine = `arn:aws:ec2:${region}:${accountId}:instance/i-${randomUUID().replaceAll('-', '').slice(0, 17)}`;
  return auditRow({ actor: { ...actor, call }, resources: [machine, hotLicenseArn] }, new Date());
}

async function allSealed(db: Kysely<DB>): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ sealed: boolean }>`
      SELECT sealed_until >= (SELECT max(audit_event_id) FROM audit_event) AS sealed FROM audit_sealing`.execute(db);
    if (rows[0]?.sealed) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
