import { type Kysely, sql } from 'kysely';
import type { Unit } from '../../domain/organizations/organization.ts';
import type { DB } from '../../store/schema.ts';

const UNIT = sql`
  SELECT u.unit_id AS id, u.name, u.parent_id AS "parentId", u.path, u.sequence FROM organizational_unit u`;

export interface UnitRow extends Unit {
  readonly sequence: number;
}

/** The root or a unit of an organization. */
export async function findUnit(db: Kysely<DB>, organizationId: string, id: string): Promise<Unit | undefined> {
  const { rows } = await sql<UnitRow>`
    ${UNIT} WHERE u.unit_id = ${id} AND u.organization_id = ${organizationId}`.execute(db);
  return rows[0];
}

/** The units right below a root or a unit, in the order of creation. */
export async function listUnits(
  db: Kysely<DB>,
  parentId: string,
  { after = 0, limit }: { after: number | undefined; limit: number },
): Promise<UnitRow[]> {
  const { rows } = await sql<UnitRow>`
    ${UNIT} WHERE u.parent_id = ${parentId} AND u.sequence > ${after} ORDER BY u.sequence LIMIT ${limit}`.execute(db);
  return rows;
}

/** How many units an organization has, its root aside. */
export async function countUnits(db: Kysely<DB>, organizationId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) - 1 AS count FROM organizational_unit WHERE organization_id = ${organizationId}`.execute(db);
  return rows[0]!.count;
}

/** Whether units or accounts are in a unit. */
export async function isUnitInUse(db: Kysely<DB>, id: string): Promise<boolean> {
  const { rows } = await sql<{ used: boolean }>`
    SELECT EXISTS (SELECT FROM organizational_unit WHERE parent_id = ${id})
      OR EXISTS (SELECT FROM organization_account WHERE parent_id = ${id}) AS used`.execute(db);
  return rows[0]!.used;
}
