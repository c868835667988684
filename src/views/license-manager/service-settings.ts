import type { Kysely } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { DB } from '../../store/schema.ts';

/** What an account has set in a Region, or undefined where it never set anything. */
export const findServiceSettings = (db: Kysely<DB>, { accountId, region }: Scope) =>
  db
    .selectFrom('service_settings')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .executeTakeFirst();
