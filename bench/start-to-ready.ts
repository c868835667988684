import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, sendJson } from './client.ts';
import { type Figure, median, number, progress } from './figure.ts';
import { type ServerProcess, startHeadroom } from './server-process.ts';

const ROUNDS = 5;
const TARGET_SECONDS = 2;

/** How long a server takes from its start until it takes requests, on data that an earlier run left, and its memory then. */
export async function measureStart(): Promise<Figure[]> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'headroom-bench-'));
  try {
    await (await startHeadroom(dataFolder).then(writeSomething)).stop();
    const rounds: Start[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      rounds.push(await startOnce(dataFolder));
      progress(`start ${round}/${ROUNDS}: ${number(rounds.at(-1)!.seconds)} s`);
    }
    const of = (read: (start: Start) => number) => median(rounds.map(read));
    const seconds = of((start) => start.seconds);
    return [
      {
        figure: 'Start to `ready` on existing data',
        value: `${number(seconds)} s`,
        target: `≤ ${TARGET_SECONDS} s`,
        met: seconds <= TARGET_SECONDS,
      },
      { figure: 'Resident memory then, server', value: `${number(of((start) => start.serverMiB))} MiB` },
      {
        figure: 'Resident memory then, its PostgreSQL (proportional)',
        value: `${number(of((start) => start.postgresMiB))} MiB`,
      },
    ];
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

interface Start {
  readonly seconds: number;
  readonly serverMiB: number;
  readonly postgresMiB: number;
}

async function startOnce(dataFolder: string): Promise<Start> {
  const server = await startHeadroom(dataFolder);
  const postgres = withChildren(await postmasterOf(dataFolder));
  const start = {
    seconds: server.readyMs / 1000,
    serverMiB: await memoryMiB(server.pid, 'Rss'),
    postgresMiB: (await Promise.all(postgres.map((pid) => memoryMiB(pid, 'Pss')))).reduce((a, b) => a + b, 0),
  };
  await server.stop();
  return start;
}

async function writeSomething(server: ServerProcess): Promise<ServerProcess> {
  const client = createClient(server.url, 1);
  await sendJson(client, 'CreateLicenseConfiguration', { Name: 'Any', LicenseCountingType: 'vCPU' });
  await client.close();
  return server;
}

const postmasterOf = async (dataFolder: string): Promise<number> =>
  Number.parseInt(await readFile(join(dataFolder, 'postgres', 'cluster', 'postmaster.pid'), 'utf8'), 10);

const withChildren = (pid: number): number[] => [
  pid,
  ...execFileSync('ps', ['-o', 'pid=', '--ppid', `${pid}`], { encoding: 'utf8' })
    .trim()
    .split(/\s+/)
    .map(Number),
];

/** Resident, or with what processes share divided between them. */
async function memoryMiB(pid: number, kind: 'Rss' | 'Pss'): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(new RegExp(`^${kind}:\\s*(\\d+)`, 'm').exec(rollup)?.[1]) / 1024;
}
