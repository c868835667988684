import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import type { DB } from '../src/store/schema.ts';
import { accountId, type Client, createClient, region, sendJson, sendSsm } from './client.ts';
import { type Figure, median, number, progress } from './figure.ts';
import { memoryMiB } from './memory.ts';
import { cpuSecondsOf, databaseCpuSeconds } from './processor-time.ts';
import { withConnections, withPostgres } from './scratch-database.ts';
import { type ServerProcess, startHeadroom } from './server-process.ts';

/** Servers that report; all of them with HEADROOM_BENCH_SERVERS=10000. */
const SERVERS = Number(process.env['HEADROOM_BENCH_SERVERS'] ?? 2_000);
/** What a page of inventory search is compared with: a tenth, in a Region of its own. */
const FEW = SERVERS / 10;
const FEW_REGION = 'us-west-2';
const APPLICATIONS = 300;
const CONNECTIONS = 16;
/** The product that a license looks for, and how many servers have it, in either Region. */
const PRODUCT = 'SQL Server';
const HAVING = 100;
const PAGES = 40;
const TARGETS = { copy: 0.25, p99Seconds: 2, page: 1.3, memory: 1.5 };

/**
 * Inventories of servers by PutInventory: entries a second beside COPY of the same rows into a plain table of the same
 * database, in one run; from a report to the association that follows from it; a page of inventory search among many
 * servers and few; and the server's memory. At rest it is what it is after it started and the few reported.
 */
export async function measureServers(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-bench-'));
  try {
    return await withPostgres(async (url) => {
      const server = await startHeadroom(folder, undefined, { DATABASE_URL: url });
      try {
        return await withConnections(url, { max: 4 }, (db) => measure(server, db, folder));
      } finally {
        await server.stop();
      }
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(server: ServerProcess, db: Kysely<DB>, folder: string): Promise<Figure[]> {
  const atStart = await memoryMiB(server.pid, 'Rss');
  const [many, few] = [createClient(server.url, CONNECTIONS), createClient(server.url, CONNECTIONS, FEW_REGION)];
  try {
    await createLicense(many);
    await seedServers(db, { ofRegion: region, count: SERVERS, prefix: '0' });
    await seedServers(db, { ofRegion: FEW_REGION, count: FEW, prefix: 'f' });
    progress(`${SERVERS} servers of ${APPLICATIONS} applications report`);
    await reportAll(few, { count: FEW, prefix: 'f' });
    await untilMatched(db);
    const memory = watchMemory(server.pid);
    const [atRest, before] = [await memory.highest(), await cpuSeconds(server, db)];
    const entriesPerSecond = await reportAll(many, { count: SERVERS, prefix: '0' });
    await untilMatched(db);
    const atLoad = await memory.highest();
    const after = await cpuSeconds(server, db);
    memory.end();
    const copied = await copyRate(db, folder);
    const p99 = await associationDelay(db);
    const pages = { many: await pageTime(many), few: await pageTime(few) };
    const cpu = { server: after.server - before.server, database: after.database - before.database };
    return figures({ entriesPerSecond, copied, p99, pages, cpu, atStart, atRest, atLoad });
  } finally {
    await many.close();
    await few.close();
  }
}

const createLicense = (client: Client) =>
  sendJson(client, 'CreateLicenseConfiguration', {
    Name: PRODUCT,
    LicenseCountingType: 'Instance',
    ProductInformationList: [
      {
        ResourceType: 'SSM_MANAGED',
        ProductInformationFilterList: [
          {
            ProductInformationFilterName: 'Application Name',
            ProductInformationFilterComparator: 'EQUALS',
            ProductInformationFilterValue: [PRODUCT],
          },
        ],
      },
    ],
  });

const serverId = (prefix: string, n: number): string => `mi-${prefix}${n.toString(16).padStart(16, '0')}`;

interface Fleet {
  readonly count: number;
  readonly prefix: string;
}

/** Servers as RegisterManagedInstance leaves them; a key each would only measure the client. */
async function seedServers(db: Kysely<DB>, { ofRegion, count, prefix }: Fleet & { ofRegion: string }): Promise<void> {
  const ids = Array.from({ length: count }, (_, n) => serverId(prefix, n));
  await sql`
    INSERT INTO managed_instance (account_id, region, instance_id, fingerprint, public_key, public_key_since, registered_at,
      registered_from, last_ping_at, platform_type, platform_name, platform_version)
    SELECT ${accountId}, ${ofRegion}, id, id, '\\x00', now(), now(), '-', now(), 'Linux', 'Debian GNU/Linux', '12'
    FROM unnest(${ids}::text[]) AS id`.execute(db);
}

interface Entry {
  readonly Name: string;
  readonly Version: string;
  readonly Publisher: string;
  readonly Architecture: string;
}

/** Most of what servers have is the same; some of it few have. */
function applicationsOf(n: number, count: number): Entry[] {
  const entries = Array.from({ length: APPLICATIONS }, (_, index) => ({
    Name: `package-${index < 250 ? index : (n * 7 + index) % 3_000}`,
    Version: `1:${index % 17}.${n % 5}-2+deb12u6`,
    Publisher: `Some Maintainers <maintainers-${index % 40}@example.org>`,
    Architecture: 'x86_64',
  }));
  return n % (count / HAVING) < 1 ? [{ ...entries[0]!, Name: PRODUCT }, ...entries.slice(1)] : entries;
}

/** All servers report once, what was ready before, as what COPY reads is; resolves to entries a second. */
async function reportAll(client: Client, { count, prefix }: Fleet): Promise<number> {
  const reports = Array.from({ length: count }, (_, n) => {
    const item = {
      ...{ TypeName: 'AWS:Application', SchemaVersion: '1.1', CaptureTime: '2026-11-28T03:06:36Z' },
      ContentHash: `hash-${n}`,
      Content: applicationsOf(n, count),
    };
    return Buffer.from(JSON.stringify({ InstanceId: serverId(prefix, n), Items: [item] }));
  });
  let next = 0;
  const start = performance.now();
  const loop = async () => {
    while (next < count) await sendSsm(client, 'PutInventory', reports[next++]!);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, loop));
  return (count * APPLICATIONS * 1000) / (performance.now() - start);
}

async function untilMatched(db: Kysely<DB>): Promise<void> {
  for (;;) {
    const { rows } = await sql`SELECT FROM graphile_worker.jobs LIMIT 1`.execute(db);
    if (rows.length === 0) return;
  }
}

interface Cpu {
  readonly server: number;
  readonly database: number;
}

const cpuSeconds = async ({ pid }: ServerProcess, db: Kysely<DB>): Promise<Cpu> => ({
  server: cpuSecondsOf(pid),
  database: await databaseCpuSeconds(db),
});

interface Copied {
  readonly perSecond: number;
  readonly cpuSeconds: number;
}

/** The same rows by COPY into one plain table, from a file that the database reads. */
async function copyRate(db: Kysely<DB>, folder: string): Promise<Copied> {
  const file = join(folder, 'entries.csv');
  const lines = Array.from({ length: SERVERS }, (_, n) =>
    applicationsOf(n, SERVERS).map(
      (entry) => `${serverId('0', n)},${entry.Name},${entry.Version},${entry.Publisher},${entry.Architecture}\n`,
    ),
  );
  await writeFile(file, lines.flat().join(''));
  await chmod(folder, 0o755);
  await sql`CREATE TABLE plain_entry (instance_id text, name text, version text, publisher text, architecture text)`.execute(
    db,
  );
  const [start, before] = [performance.now(), await databaseCpuSeconds(db)];
  await sql`COPY plain_entry FROM ${sql.lit(file)} WITH (FORMAT csv)`.execute(db);
  const perSecond = (SERVERS * APPLICATIONS * 1000) / (performance.now() - start);
  const cpuSeconds = (await databaseCpuSeconds(db)) - before;
  await sql`DROP TABLE plain_entry`.execute(db);
  return { perSecond, cpuSeconds };
}

/** Seconds from what a server reported to the association, of 99 in 100. */
async function associationDelay(db: Kysely<DB>): Promise<number> {
  const { rows } = await sql<{ p99: number; count: number }>`
    SELECT count(*) AS count,
      percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM a.associated_at - i.changed_at)) AS p99
    FROM license_association a JOIN inventory_item i ON i.instance_id = a.resource_id
    WHERE a.region = ${region} AND i.type_name = 'AWS:Application'`.execute(db);
  if (rows[0]!.count !== HAVING) throw new Error(`${rows[0]!.count} servers were tied, not ${HAVING}`);
  return Number(rows[0]!.p99);
}

/** Milliseconds of a page of inventory search that has the product. */
async function pageTime(client: Client): Promise<number> {
  const input = { Filters: [{ Name: 'application_name', Condition: 'EQUALS', Value: PRODUCT }], MaxResults: 100 };
  const times: number[] = [];
  for (let n = 0; n < PAGES; n++) {
    const start = performance.now();
    const { ResourceInventoryList } = JSON.parse(await sendJson(client, 'ListResourceInventory', input));
    times.push(performance.now() - start);
    if (ResourceInventoryList.length !== HAVING) throw new Error(`${ResourceInventoryList.length} servers were found`);
  }
  return median(times);
}

/** Looks at the memory of a process ten times a second. */
function watchMemory(pid: number): { highest: () => Promise<number>; end: () => void } {
  let highest = 0;
  const look = async () => {
    highest = Math.max(highest, await memoryMiB(pid, 'Rss'));
  };
  const timer = setInterval(look, 100);
  return {
    highest: async () => {
      await look();
      return highest;
    },
    end: () => clearInterval(timer),
  };
}

interface Measured {
  readonly entriesPerSecond: number;
  readonly copied: Copied;
  readonly p99: number;
  readonly pages: { readonly many: number; readonly few: number };
  readonly cpu: Cpu;
  readonly atStart: number;
  readonly atRest: number;
  readonly atLoad: number;
}

function figures({ entriesPerSecond, copied, p99, pages, cpu, ...memory }: Measured): Figure[] {
  const { atStart, atRest, atLoad } = memory;
  const ms = (seconds: number) => `${number((seconds * 1000) / SERVERS)} ms`;
  const ratio = (value: number, limit: number, isMost = true) => ({
    value: isMost ? `${number(value)} times` : number(value),
    target: isMost ? `≤ ${limit}` : `≥ ${limit}`,
    met: isMost ? value <= limit : value >= limit,
  });
  const among = `${number(SERVERS)} servers of ${APPLICATIONS} applications`;
  return [
    { figure: `Inventory entries by PutInventory, ${among}`, value: `${number(entriesPerSecond)}/s` },
    { figure: 'As many rows by COPY into a plain table', value: `${number(copied.perSecond)}/s` },
    { figure: 'PutInventory against COPY', ...ratio(entriesPerSecond / copied.perSecond, TARGETS.copy, false) },
    {
      figure: `Processor time of a report: Headroom, PostgreSQL; of ${APPLICATIONS} rows by COPY`,
      value: `${ms(cpu.server)}, ${ms(cpu.database)}; ${ms(copied.cpuSeconds)}`,
    },
    {
      figure: 'From report to association under that load, 99th percentile',
      value: `${number(p99)} s`,
      target: `≤ ${TARGETS.p99Seconds} s`,
      met: p99 <= TARGETS.p99Seconds,
    },
    {
      figure: `Page of ListResourceInventory by application, ${number(SERVERS)} servers against ${number(FEW)}`,
      ...ratio(pages.many / pages.few, TARGETS.page),
    },
    {
      figure: `Resident memory of the server under that load, against at rest after ${number(FEW)} had reported (${number(atRest)} MiB)`,
      ...ratio(atLoad / atRest, TARGETS.memory),
    },
    {
      figure: `The same against right after its start (${number(atStart)} MiB)`,
      value: `${number(atLoad / atStart)} times`,
    },
  ];
}
