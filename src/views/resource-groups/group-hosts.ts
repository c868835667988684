import { type Kysely, sql } from 'kysely';
import type { DB } from '../../store/schema.ts';

export interface GroupHostRow {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
}

/** The hosts of a group in the order of their ids, from the one after `after` on. */
export async function listGroupHosts(
  db: Kysely<DB>,
  groupArn: string,
  { after = '', limit }: { after: string | undefined; limit: number },
): Promise<GroupHostRow[]> {
  const { rows } = await sql<GroupHostRow>`
    SELECT host_id AS id, account_id AS "accountId", region FROM host
    WHERE group_arn = ${groupArn} AND host_id COLLATE "C" > ${after}
    ORDER BY host_id COLLATE "C" LIMIT ${limit}`.execute(db);
  return rows;
}
