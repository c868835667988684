import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { FULL_ACCESS, type Organization, type Unit } from '../domain/organizations/organization.ts';
import type { DB } from './schema.ts';

const ORGANIZATION = sql`
  SELECT o.organization_id AS id, o.management_account_id AS "managementAccountId", o.root_id AS "rootId",
    o.feature_set AS "featureSet", o.policies_enabled AS "policiesEnabled" FROM organization o`;

/** The organization that an account is in. */
export async function findOrganizationOf(db: Kysely<DB>, accountId: string): Promise<Organization | undefined> {
  const { rows } = await sql<Organization>`
    ${ORGANIZATION} JOIN organization_account a USING (organization_id) WHERE a.account_id = ${accountId}`.execute(db);
  return rows[0];
}

/** An organization as it is now, and stays until the transaction ends: all its changes take turns. */
export async function lockOrganization(trx: Transaction<DB>, id: string): Promise<Organization | undefined> {
  const { rows } = await sql<Organization>`${ORGANIZATION} WHERE o.organization_id = ${id} FOR UPDATE`.execute(trx);
  return rows[0];
}

/** Adds an organization with its root. */
export async function insertOrganization(trx: Transaction<DB>, organization: Organization, at: Date): Promise<void> {
  const { id, managementAccountId, rootId, featureSet, policiesEnabled } = organization;
  await sql`
    INSERT INTO organization (organization_id, management_account_id, root_id, feature_set, policies_enabled, created_at)
    VALUES (${id}, ${managementAccountId}, ${rootId}, ${featureSet}, ${policiesEnabled}, ${at})`.execute(trx);
  await insertUnit(trx, organization, { id: rootId, name: 'Root', parentId: null, path: [id, rootId] });
}

/** Removes an organization with all that is in it; its accounts stay. */
export async function deleteOrganization(trx: Transaction<DB>, id: string): Promise<void> {
  await sql`DELETE FROM delegated_administrator WHERE organization_id = ${id}`.execute(trx);
  await sql`DELETE FROM organization_account WHERE organization_id = ${id}`.execute(trx);
  await sql`DELETE FROM organization WHERE organization_id = ${id}`.execute(trx);
}

/** Adds a unit; false where its parent has one of that name. */
export async function insertUnit(trx: Transaction<DB>, organization: Organization, unit: Unit): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO organizational_unit (unit_id, organization_id, parent_id, name, path)
    VALUES (${unit.id}, ${organization.id}, ${unit.parentId}, ${unit.name}, ${[...unit.path]})
    ON CONFLICT (parent_id, name) DO NOTHING RETURNING 1`.execute(trx);
  if (rows.length > 0) await coverTarget(trx, organization, unit.id);
  return rows.length > 0;
}

/** Gives a unit another name; false where its parent has another one of that name. */
export async function renameUnit(trx: Transaction<DB>, unit: Unit, name: string): Promise<boolean> {
  const { rows } = await sql`
    UPDATE organizational_unit SET name = ${name} WHERE unit_id = ${unit.id} AND NOT EXISTS (
      SELECT FROM organizational_unit WHERE parent_id = ${unit.parentId} AND name = ${name} AND unit_id <> ${unit.id})
    RETURNING 1`.execute(trx);
  return rows.length > 0;
}

/** Removes a unit in which nothing is. */
export async function deleteUnit(trx: Transaction<DB>, id: string): Promise<void> {
  await sql`DELETE FROM policy_attachment WHERE target_id = ${id}`.execute(trx);
  await sql`DELETE FROM organizational_unit WHERE unit_id = ${id}`.execute(trx);
}

export interface Joining {
  readonly accountId: string;
  readonly method: 'INVITED' | 'CREATED';
  readonly at: Date;
}

/** Puts an account under the root; false where it is in an organization. */
export async function insertMember(
  trx: Transaction<DB>,
  organization: Organization,
  joining: Joining,
): Promise<boolean> {
  const { accountId, method, at } = joining;
  const { rows } = await sql`
    INSERT INTO organization_account (account_id, organization_id, parent_id, joined_method, joined_at)
    VALUES (${accountId}, ${organization.id}, ${organization.rootId}, ${method}, ${at})
    ON CONFLICT DO NOTHING RETURNING 1`.execute(trx);
  if (rows.length > 0) await coverTarget(trx, organization, accountId);
  return rows.length > 0;
}

/** Takes an account out of its organization. */
export async function deleteMember(trx: Transaction<DB>, accountId: string): Promise<void> {
  await sql`DELETE FROM policy_attachment WHERE target_id = ${accountId}`.execute(trx);
  await sql`DELETE FROM organization_account WHERE account_id = ${accountId}`.execute(trx);
}

/** Puts an account under another parent. */
export async function moveMember(trx: Transaction<DB>, accountId: string, parentId: string): Promise<void> {
  await sql`UPDATE organization_account SET parent_id = ${parentId} WHERE account_id = ${accountId}`.execute(trx);
}

/** Where policies count, whatever comes in begins with full access. */
async function coverTarget(trx: Transaction<DB>, organization: Organization, targetId: string): Promise<void> {
  if (organization.policiesEnabled) await coverTargets(trx, organization, sql`SELECT ${targetId}::text`);
}

/** Puts the policy that allows all on the targets that a query finds. */
export async function coverTargets(
  trx: Transaction<DB>,
  { id }: Organization,
  targets: RawBuilder<unknown>,
): Promise<void> {
  await sql`
    INSERT INTO policy_attachment (target_id, policy_id, organization_id)
    SELECT t.id, ${FULL_ACCESS.id}, ${id} FROM (${targets}) t (id) ON CONFLICT DO NOTHING`.execute(trx);
}
