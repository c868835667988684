import type { Kysely } from 'kysely';
import { createLedger, type Ledger } from '../../src/ledger/ledger.ts';
import type { RequestContext } from '../../src/operation.ts';
import { insertAccount } from '../../src/store/account.ts';
import type { DB } from '../../src/store/schema.ts';
import { freshDatabase } from '../database.ts';
import { requestContext } from '../request-context.ts';

export const ACCOUNT = '111111111111';
export const OTHER = '222222222222';

interface TwoAccounts {
  readonly db: Kysely<DB>;
  readonly ledger: Ledger;
  /** A request of the first account in us-east-1, unless `given` says otherwise. */
  readonly by: (given?: Partial<RequestContext>) => RequestContext;
}

/** A database with two accounts that have nothing yet. */
export async function twoAccounts(action: string): Promise<TwoAccounts> {
  const { db } = await freshDatabase();
  await db.transaction().execute(async (trx) => {
    for (const accountId of [ACCOUNT, OTHER]) await insertAccount(trx, { accountId, operator: accountId === ACCOUNT });
  });
  const ledger = createLedger({ db });
  return { db, ledger, by: (given = {}) => requestContext({ db, ledger, action, ...given }) };
}
