import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BASE_COMMIT, withBaseBuild } from './base-build.ts';
import { createClient, sendJson } from './client.ts';
import { type Figure, median, number, progress } from './figure.ts';
import { memoryMiB } from './memory.ts';
import { type ServerProcess, startHeadroom } from './server-process.ts';

const ROUNDS = 5;

/**
 * How long a server takes from its start until it takes requests, the first time and on data that an earlier run left, and
 * its memory then; in turns with the base build. What a build keeps from one start to the next is there from a first round
 * that does not count.
 */
export const measureStart = (): Promise<Figure[]> =>
  withBaseBuild(async (base) => {
    await startTwice();
    await startTwice(base);
    const rounds: Round[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      rounds.push({ theirs: await startTwice(base), ours: await startTwice() });
      const { ours, theirs } = rounds.at(-1)!;
      progress(`start ${round}/${ROUNDS}: ${number(ours.later.seconds)} s, base ${number(theirs.later.seconds)} s`);
    }
    return figures(rounds);
  });

interface Starts {
  readonly first: Start;
  readonly later: Start;
}

interface Round {
  readonly ours: Starts;
  readonly theirs: Starts;
}

function figures(rounds: readonly Round[]): Figure[] {
  const compare = (read: (starts: Starts) => number, unit: string) => {
    const value = median(rounds.map(({ ours }) => read(ours)));
    const ratio = median(rounds.map(({ ours, theirs }) => read(ours) / read(theirs)));
    return { value: `${number(value)} ${unit}, ${number(ratio)} of ${BASE_COMMIT}'s`, ratio };
  };
  const judged = (figure: string, most: number, { value, ratio }: ReturnType<typeof compare>): Figure => ({
    figure,
    value,
    target: `≤ ${most}`,
    met: ratio <= most,
  });
  return [
    judged(
      'Start to `ready` on existing data',
      0.5,
      compare(({ later }) => later.seconds, 's'),
    ),
    judged(
      'First start to `ready`',
      0.7,
      compare(({ first }) => first.seconds, 's'),
    ),
    judged(
      'Resident memory at `ready`, server',
      0.65,
      compare(({ later }) => later.serverMiB, 'MiB'),
    ),
    {
      figure: 'Resident memory then, its PostgreSQL (proportional)',
      value: compare(({ later }) => later.postgresMiB, 'MiB').value,
    },
  ];
}

/** The first start in an empty folder, and one on what it left there. */
async function startTwice(root?: string): Promise<Starts> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'headroom-bench-'));
  try {
    const first = await startOnce(dataFolder, root, writeSomething);
    return { first, later: await startOnce(dataFolder, root) };
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

interface Start {
  readonly seconds: number;
  readonly serverMiB: number;
  readonly postgresMiB: number;
}

async function startOnce(
  dataFolder: string,
  root?: string,
  work?: (server: ServerProcess) => Promise<void>,
): Promise<Start> {
  const server = await startHeadroom(dataFolder, root);
  const postgres = withChildren(await postmasterOf(dataFolder));
  const start = {
    seconds: server.readyMs / 1000,
    serverMiB: await memoryMiB(server.pid, 'Rss'),
    postgresMiB: (await Promise.all(postgres.map((pid) => memoryMiB(pid, 'Pss')))).reduce((a, b) => a + b, 0),
  };
  await work?.(server);
  await server.stop();
  return start;
}

async function writeSomething(server: ServerProcess): Promise<void> {
  const client = createClient(server.url, 1);
  await sendJson(client, 'CreateLicenseConfiguration', { Name: 'Any', LicenseCountingType: 'vCPU' });
  await client.close();
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
