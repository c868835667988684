import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { Pool } from 'undici';
import { createSecretBox, type SecretBox } from '../src/access/secret-box.ts';
import type { DB } from '../src/store/schema.ts';
import { ratePerSecond } from './concurrently.ts';
import { type Figure, median, number, progress } from './figure.ts';
import { cpuSecondsOf } from './processor-time.ts';
import { accountId, hotLicenseArn, region, withDatabase, withPostgres } from './scratch-database.ts';
import { type ServerProcess, startHeadroom } from './server-process.ts';
import { sign } from './sign.ts';

const PRINCIPALS = [1, 100, 5_000];
const POLICIES = 10;
const CONNECTIONS = 32;
const ROUNDS = 11;
const SECONDS = 2;
const TARGETS = { rate: 0.95, time: 1.05 };

const secret = 'bench-bench-bench-bench-bench-bench-bench';
const keyOf = (kind: Kind, n: number): string => `AKIA${kind}${String(n).padStart(12, '0')}`;

/** Requests a second of users, each with ten policies of its own, against those of roots, of whom policies say nothing. */
export const measureAccess = (): Promise<Figure[]> =>
  withPostgres((postgres) =>
    withDatabase(postgres, 'access', async (db, url) => {
      const masterKey = randomBytes(32);
      await seed(db, createSecretBox(masterKey));
      const server = await startHeadroom('', undefined, {
        DATABASE_URL: url,
        HEADROOM_MASTER_KEY: masterKey.toString('base64'),
      });
      const pool = new Pool(server.url, { connections: CONNECTIONS, pipelining: 1 });
      try {
        const figures: Figure[] = [];
        for (const count of PRINCIPALS) figures.push(...(await measure(pool, server, count)));
        return figures;
      } finally {
        await pool.close();
        await server.stop();
      }
    }),
  );

type Kind = 'ROOT' | 'USER';

interface Round {
  readonly perSecond: number;
  /** Of the server, a request. */
  readonly cpuSeconds: number;
}

async function measure(pool: Pool, { url, pid }: ServerProcess, count: number): Promise<Figure[]> {
  const { host } = new URL(url);
  let turn = 0;
  const round = async (kind: Kind): Promise<Round> => {
    const before = cpuSecondsOf(pid);
    const perSecond = await ratePerSecond(CONNECTIONS, SECONDS, () => ask(pool, host, keyOf(kind, turn++ % count)));
    return { perSecond, cpuSeconds: (cpuSecondsOf(pid) - before) / (perSecond * SECONDS) };
  };
  for (const kind of ['ROOT', 'USER'] as const) {
    await once(count, (n) => ask(pool, host, keyOf(kind, n)));
    await round(kind);
  }
  const rates: number[] = [];
  const times: number[] = [];
  for (let n = 0; n < ROUNDS; n++) {
    const [first, second]: [Kind, Kind] = n % 2 === 0 ? ['ROOT', 'USER'] : ['USER', 'ROOT'];
    const of = new Map([[first, await round(first)]]).set(second, await round(second));
    const [signed, authorized] = [of.get('ROOT')!, of.get('USER')!];
    rates.push(authorized.perSecond / signed.perSecond);
    times.push(authorized.cpuSeconds / signed.cpuSeconds);
    progress(
      `${count}: ${number(authorized.perSecond)}/s, ${number(signed.perSecond)}/s signed; ${times.at(-1)} of its time`,
    );
  }
  const figure = `signed and authorized against signed only, ${count} principals of ${POLICIES} policies`;
  const [rate, time] = [median(rates), median(times)];
  return [
    {
      figure: `Requests a second, ${figure}`,
      value: number(rate),
      target: `≥ ${TARGETS.rate}`,
      met: rate >= TARGETS.rate,
    },
    {
      figure: `Processor time of the server, ${figure}`,
      value: `${time.toFixed(2)} times`,
      target: `≤ ${TARGETS.time}`,
      met: time <= TARGETS.time,
    },
  ];
}

/** Lets everybody ask once, so that what is kept of them is there. */
async function once(count: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const loop = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, loop));
}

async function ask(pool: Pool, host: string, accessKeyId: string): Promise<void> {
  const body = JSON.stringify({ LicenseConfigurationArn: hotLicenseArn });
  const given = {
    host,
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'AWSLicenseManager.GetLicenseConfiguration',
  };
  const credentials = { accessKeyId, secretAccessKey: secret };
  const headers = sign({ headers: given, body }, credentials, { region, service: 'license-manager' });
  const response = await pool.request({ method: 'POST', path: '/', headers, body });
  const text = await response.body.text();
  if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${text}`);
}

/** As many users and roots' keys as are measured at the most. Nine policies of a user say nothing of what it asks for. */
async function seed(db: Kysely<DB>, secretBox: SecretBox): Promise<void> {
  const count = Math.max(...PRINCIPALS);
  await sql`UPDATE account SET operator = true WHERE account_id = ${accountId}`.execute(db);
  const ids = Array.from({ length: count }, (_, n) => n);
  await sql`
    INSERT INTO iam_entity (account_id, kind, entity_id, name, path, created_at)
    SELECT ${accountId}, 'user', 'AIDA' || n, 'user-' || n, '/', now() FROM generate_series(0, ${count - 1}) n`.execute(
    db,
  );
  for (let policy = 0; policy < POLICIES; policy++)
    await sql`
      INSERT INTO iam_inline_policy (entity_id, name, document)
      SELECT 'AIDA' || n, ${`policy-${policy}`}, replace(${documentOf(policy)}, 'USER', 'user-' || n)
      FROM generate_series(0, ${count - 1}) n`.execute(db);
  for (const kind of ['ROOT', 'USER'] as const) {
    const keys = ids.map((n) => keyOf(kind, n));
    const sealed = keys.map((key) => secretBox.seal(key, secret));
    const users = ids.map((n) => (kind === 'USER' ? `AIDA${n}` : null));
    await sql`
      INSERT INTO access_key (access_key_id, account_id, user_id, secret_sealed)
      SELECT k.id, ${accountId}, k.user_id, k.sealed
      FROM unnest(${keys}::text[], ${users}::text[], ${sealed}::bytea[]) AS k (id, user_id, sealed)`.execute(db);
  }
}

function documentOf(policy: number): string {
  const own = { StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/USER' } };
  const statements = [
    { Effect: 'Allow', Action: [`ec2:Describe*`, `s3:Get*`], Resource: '*' },
    { Effect: 'Allow', Action: `service-${policy}:*`, Resource: `arn:aws:service-${policy}:*:*:thing/USER/*` },
    { Effect: 'Deny', Action: 'license-manager:Delete*', Resource: '*' },
  ];
  const may = {
    Effect: 'Allow',
    Action: 'license-manager:Get*',
    Resource: 'arn:aws:license-manager:*',
    Condition: own,
  };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: policy === POLICIES - 1 ? [...statements, may] : statements,
  });
}
