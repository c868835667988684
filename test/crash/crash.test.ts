import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readPostmaster } from '../../src/drivers/database/postmaster.ts';
import { type ServerProcess, startServerProcess } from '../server-process.ts';
import { audit, checkUnanswered } from './audit.ts';
import { type Load, startLoad } from './load.ts';
import { createWorld } from './world.ts';

// Real processes and a durable PostgreSQL: whatever is killed, what the server has acknowledged stays, with its
// licenses, and nothing is beyond the limit.

let dataFolder: string;
let server: ServerProcess;

before(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'headroom-crash-'));
  server = await startServerProcess(dataFolder);
});

after(async () => {
  await server.end('SIGTERM');
  await rm(dataFolder, { recursive: true, force: true });
});

const ANSWERS = ['ok', '400 LicenseUsageFailure', '400 IncorrectInstanceState', '503 Unavailable'];

/** Callers saw success or modelled refusals and, where the server itself goes away, no answer. */
function checkOutcomes({ outcomes }: Load, others: readonly string[] = []): void {
  const unexpected = [...outcomes.keys()].filter((outcome) => ![...ANSWERS, ...others].includes(outcome));
  assert.deepEqual(unexpected, [], `callers saw ${JSON.stringify([...outcomes])}; ${server.log()}`);
}

for (const round of [1, 2, 3])
  test(`the server is killed under load and started again (${round})`, async () => {
    const world = await createWorld(server.url);
    const load = startLoad(server.url, world);
    await load.succeeded(40);

    await server.end('SIGKILL');
    await load.stop();
    server = await startServerProcess(dataFolder);

    checkOutcomes(load, ['no answer']);
    await audit(server.url, world, load.launches);
  });

const victims = {
  postmaster: postmasterPid,
  'backend of PostgreSQL': () => backendPids()[0]!,
};

for (const [name, pid] of Object.entries(victims))
  test(`the ${name} is killed under load and the server recovers by itself`, async () => {
    const world = await createWorld(server.url);
    const load = startLoad(server.url, world);
    await load.succeeded(40);

    process.kill(pid(), 'SIGKILL');
    await load.succeeded(40);
    await load.stop();

    checkOutcomes(load);
    await audit(server.url, world, load.launches);
  });

test('the server is told to stop under load, answers what is under way and does nothing without an answer', async () => {
  const world = await createWorld(server.url);
  const load = startLoad(server.url, world);
  await load.succeeded(40);

  const code = await server.end('SIGTERM');
  await load.stop();
  server = await startServerProcess(dataFolder);

  assert.equal(code, 0);
  checkOutcomes(load, ['no answer']);
  await checkUnanswered(server.url, world, load.launches);
  await audit(server.url, world, load.launches);
});

function postmasterPid(): number {
  return readPostmaster(join(dataFolder, 'postgres', 'cluster'))?.pid ?? assert.fail('PostgreSQL does not run');
}

/** The processes of PostgreSQL that serve the server's connections. */
function backendPids(): number[] {
  const listed = execFileSync('pgrep', ['-P', `${postmasterPid()}`, '-f', '127.0.0.1'], { encoding: 'utf8' });
  return listed.trim().split('\n').map(Number);
}
