import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import type { DB } from '../src/store/schema.ts';
import { accountId, type Client, createClient, region, sendJson } from './client.ts';
import { type Figure, median, number, progress } from './figure.ts';
import { withConnections, withPostgres } from './scratch-database.ts';
import { startHeadroom } from './server-process.ts';

const INTERVALS = { few: 1_000, many: 1_000_000 };
/** Uses under way at an instant, of either license: about as many, so that their answers are alike. */
const UNDER_WAY = 50;
const ROUNDS = 60;
const TARGET = 1.5;
const DAYS = 365;

/** A year of a license by GetMetricData, by the day and by the hour, whose use changed a million times and a thousand times. */
export async function measureHistory(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-bench-'));
  try {
    return await withPostgres(async (url) => {
      const server = await startHeadroom(folder, undefined, { DATABASE_URL: url });
      const client = createClient(server.url, 1);
      try {
        return await withConnections(url, { max: 1 }, (db) => measure(client, db));
      } finally {
        await client.close();
        await server.stop();
      }
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(client: Client, db: Kysely<DB>): Promise<Figure[]> {
  progress(`A year of ${number(INTERVALS.many)} intervals of a license, and of ${number(INTERVALS.few)}`);
  await sql`SET statement_timeout = 0`.execute(db);
  const arns: Arns = { few: await createLicense(client), many: await createLicense(client) };
  for (const size of ['few', 'many'] as const) await seedIntervals(db, arns[size], INTERVALS[size]);
  await takeIntoHistory(db);
  const figures: Figure[] = [];
  for (const [name, period] of [
    ['day', 86_400],
    ['hour', 3_600],
  ] as const) {
    const times = { few: [] as number[], many: [] as number[] };
    for (let round = 0; round < ROUNDS; round++)
      for (const size of ['few', 'many'] as const) times[size].push(await timeOf(client, arns[size], period));
    const ratio = median(times.many) / median(times.few);
    figures.push({
      figure: `A year by the ${name} of a license of ${number(INTERVALS.many)} intervals against ${number(INTERVALS.few)} (${number(median(times.many))} ms)`,
      value: `${number(ratio)} times`,
      target: `≤ ${TARGET}`,
      met: ratio <= TARGET,
    });
  }
  return [...figures, ...(await measureInstants(client, arns)), await measurePeak(client, db, arns.many)];
}

/** What was used at an instant of the year, and by whom. */
async function measureInstants(client: Client, arns: Arns): Promise<Figure[]> {
  const times = { few: [] as number[], many: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    const At = Date.now() / 1000 - Math.random() * DAYS * 86_400;
    for (const size of ['few', 'many'] as const)
      times[size].push(await timeOfOwn(client, 'GetLicenseUsage', { LicenseConfigurationArns: [arns[size]], At }));
  }
  const ratio = median(times.many) / median(times.few);
  return [
    {
      figure: `Usage at an instant, of ${number(INTERVALS.many)} intervals against ${number(INTERVALS.few)} (${number(median(times.many))} ms)`,
      value: `${number(ratio)} times`,
      target: `≤ ${TARGET}`,
      met: ratio <= TARGET,
    },
  ];
}

interface Arns {
  readonly few: string;
  readonly many: string;
}

/** The peak of a year, against reading the table of intervals once from its beginning to its end. */
async function measurePeak(client: Client, db: Kysely<DB>, arn: string): Promise<Figure> {
  const times = { peak: [] as number[], scan: [] as number[] };
  await sql`SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off; SET max_parallel_workers_per_gather = 0`.execute(
    db,
  );
  for (let round = 0; round < ROUNDS; round++) {
    const From = Date.now() / 1000 - DAYS * 86_400;
    times.peak.push(await timeOfOwn(client, 'GetPeakLicenseUsage', { LicenseConfigurationArns: [arn], From }));
    const start = performance.now();
    await sql`SELECT count(*) FROM consumption`.execute(db);
    times.scan.push(performance.now() - start);
  }
  const ratio = median(times.peak) / median(times.scan);
  return {
    figure: `Peak of a year over ${number(INTERVALS.many)} intervals (${number(median(times.peak))} ms) against one sequential count of them`,
    value: number(ratio),
    target: '≤ 1',
    met: ratio <= 1,
  };
}

async function timeOfOwn(client: Client, operation: string, input: object): Promise<number> {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Headroom.${operation}` };
  const start = performance.now();
  await client.send('headroom', headers, JSON.stringify(input));
  return performance.now() - start;
}

async function createLicense(client: Client): Promise<string> {
  const made = await sendJson(client, 'CreateLicenseConfiguration', { Name: 'bench', LicenseCountingType: 'vCPU' });
  return JSON.parse(made).LicenseConfigurationArn;
}

const idOf = (arn: string): string => arn.split(':').at(-1)!;

/**
 * Anywhere in the year, each as long as makes about `UNDER_WAY` at any instant, those that are now among them; in the order in
 * which the ledger wrote them last.
 */
async function seedIntervals(db: Kysely<DB>, arn: string, count: number): Promise<void> {
  await sql`
    UPDATE license_configuration SET created_at = now() - interval '3 years' WHERE license_configuration_id = ${idOf(arn)}`.execute(
    db,
  );
  const longest = sql`(${(2 * UNDER_WAY * DAYS) / count} * interval '1 day')`;
  await sql`
    INSERT INTO consumption (account_id, region, license_configuration_id, resource_id, resource_type, resource_owner_id,
      amount, consumed_from, consumed_until)
    SELECT ${accountId}, ${region}, ${idOf(arn)}, 'i-' || n, 'EC2_INSTANCE', ${accountId}, 2, at, CASE WHEN until < now() THEN until END
    FROM (SELECT n, now() - random() * (${DAYS} * interval '1 day' + ${longest}) AS at
      FROM generate_series(1, ${count + 2 * UNDER_WAY}::integer) AS n) AS started
    CROSS JOIN LATERAL (SELECT at + random() * ${longest} AS until) AS ended
    ORDER BY coalesce(CASE WHEN until < now() THEN until END, at)`.execute(db);
}

/** As the migration took in what there was before it. */
export async function takeIntoHistory(db: Kysely<DB>): Promise<void> {
  const file = join(import.meta.dirname, '..', 'migrations', '0070-license-usage-history.sql');
  const migration = await readFile(file, 'utf8');
  await sql.raw(migration.slice(migration.indexOf('INSERT INTO license_usage'))).execute(db);
  await sql`ANALYZE license_usage`.execute(db);
}

async function timeOf(client: Client, arn: string, period: number): Promise<number> {
  const now = Date.now() / 1000;
  const Dimensions = [
    { Name: 'LicenseConfigurationArn', Value: arn },
    { Name: 'LicenseConfigurationType', Value: 'vCPU' },
  ];
  const Metric = {
    Namespace: 'AWSLicenseManager/licenseUsage',
    MetricName: 'LicenseConfigurationUsageCount',
    Dimensions,
  };
  const input = {
    MetricDataQueries: [{ Id: 'm1', MetricStat: { Metric, Period: period, Stat: 'Maximum' } }],
    StartTime: Math.floor(now / 86_400 - DAYS) * 86_400,
    EndTime: now,
  };
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'GraniteServiceVersion20100801.GetMetricData',
  };
  const start = performance.now();
  const { MetricDataResults } = JSON.parse(await client.send('monitoring', headers, JSON.stringify(input)));
  const took = performance.now() - start;
  if (MetricDataResults[0].Values.length < DAYS) throw new Error('The year has too few datapoints');
  return took;
}
