import type { DBInstance } from '@aws-sdk/client-rds';
import type { Transaction } from 'kysely';
import type { DbInstance, DbState } from '../../domain/rds/db-instance.ts';
import type { RequestContext } from '../../operation.ts';
import { dueOf, lockDbInstance, updateDbInstance } from '../../store/db-instance.ts';
import { queue } from '../../store/job.ts';
import type { DB } from '../../store/schema.ts';
import { readTags } from '../../store/tag.ts';
import { change } from '../change.ts';
import { keyOf } from './add-database.ts';
import { databaseShape } from './database-shape.ts';
import { checkState, databaseArn, noDatabase } from './named-database.ts';

interface Change {
  readonly identifier: string;
  /** From which states, and through which. */
  readonly from: readonly DbState[];
  readonly through: DbState;
  readonly detail?: Readonly<Record<string, unknown>>;
  /** What else becomes of it; faults where that may not be. */
  readonly changed?: (database: DbInstance, trx: Transaction<DB>) => DbInstance | Promise<DbInstance>;
}

/** Lets a database of the account pass to another state. Licenses follow at once, and once it is there. */
export function changeDatabase(
  context: RequestContext,
  { identifier, from, through, detail, changed = (database) => database }: Change,
): Promise<DBInstance> {
  const { accountId, region, now } = context;
  const key = { accountId, region, identifier: identifier.toLowerCase() };
  const record = { resources: [databaseArn(identifier, context)], ...(detail && { detail }) };
  return change(context, record, async (trx) => {
    const database = await lockDbInstance(trx, key);
    if (!database) throw noDatabase(identifier);
    checkState(database, from);
    const after = { ...(await changed(database, trx)), state: through };
    await updateDbInstance(trx, after, { state: through, at: now });
    await queue(trx, [{ task: 'match-database', payload: keyOf(after) }], dueOf(now));
    return databaseShape(after, await readTags(trx, database.dbiResourceId));
  });
}
