import './garbage-collection.ts';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { type Credentials, createAccessKeys } from './access/access-keys.ts';
import { createMachines } from './access/machines.ts';
import { readMasterKey } from './access/master-key.ts';
import { createSecretBox } from './access/secret-box.ts';
import { claimPort } from './claim-port.ts';
import { type Config, readConfig } from './config.ts';
import { connect } from './drivers/database/connect.ts';
import { openDataFolder } from './drivers/database/data-folder.ts';
import { startEmbeddedPostgres } from './drivers/database/embedded-postgres.ts';
import { migrateToLatest } from './drivers/database/migrate.ts';
import { connectShared } from './drivers/database/shared-connections.ts';
import { migrateQueue } from './drivers/queue/job-queue.ts';
import { createHealth } from './health.ts';
import { startJobs } from './jobs/start-jobs.ts';
import { createLedger } from './ledger/ledger.ts';
import { allOperations } from './operations/all-operations.ts';
import { createServer } from './server.ts';
import { readArguments } from './start-arguments.ts';
import { type Running, stopInOrder } from './stop.ts';
import type { DB } from './store/schema.ts';
import { version } from './version.ts';

// The composition root: settings -> database -> ledger -> server. Standard output is for people, the log goes to
// standard error.
const say = (text: string): void => console.log(text);

/** What runs, with what is to be said of it. */
interface Started {
  readonly ready: string;
  readonly stop: () => Promise<void>;
}

async function start(config: Config): Promise<Started> {
  const log = pino({ level: config.logLevel }, pino.destination(2));
  const claimed = await claimPort(config);
  introduce(config, log);
  if (!config.databaseUrl || !config.masterKey) openDataFolder(config.dataFolder);
  const masterKey = config.masterKey ?? readMasterKey(config.dataFolder);
  const embedded = config.databaseUrl
    ? undefined
    : await startEmbeddedPostgres({ dataFolder: config.dataFolder, onProgress: say });
  const url = config.databaseUrl ?? embedded!.url;
  // The embedded database's URL says all; PGOPTIONS and its like are meant for others.
  if (embedded) for (const name of Object.keys(process.env)) if (/^PG[A-Z]+$/.test(name)) delete process.env[name];
  const { db, requestDb, ledgerDb, probedDb, ...connections } = await openConnections(url, log);
  const migrated = await migrateToLatest(db, join(import.meta.dirname, '..', 'migrations'));
  for (const migration of migrated) say(`Migrated ${migration}`);
  if (migrated.length > 0) await migrateQueue(url, log);

  const secretBox = createSecretBox(masterKey);
  const accessKeys = createAccessKeys({ db, secretBox });
  const machines = createMachines({ db, secretBox });
  const operator = await accessKeys.ensureFirstAccount(config, (made) => say(welcome(claimed.url, made)));
  const ledger = createLedger({ db: ledgerDb });
  const operations = allOperations({ accessKeys, machines });
  const folder = embedded && config.dataFolder;
  const health = createHealth({ db: probedDb, folder });
  const server = createServer({
    db: requestDb,
    ledger,
    accessKeys,
    machines,
    log,
    health,
    operations,
    clock: () => new Date(),
  });
  const jobs = startJobs({ db, ledger, log, url });
  await claimed.release();
  const address = await server.listen({ host: config.host, port: claimed.port });
  const running: Running[] = [
    { name: 'requests', end: () => server.close(), cut: () => server.server.closeAllConnections() },
    { name: 'jobs', end: () => Promise.all([jobs.stop(), ledger.drain()]) },
    { name: 'connections to the database', end: connections.close },
    { name: 'PostgreSQL', end: (withinMs) => embedded?.stop(withinMs) },
  ];
  if (!operator.created) say(whose(operator));
  return {
    ready: `ready ${address}`,
    stop: () => stopInOrder(config.stopSeconds * 1000, running, log),
  };
}

function introduce({ notices }: Config, log: Logger): void {
  say(`Headroom ${version}`);
  log.info({ version }, 'starting');
  for (const notice of notices) log.warn(notice);
}

/** Apart from each other, so that neither reads nor the ledger nor a look at the database's health wait for the rest. */
async function openConnections(url: string, log: Logger) {
  let closing = false;
  const onConnectionLost = (err: Error) => {
    if (!closing) log.warn({ err }, 'database connection lost');
  };
  const database = await connect<DB>({ url, max: 20, onConnectionLost });
  const { db } = database;
  const requests = connectShared<DB>({ url, max: 4, exclusive: db, onConnectionLost });
  const ledger = await connect<DB>({ url, max: 2, repeating: true, onConnectionLost });
  const probed = connectShared<DB>({ url, max: 1, exclusive: db, onConnectionLost });
  const close = async () => {
    closing = true;
    await Promise.all([requests, probed, ledger, database].map((one) => one.close()));
  };
  return { db, requestDb: requests.db, ledgerDb: ledger.db, probedDb: probed.db, close };
}

const whose = ({ accountId, accessKeyIds }: { accountId: string; accessKeyIds: readonly string[] }): string =>
  `Account ${accountId} operates this server, with the access key ${accessKeyIds.join(' or ')}. ` +
  'Where its secret was lost, make another key on this machine: npm run headroom -- create-root-key';

const welcome = (address: string, { accountId, accessKeyId, secretAccessKey }: Credentials): string => `
Your account is ${accountId}. Its credentials are shown this once:

  export AWS_DEFAULT_REGION=us-east-1
  export AWS_ACCESS_KEY_ID=${accessKeyId}
  export AWS_SECRET_ACCESS_KEY=${secretAccessKey}

Try, in a shell where these are set:

  aws --endpoint-url ${address} license-manager create-license-configuration --name "SQL Server" --license-counting-type vCPU --license-count 16 --license-count-hard-limit
  aws --endpoint-url ${address} license-manager list-license-configurations
  aws --endpoint-url ${address} ec2 describe-images --owners amazon --query "Images[].[ImageId,Name]" --output text
`;

/**
 * SIGTERM and SIGINT let requests finish, and so does the end of the `npm start` that runs this; a second one does not
 * wait, nor one that comes before `started`.
 */
function stopWhenAsked({ runByNpm }: Config): { started: (stop: () => Promise<void>) => void } {
  let stop: (() => Promise<void>) | undefined;
  const onSignal = () => {
    const work = stop?.();
    stop = undefined;
    if (!work) process.exit(1);
    work.then(
      () => process.exit(0),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  if (runByNpm) onOrphaned(onSignal);
  return {
    started: (given) => {
      stop = given;
    },
  };
}

function onOrphaned(work: () => void): void {
  const parent = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(looking);
    work();
  }, PARENT_MS).unref();
}

/** How often it is looked whether the process that runs this is still there. */
const PARENT_MS = 250;

async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const signals = stopWhenAsked(config);
  const { ready, stop } = await start(config);
  signals.started(stop);
  say(ready);
}

try {
  const asked = readArguments(process.argv.slice(2));
  if (asked === undefined) await serve();
  else say(asked);
} catch (error) {
  // What is thrown on purpose says the next step; only a bug needs its stack.
  console.error(error instanceof Error && !(error instanceof TypeError) ? error.message : error);
  process.exit(1);
}
