import { type RawBuilder, sql } from 'kysely';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

/**
 * That a row which is looked up by its id is of the account and Region. No index answers it in this form, so that the
 * id's is taken, also by a planner that has no statistics yet: what an account has in its Region looks as rare to it as
 * an id, and all of it would be read.
 */
export function ownedBy({ accountId, region }: Scope, table?: string): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(table === undefined ? name : `${table}.${name}`);
  return sql`(${column('account_id')}, ${column('region')}) IS NOT DISTINCT FROM (${accountId}, ${region})`;
}

/** That a row of a list is of the account and Region, which its indexes begin with. */
export const ofAccount = ({ accountId, region }: Scope): RawBuilder<boolean> =>
  sql`account_id = ${accountId} AND region = ${region}`;
