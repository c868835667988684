import type { Kysely } from 'kysely';
import { endLapsed, listLapsing, writeUsage } from '../store/issued-checkout.ts';
import { lockIssuedLicense } from '../store/issued-license.ts';
import type { DB } from '../store/schema.ts';
import { readClock } from '../views/clock.ts';

/** Checkouts that are looked at at a time. */
const PORTION = 1_000;

/**
 * Ends what lapsed of issued licenses. Who checks out does so too, and nobody depends on this: it keeps short what the next
 * one has to look at.
 */
export async function endLapsedCheckouts(db: Kysely<DB>): Promise<void> {
  const now = await readClock(db);
  for (let lapsing = await listLapsing(db, now, PORTION); lapsing.length > 0; ) {
    for (const named of lapsing)
      await db.transaction().execute(async (trx) => {
        const license = await lockIssuedLicense(trx, named);
        if (license) await writeUsage(trx, license.id, await endLapsed(trx, license, now));
      });
    lapsing = await listLapsing(db, now, PORTION);
  }
}
