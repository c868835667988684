import './garbage-collection.ts';
import { type Logger, pino } from 'pino';
import { readMasterKey } from './access/master-key.ts';
import { claimPort } from './claim-port.ts';
import { type Config, readConfig } from './config.ts';
import { openDataFolder, refuseHalfRestored } from './drivers/database/data-folder.ts';
import { startEmbeddedPostgres } from './drivers/database/embedded-postgres.ts';
import { readArguments } from './start-arguments.ts';
import { stopInOrder } from './stop.ts';
import { readCertificate } from './tls.ts';
import { version } from './version.ts';

// The process: settings -> port -> PostgreSQL, while which starts the rest is loaded. Standard output is for people, the
// log goes to standard error.
const say = (text: string): void => console.log(text);

/** What runs, with what is to be said of it. */
interface Started {
  readonly ready: string;
  readonly stop: () => Promise<void>;
}

async function start(config: Config): Promise<Started> {
  const log = pino({ level: config.logLevel }, pino.destination(2));
  const certificate = config.tls && readCertificate(config.tls);
  const claimed = await claimPort(config, certificate);
  introduce(config, log);
  if (!config.databaseUrl) refuseHalfRestored(config.dataFolder);
  if (!config.databaseUrl || !config.masterKey) openDataFolder(config.dataFolder);
  const masterKey = config.masterKey ?? readMasterKey(config.dataFolder);
  // In this order: the first start's longest work is done by another process.
  const [embedded, { runServer }] = await Promise.all([startPostgres(config), import('./run-server.ts')]);
  const url = config.databaseUrl ?? embedded!.url;
  const { address, running } = await runServer({ config, certificate, url, masterKey, claimed, log, say });
  running.push({ name: 'PostgreSQL', end: (withinMs) => embedded?.stop(withinMs) });
  return {
    ready: `ready ${address}`,
    stop: () => stopInOrder(config.stopSeconds * 1000, running, log),
  };
}

async function startPostgres({ databaseUrl, dataFolder }: Config) {
  if (databaseUrl) return undefined;
  // The embedded database's URL says all; PGOPTIONS and its like are meant for others.
  for (const name of Object.keys(process.env)) if (/^PG[A-Z]+$/.test(name)) delete process.env[name];
  return startEmbeddedPostgres({ dataFolder, onProgress: say });
}

function introduce({ notices }: Config, log: Logger): void {
  say(`Headroom ${version}`);
  log.info({ version }, 'starting');
  for (const notice of notices) log.warn(notice);
}

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
