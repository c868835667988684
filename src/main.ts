import './garbage-collection.ts';
import { join } from 'node:path';
import { pino } from 'pino';
import { type Credentials, createAccessKeys } from './access/access-keys.ts';
import { createMachines } from './access/machines.ts';
import { readMasterKey } from './access/master-key.ts';
import { createSecretBox } from './access/secret-box.ts';
import { type Config, readConfig } from './config.ts';
import { connect } from './drivers/database/connect.ts';
import { startEmbeddedPostgres } from './drivers/database/embedded-postgres.ts';
import { migrateToLatest } from './drivers/database/migrate.ts';
import { connectShared } from './drivers/database/shared-connections.ts';
import { migrateQueue } from './drivers/queue/job-queue.ts';
import { startJobs } from './jobs/start-jobs.ts';
import { createLedger } from './ledger/ledger.ts';
import { allOperations } from './operations/all-operations.ts';
import { createServer } from './server.ts';
import type { DB } from './store/schema.ts';

// The composition root: settings -> database -> ledger -> server. Standard output is for people, the log goes to
// standard error.
const say = (text: string): void => console.log(text);

async function start(config: Config): Promise<() => Promise<void>> {
  const log = pino({ level: config.logLevel }, pino.destination(2));
  const masterKey = config.masterKey ?? readMasterKey(config.dataFolder);
  const embedded = config.databaseUrl
    ? undefined
    : await startEmbeddedPostgres({ dataFolder: config.dataFolder, onProgress: say });
  const url = config.databaseUrl ?? embedded!.url;
  let stopping = false;
  const onConnectionLost = (err: Error) => {
    if (!stopping) log.warn({ err }, 'database connection lost');
  };
  const database = await connect<DB>({ url, max: 20, onConnectionLost });
  const { db } = database;
  const requests = connectShared<DB>({ url, max: 4, exclusive: db, onConnectionLost });
  const ledgerDatabase = await connect<DB>({ url, max: 2, repeating: true, onConnectionLost });
  const migrated = await migrateToLatest(db, join(import.meta.dirname, '..', 'migrations'));
  for (const migration of migrated) say(`Migrated ${migration}`);
  if (migrated.length > 0) await migrateQueue(url, log);

  const secretBox = createSecretBox(masterKey);
  const accessKeys = createAccessKeys({ db, secretBox });
  const machines = createMachines({ db, secretBox });
  const created = await accessKeys.ensureFirstAccount(config);
  const ledger = createLedger({ db: ledgerDatabase.db });
  const operations = allOperations({ accessKeys, machines });
  const server = createServer({
    db: requests.db,
    ledger,
    accessKeys,
    machines,
    log,
    operations,
    clock: () => new Date(),
  });
  const jobs = startJobs({ db, ledger, log, url });
  const address = await server.listen({ host: config.host, port: config.port });
  if (created) say(welcome(address, created));
  say(`ready ${address}`);

  return async () => {
    await server.close();
    await jobs.stop();
    await ledger.drain();
    stopping = true;
    await requests.close();
    await ledgerDatabase.close();
    await database.close();
    await embedded?.stop();
  };
}

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

/** SIGTERM and SIGINT let requests finish; a second one does not wait. */
function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = () => {
    if (stopping) process.exit(1);
    stopping = true;
    stop().then(
      () => process.exit(0),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
}

try {
  stopOnSignal(await start(readConfig(process.env)));
} catch (error) {
  // What is thrown on purpose says the next step; only a bug needs its stack.
  console.error(error instanceof Error && !(error instanceof TypeError) ? error.message : error);
  process.exit(1);
}
