import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { publicImages } from '../src/domain/catalogue/public-images.ts';
import type { DB } from '../src/store/schema.ts';
import { withBaseBuild } from './base-build.ts';
import { region } from './client.ts';
import { type Figure, median, number, progress } from './figure.ts';
import { createLicense, run } from './launches-over-http.ts';
import type { Load } from './load-client.ts';
import { cpuSecondsOf, databaseCpuSeconds } from './processor-time.ts';
import { withConnections, withPostgres } from './scratch-database.ts';
import { type ServerProcess, startHeadroom } from './server-process.ts';

/** The last build before there was a trail. */
const BEFORE_TRAIL = 'f96bc19';
const ROUNDS = 7;
const SECONDS = 5;
const AT_MOST_SLOWER = 1.05;

/** What a launch takes: milliseconds of processor time, bytes of PostgreSQL's log. */
interface LaunchCost {
  readonly perSecond: number;
  readonly serverMs: number;
  readonly databaseMs: number;
  readonly walBytes: number;
}

/** Launches by this build and by the one before the trail, or the one that HEADROOM_BENCH_BASE names. */
export const measureLaunchesWithTrail = (): Promise<Figure[]> =>
  withBaseBuild(async (base) => {
    const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: base, encoding: 'utf8' }).trim();
    const [now, before] = await measureLaunchCosts([undefined, base]);
    return figuresOf(now!, before!, `build ${commit}`);
  }, BEFORE_TRAIL);

function figuresOf(now: LaunchCost, before: LaunchCost, build: string): Figure[] {
  const rate = now.perSecond / before.perSecond;
  const processor = (now.serverMs + now.databaseMs) / (before.serverMs + before.databaseMs);
  const told = ({ serverMs, databaseMs }: LaunchCost) => `${number(serverMs)} + ${number(databaseMs)} ms`;
  return [
    {
      figure: `Launches a second against ${build}, ${number(now.perSecond)} to ${number(before.perSecond)}`,
      value: number(rate),
      target: `≥ ${number(1 / AT_MOST_SLOWER)}`,
      met: rate >= 1 / AT_MOST_SLOWER,
    },
    {
      figure: `Processor time of a launch, server and PostgreSQL, against that, ${told(now)} to ${told(before)}`,
      value: number(processor),
      target: `≤ ${AT_MOST_SLOWER}`,
      met: processor <= AT_MOST_SLOWER,
    },
    {
      figure: `Bytes of PostgreSQL's log a launch, ${number(now.walBytes)} to ${number(before.walBytes)}`,
      value: number(now.walBytes / before.walBytes),
    },
  ];
}

/** Signed launches over 64 connections, by one build after the other in each round; builds by their roots. */
const measureLaunchCosts = (roots: readonly (string | undefined)[]): Promise<LaunchCost[]> =>
  withPostgres(async (postgres) => {
    const builds: Build[] = [];
    try {
      for (const [index, root] of roots.entries()) builds.push(await startBuild(postgres, `build_${index}`, root));
      return await withConnections(postgres, { max: 1 }, (db) => runRounds(db, builds));
    } finally {
      for (const { server } of builds) await server.stop();
    }
  });

interface Build {
  readonly server: ServerProcess;
  readonly load: Load;
}

async function startBuild(postgres: string, database: string, root: string | undefined): Promise<Build> {
  await withConnections(postgres, { max: 1 }, (admin) => sql`CREATE DATABASE ${sql.id(database)}`.execute(admin));
  const url = Object.assign(new URL(postgres), { pathname: database }).href;
  const env = { DATABASE_URL: url, HEADROOM_MASTER_KEY: randomBytes(32).toString('base64') };
  const server = await startHeadroom('', root, env);
  const load: Load = {
    url: server.url,
    connections: 64,
    seconds: SECONDS,
    warmUpSeconds: 0, // what is sent then would not be counted, and take time all the same
    operation: 'RunInstances',
    imageId: publicImages(region)[0]!.id,
    licenseArn: await createLicense(server.url),
  };
  await run({ ...load, seconds: 2 * SECONDS }); // until its code is compiled
  return { server, load };
}

async function runRounds(db: Kysely<DB>, builds: readonly Build[]): Promise<LaunchCost[]> {
  const costs = builds.map((): LaunchCost[] => []);
  for (let round = 1; round <= ROUNDS; round++)
    for (const [index, build] of builds.entries()) {
      const cost = await measureOne(db, build);
      const processor = `${number(cost.serverMs)} + ${number(cost.databaseMs)} ms of processor time`;
      progress(`launches ${round}/${ROUNDS}, build ${index}: ${number(cost.perSecond)}/s, ${processor}`);
      costs[index]!.push(cost);
    }
  return costs.map(medians);
}

async function measureOne(db: Kysely<DB>, { server, load }: Build): Promise<LaunchCost> {
  const before = await readMeters(db, server.pid);
  const { perSecond, count } = await run(load);
  const after = await readMeters(db, server.pid);
  const each = (meter: keyof typeof after) => (after[meter] - before[meter]) / count;
  return { perSecond, serverMs: each('serverMs'), databaseMs: each('databaseMs'), walBytes: each('walBytes') };
}

async function readMeters(db: Kysely<DB>, pid: number) {
  const { rows } = await sql<{ bytes: number }>`SELECT pg_current_wal_insert_lsn() - '0/0' AS bytes`.execute(db);
  const databaseMs = (await databaseCpuSeconds(db)) * 1_000;
  return { serverMs: cpuSecondsOf(pid) * 1_000, databaseMs, walBytes: rows[0]!.bytes };
}

function medians(costs: readonly LaunchCost[]): LaunchCost {
  const of = (name: keyof LaunchCost) => median(costs.map((cost) => cost[name]));
  return {
    perSecond: of('perSecond'),
    serverMs: of('serverMs'),
    databaseMs: of('databaseMs'),
    walBytes: of('walBytes'),
  };
}
