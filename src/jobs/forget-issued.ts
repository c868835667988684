import type { Kysely } from 'kysely';
import { forgetCheckouts } from '../store/issued-checkout.ts';
import { forgetGrants } from '../store/issued-grant.ts';
import { forgetIssuedLicenses } from '../store/issued-license.ts';
import { forgetIssuedTokens } from '../store/issued-token.ts';
import type { DB } from '../store/schema.ts';
import { inPortions } from './in-portions.ts';

const DAY_MS = 86_400_000;
/** License Manager shows an issued license for half a year after it was deleted (user guide, seller issued licenses); its grants likewise. */
const LICENSES_KEPT_MS = 183 * DAY_MS;
/** The audit trail tells of checkouts on; who checks in what ended is told so for as long. */
const CHECKOUTS_KEPT_MS = 90 * DAY_MS;
/** Of one statement. */
const ROWS_AT_ONCE = 10_000;
/** Fewer, for each takes its versions along; its checkouts and tokens are gone by then. */
const LICENSES_AT_ONCE = 100;

/** Forgets issued licenses, their tokens and what was checked out of them, once nobody is shown them any more. */
export async function forgetIssued(db: Kysely<DB>, now: Date): Promise<void> {
  const ago = (ms: number) => new Date(now.getTime() - ms);
  await inPortions(db, ROWS_AT_ONCE, (trx, some) => forgetIssuedTokens(trx, now, some));
  await inPortions(db, ROWS_AT_ONCE, (trx, some) => forgetCheckouts(trx, ago(CHECKOUTS_KEPT_MS), some));
  await inPortions(db, ROWS_AT_ONCE, (trx, some) => forgetGrants(trx, ago(LICENSES_KEPT_MS), some));
  await inPortions(db, LICENSES_AT_ONCE, (trx, some) => forgetIssuedLicenses(trx, ago(LICENSES_KEPT_MS), some));
}
