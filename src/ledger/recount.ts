import type { Kysely, Transaction } from 'kysely';
import { licenseConfigurationArn } from '../domain/arn.ts';
import { findInstanceType } from '../domain/catalogue/instance-types.ts';
import type { Actor } from '../domain/commands.ts';
import { isPresent, licensesForServer } from '../domain/discovery/server.ts';
import { DAY_MS, isReleased } from '../domain/hosts/host.ts';
import { licensesForHost } from '../domain/hosts/host-licenses.ts';
import { holdsLicenses, machineOf } from '../domain/instances/instance.ts';
import { countsHosts, type License, licensesFor } from '../domain/licenses/license.ts';
import { insertAuditEvents } from '../store/audit-event.ts';
import { readTogether } from '../store/bulk.ts';
import { lockLicenses } from '../store/license-configuration.ts';
import { recordUsage } from '../store/license-usage.ts';
import {
  type Holder,
  type HostHolder,
  readHolders,
  readHostHolders,
  readLicenseIds,
  readServerHolders,
  readTypeCounts,
  repairCounters,
  type ServerHolder,
  type TypeCount,
} from '../store/recount.ts';
import type { DB } from '../store/schema.ts';
import { systemActor } from './system-actor.ts';

export interface RecountOptions {
  readonly accountId?: string;
  readonly licenseConfigurationId?: string;
  /** Sets counters that differ to what was counted; what machines and hosts hold is told and left as it is. */
  readonly repair?: boolean;
  /** Who asked for it, for the audit trail; otherwise Headroom itself did it. */
  readonly actor?: Actor;
}

export interface Difference {
  readonly licenseConfigurationArn: string;
  /** `consumed`, `consumed:EC2_INSTANCE`, `associations:EC2_AMI` or `holder:i-0123…`. */
  readonly counter: string;
  readonly recorded: number;
  readonly recounted: number;
}

export interface Recount {
  /** How many license configurations were counted, deleted ones included. */
  readonly checked: number;
  readonly differences: readonly Difference[];
}

const PAGE = 500;

/**
 * Counts licenses anew and tells what differs from what is recorded: counters from the open consumption and the
 * associations, and what each machine and host holds from what the rules give it. It takes the lock of one license at a time, and
 * only while its rows are summed up, so the service goes on.
 */
export async function recount(
  db: Kysely<DB>,
  { repair = false, actor, ...scope }: RecountOptions = {},
): Promise<Recount> {
  const differences: Difference[] = [];
  let checked = 0;
  const readIds = (after: string) => readLicenseIds(db, { ...scope, after, limit: PAGE });
  for await (const id of inPages(readIds, (licenseId) => licenseId)) {
    const { license, found } = await db.transaction().execute(async (trx) => {
      const counted = await recountCounters(trx, id);
      if (repair && counted.found.length > 0) await mend(trx, counted, actor);
      return counted;
    });
    differences.push(...found, ...(await recountHolders(db, license)), ...(await recountHosts(db, license)));
    differences.push(...(await recountServers(db, license)));
    checked++;
  }
  return { checked, differences };
}

/** All rows of a list that is read page by page, each behind the key of the last row of the page before. */
async function* inPages<Row>(
  read: (after: string) => Promise<Row[]>,
  keyOf: (row: Row) => string,
): AsyncGenerator<Row> {
  for (let page = await read(''); page.length > 0; page = page.length < PAGE ? [] : await read(keyOf(page.at(-1)!)))
    yield* page;
}

const differ = (license: License, counter: string, recorded: number, recounted: number): Difference[] =>
  recorded === recounted
    ? []
    : [{ licenseConfigurationArn: licenseConfigurationArn(license, license.id), counter, recorded, recounted }];

interface Counted {
  readonly license: License;
  readonly counts: readonly TypeCount[];
  readonly found: readonly Difference[];
}

async function recountCounters(trx: Transaction<DB>, id: string): Promise<Counted> {
  const license = (await lockLicenses(trx, [id]))[0]!;
  const counts = await readTypeCounts(trx, id);
  const total = counts.reduce((sum, count) => sum + count.consumedRecounted, 0);
  const byType = counts.flatMap((count) => [
    ...differ(license, `consumed:${count.resourceType}`, count.consumed, count.consumedRecounted),
    ...differ(license, `associations:${count.resourceType}`, count.associations, count.associationsRecounted),
  ]);
  return { license, counts, found: [...differ(license, 'consumed', license.consumed, total), ...byType] };
}

async function mend(
  trx: Transaction<DB>,
  { license, counts, found }: Counted,
  asking: Actor | undefined,
): Promise<void> {
  await repairCounters(trx, license, counts);
  const repaired = found.map(({ counter, recorded, recounted }) => ({ counter, recorded, recounted }));
  const actor = {
    ...systemActor(license, 'headroom:Recount'),
    ...asking,
    accountId: license.accountId,
    region: license.region,
  };
  const resources = [licenseConfigurationArn(license, license.id)];
  const at = await readClock(trx);
  const after = counts.reduce((sum, count) => sum + count.consumedRecounted, 0);
  if (after !== license.consumed)
    await recordUsage([{ licenseId: license.id, before: license.consumed, after }], at).execute(trx);
  await insertAuditEvents([{ actor, resources, detail: { repaired } }], at).execute(trx);
}

async function recountHolders(db: Kysely<DB>, license: License): Promise<Difference[]> {
  const differences: Difference[] = [];
  const read = (after: string) => readHolders(db, { licenseId: license.id, after, limit: PAGE });
  for await (const holder of inPages(read, ({ resourceId }) => resourceId))
    differences.push(...differ(license, `holder:${holder.resourceId}`, holder.held, amountFor(license, holder)));
  return differences;
}

async function recountHosts(db: Kysely<DB>, license: License): Promise<Difference[]> {
  const differences: Difference[] = [];
  const read = (after: string) => readHostHolders(db, { licenseId: license.id, after, limit: PAGE });
  const at = await readClock(db);
  for await (const holder of inPages(read, ({ resourceId }) => resourceId))
    differences.push(
      ...differ(license, `holder:${holder.resourceId}`, holder.held, amountForHost(license, holder, at)),
    );
  return differences;
}

async function recountServers(db: Kysely<DB>, license: License): Promise<Difference[]> {
  const differences: Difference[] = [];
  const read = (after: string) => readServerHolders(db, { licenseId: license.id, after, limit: PAGE });
  const at = await readClock(db);
  for await (const holder of inPages(read, ({ resourceId }) => resourceId))
    differences.push(
      ...differ(license, `holder:${holder.resourceId}`, holder.held, amountForServer(license, holder, at)),
    );
  return differences;
}

/** What a server should hold. One that fell silent gives back within minutes, so what it keeps until then is no difference. */
function amountForServer(license: License, { server, tied, held }: ServerHolder, at: Date): number {
  if (!server || !tied || countsHosts(license)) return 0;
  const due = licensesForServer(license, server) ?? 0;
  if (isPresent(server, at)) return due;
  const isSettling = isPresent(server, new Date(at.getTime() - DAY_MS));
  return isSettling && held === due ? held : 0;
}

/**
 * What a host should hold. A hold that is over is given back by the next settlement, so what it keeps until then is no
 * difference: it has a day for that, as AWS has.
 */
function amountForHost(license: License, { host, tied, machineStates, holdUntil }: HostHolder, at: Date): number {
  if (!host || !countsHosts(license)) return 0;
  const isDue = !isReleased(host) && (tied || machineStates.some((state) => holdsLicenses(state, license.rules)));
  const isKept = holdUntil !== undefined && holdUntil.getTime() + DAY_MS > at.getTime();
  return isDue || isKept ? licensesForHost(license, host) : 0;
}

/** What a machine should hold. One of a type that the catalogue does not know cannot be counted, which is a difference. */
function amountFor(license: License, { instance, tied, held }: Holder): number {
  const type = instance && findInstanceType(instance.instanceType);
  if (!type || !tied || !holdsLicenses(instance.state, license.rules)) return 0;
  // A machine that was stopped when it was terminated shuts down with nothing in hand.
  if (instance.state === 'shutting-down' && held === 0) return 0;
  return licensesFor(license, machineOf(instance, type));
}

/** The time of the database, to which all servers keep. */
const readClock = async (db: Kysely<DB>): Promise<Date> => (await readTogether(db, {})).at;
