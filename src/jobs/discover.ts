import type { ObserveCommand } from '../domain/commands.ts';
import type { Scope } from '../domain/decision.ts';
import { matchesDatabase, matchesServer } from '../domain/discovery/product-match.ts';
import { pingBounds } from '../domain/managed-instances/ping-status.ts';
import { dbResource, licensePacks } from '../domain/rds/db-instance.ts';
import { findEngine } from '../domain/rds/engines.ts';
import { startQueue } from '../drivers/queue/job-queue.ts';
import { discoveryActor } from '../ledger/system-actor.ts';
import { type DbKey, deleteGone } from '../store/db-instance.ts';
import { lockSoftware } from '../store/discovery-lock.ts';
import { type Job, queue } from '../store/job.ts';
import { findSearchedDatabase, listSearchedDatabases, type SearchedDatabase } from '../views/discovery/databases.ts';
import { findDiscoveredAccount } from '../views/discovery/discovered-accounts.ts';
import {
  findLicenseScope,
  listSearchedServers,
  listSilentServers,
  readSearchedServers,
  readSearchingLicenses,
  type SearchedServer,
  type SearchingLicense,
} from '../views/discovery/servers.ts';
import { tellOfSilent } from './alerts.ts';
import type { JobContext, QueueContext } from './job-context.ts';
import { every } from './schedule.ts';

/** Servers that one job of `match-license` looks at; it queues the next. */
const PAGE = 100;

/** Matching waits for the database most of the time. */
const CONCURRENCY = 8;
const SILENCE_MS = 5 * 60_000;

/** Starts automated discovery: what is queued, and the servers that fell silent. Any number of servers may do it. */
export function startDiscovery(context: QueueContext): { stop: () => Promise<void> } {
  const { url, log } = context;
  const queued = startQueue<Extract<Job, { task: `match-${string}` }>>({
    url,
    log,
    concurrency: CONCURRENCY,
    tasks: {
      'match-server': ({ instanceId }) => matchServer(context, instanceId),
      'match-database': (key) => matchDatabase(context, key),
      'match-license': (payload) => matchLicense(context, payload),
    },
  });
  const silence = every(SILENCE_MS, {
    name: 'release silent servers',
    log,
    work: () => releaseSilentServers(context, new Date()),
  });
  return {
    stop: async () => {
      await Promise.all([queued.stop(), silence.stop()]);
    },
  };
}

type Context = Pick<JobContext, 'db' | 'ledger' | 'log'>;

/**
 * Brings a resource into line with what was found on it. What that takes past a limit is said in the log, for nobody waits
 * for an answer: what is installed cannot be refused.
 */
async function observe({ ledger, log }: Context, command: Omit<ObserveCommand, 'kind'>): Promise<void> {
  const outcome = await ledger.submit({ kind: 'observe', ...command });
  if (!outcome.ok) throw new Error(`an observation was refused: ${outcome.refusal.kind}`);
  const { accountId, region } = command.actor;
  for (const overage of outcome.overages ?? [])
    log.warn(
      { accountId, region, resource: command.resource.id, ...overage },
      'discovery found a license over its limit',
    );
}

const matchesOf = (licenses: readonly SearchingLicense[], { software }: SearchedServer): string[] =>
  licenses.filter(({ productInformation }) => matchesServer(productInformation, software)).map(({ id }) => id);

/** Which licenses a server asks for by what it has installed now. One that asks for none and holds none takes no lock. */
export const matchServer = (context: Context, instanceId: string): Promise<void> => matchServers(context, [instanceId]);

/** So for several of an account and Region, whose reports wait meanwhile; `changed` are licenses whose rules changed. */
async function matchServers(context: Context, instanceIds: readonly string[], changed: readonly string[] = []) {
  await context.db.transaction().execute(async (trx) => {
    await lockSoftware(trx, instanceIds);
    const servers = await readSearchedServers(trx, instanceIds);
    const [first] = servers;
    if (!first) return;
    const actor = discoveryActor({ accountId: first.resource.ownerId, region: first.resource.region });
    const licenses = await readSearchingLicenses(trx, actor);
    const results = await Promise.allSettled(
      servers.map(async (server) => {
        const matches = matchesOf(licenses, server);
        if (matches.length + server.licenseIds.length > 0)
          await observe(context, { actor, resource: server.resource, matches, changed });
      }),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  });
}

/** Which licenses a database asks for by its edition and its option group; one that is gone gives back, and is forgotten. */
export async function matchDatabase(context: Context, key: DbKey): Promise<void> {
  const { db } = context;
  const database = await findSearchedDatabase(db, key);
  const actor = discoveryActor(key);
  const matches = database ? databaseMatches(await readSearchingLicenses(db, key), database) : [];
  await observe(context, { actor, resource: dbResource(key), matches, changed: [] });
  if (!database) await db.transaction().execute((trx) => deleteGone(trx, key));
}

const databaseMatches = (licenses: readonly SearchingLicense[], { engine, options }: SearchedDatabase): string[] => {
  const software = { edition: findEngine(engine)?.edition, licensePacks: licensePacks(options) };
  return licenses.filter(({ productInformation }) => matchesDatabase(productInformation, software)).map(({ id }) => id);
};

type Matching = Extract<Job, { task: 'match-license' }>['payload'];

/**
 * Holds a license whose product information changed against a page of servers, and queues the next page: behind the last of
 * an account come those of the next account that the license's owner discovers across.
 */
export async function matchLicense(context: Context, { licenseId, after = '', member }: Matching): Promise<void> {
  const { db } = context;
  const owner = await findLicenseScope(db, licenseId);
  if (!owner) return;
  const account = member === undefined ? owner : await findDiscoveredAccount(db, owner, { from: member });
  if (!account) return;
  const scope = { accountId: account.accountId, region: owner.region };
  const licenses = await readSearchingLicenses(db, scope);
  const servers = await listSearchedServers(db, scope, { after, limit: PAGE });
  const concerned = servers.filter(
    (server) => matchesOf(licenses, server).includes(licenseId) !== server.licenseIds.includes(licenseId),
  );
  if (concerned.length > 0)
    await matchServers(
      context,
      concerned.map(({ resource }) => resource.id),
      [licenseId],
    );
  if (after === '') await matchDatabases(context, { licenseId, licenses, scope });
  const last = servers.length === PAGE ? servers.at(-1)?.resource.id : undefined;
  const next = last === undefined ? await findDiscoveredAccount(db, owner, { from: (member ?? 0) + 1 }) : undefined;
  const payload =
    last === undefined
      ? next && { licenseId, member: next.place }
      : { licenseId, after: last, ...(member && { member }) };
  if (payload) await db.transaction().execute((trx) => queue(trx, [{ task: 'match-license', payload }]));
}

/** Databases are few: no account has more than some hundreds. */
async function matchDatabases(
  context: Context,
  { licenseId, licenses, scope }: { licenseId: string; licenses: readonly SearchingLicense[]; scope: Scope },
): Promise<void> {
  for (const database of await listSearchedDatabases(context.db, scope)) {
    const matches = databaseMatches(licenses, database);
    if (matches.includes(licenseId) === database.licenseIds.includes(licenseId)) continue;
    const resource = dbResource(database);
    await observe(context, { actor: discoveryActor(scope), resource, matches, changed: [licenseId] });
  }
}

/** Servers that fell silent for long give back what they hold. */
export async function releaseSilentServers(context: Context, now: Date): Promise<number> {
  const silent = await listSilentServers(context.db, pingBounds(now).activeSince, PAGE);
  if (silent.length > 0) await tellOfSilent(context.db, silent, now);
  for (const id of silent) await matchServer(context, id);
  return silent.length;
}
