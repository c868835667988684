import type { Logger } from 'pino';
import { FLEET_LEASE_MS, fulfilFleet } from '../ledger/fulfil-fleet.ts';
import { fulfilSpotRequest } from '../ledger/fulfil-spot-request.ts';
import { troubleOf } from '../ledger/ledger.ts';
import { takeFleets } from '../store/fleet.ts';
import { takeSpotRequests } from '../store/spot-request.ts';
import type { JobContext } from './job-context.ts';
import { keepWorking } from './keep-working.ts';

/** Spot requests that are worked on at once, which share transactions of the ledger. */
const SPOT_BATCH = 200;
const SPOT_LEASE_MS = 10_000;
const FLEET_BATCH = 4;
const PAUSE_MS = 250;

/**
 * Fulfils Spot Instance requests and fleets, and follows what becomes of their machines. Any number of servers may do it
 * on one database: each takes what no other has taken, and a launch that is submitted twice is done once.
 */
export const startFulfilling = (context: JobContext): { stop: () => Promise<void> } =>
  keepWorking({ what: 'requests are fulfilled', log: context.log, round: () => fulfilDue(context) });

async function fulfilDue(context: JobContext): Promise<number> {
  const [requests, fleets] = await Promise.all([fulfilSpotRequests(context), fulfilFleets(context)]);
  return requests === SPOT_BATCH || fleets === FLEET_BATCH ? 0 : PAUSE_MS;
}

/** All in one turn, so that the ledger decides them together, the oldest first. */
async function fulfilSpotRequests({ db, ledger, log }: JobContext): Promise<number> {
  const taken = await db
    .transaction()
    .execute((trx) => takeSpotRequests(trx, { limit: SPOT_BATCH, leaseMs: SPOT_LEASE_MS }));
  await each(taken, (one) => fulfilSpotRequest({ db, ledger }, one), { log, idOf: ({ request }) => request.id });
  return taken.length;
}

async function fulfilFleets({ db, ledger, log }: JobContext): Promise<number> {
  const taken = await db
    .transaction()
    .execute((trx) => takeFleets(trx, { limit: FLEET_BATCH, leaseMs: FLEET_LEASE_MS }));
  await each(taken, (one) => fulfilFleet({ db, ledger }, one), { log, idOf: ({ fleet }) => fleet.id });
  return taken.length;
}

interface EachOptions<T> {
  readonly log: Logger;
  readonly idOf: (item: T) => string;
}

/** One that fails does not hold up the others: its lease ends, and it is tried again. */
async function each<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
  { log, idOf }: EachOptions<T>,
): Promise<void> {
  const results = await Promise.allSettled(items.map(work));
  for (const [index, result] of results.entries()) {
    if (result.status === 'fulfilled') continue;
    if (troubleOf(result.reason)) throw result.reason;
    log.error({ err: result.reason, id: idOf(items[index]!) }, 'a request cannot be fulfilled; trying again later');
  }
}
