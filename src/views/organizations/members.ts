import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { DB } from '../../store/schema.ts';

/** An account of an organization. */
export interface Member {
  readonly accountId: string;
  readonly sequence: number;
  readonly parentId: string;
  /** The ids of the organization, the root and the units in which it is. */
  readonly path: readonly string[];
  readonly name: string | null;
  readonly email: string | null;
  readonly isClosed: boolean;
  readonly joinedMethod: 'INVITED' | 'CREATED';
  readonly joinedAt: Date;
}

const MEMBER = sql`
  SELECT m.account_id AS "accountId", m.sequence, m.parent_id AS "parentId", u.path, a.name, a.email,
    a.closed_at IS NOT NULL AS "isClosed", m.joined_method AS "joinedMethod", m.joined_at AS "joinedAt"
  FROM organization_account m JOIN account a USING (account_id) JOIN organizational_unit u ON u.unit_id = m.parent_id`;

/** An account of an organization. */
export async function findMember(db: Kysely<DB>, organizationId: string, accountId: string) {
  const { rows } = await sql<Member>`
    ${MEMBER} WHERE m.account_id = ${accountId} AND m.organization_id = ${organizationId}`.execute(db);
  return rows[0];
}

interface Page {
  readonly after: number | undefined;
  readonly limit: number;
}

async function list(db: Kysely<DB>, chosen: RawBuilder<unknown>, { after = 0, limit }: Page): Promise<Member[]> {
  const { rows } = await sql<Member>`
    ${MEMBER} WHERE ${chosen} AND m.sequence > ${after} ORDER BY m.sequence LIMIT ${limit}`.execute(db);
  return rows;
}

/** The accounts of an organization in the order in which they joined. */
export const listMembers = (db: Kysely<DB>, organizationId: string, page: Page): Promise<Member[]> =>
  list(db, sql`m.organization_id = ${organizationId}`, page);

/** The accounts right below a root or a unit, in the order in which they joined. */
export const listMembersBelow = (db: Kysely<DB>, parentId: string, page: Page): Promise<Member[]> =>
  list(db, sql`m.parent_id = ${parentId}`, page);

/** How many accounts an organization has; none but its management account where it is 1. */
export async function countMembers(db: Kysely<DB>, organizationId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) FROM organization_account WHERE organization_id = ${organizationId}`.execute(db);
  return rows[0]!.count;
}
