import { sql, type Transaction } from 'kysely';
import type { Organization } from '../domain/organizations/organization.ts';
import { coverTargets } from './organization.ts';
import type { DB } from './schema.ts';

export interface PolicyText {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly content: string;
}

/** Adds a policy; false where the organization has one of that name. */
export async function insertPolicy(trx: Transaction<DB>, { id }: Organization, policy: PolicyText): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO organization_policy (policy_id, organization_id, name, description, content)
    VALUES (${policy.id}, ${id}, ${policy.name}, ${policy.description}, ${policy.content})
    ON CONFLICT (organization_id, name) DO NOTHING RETURNING 1`.execute(trx);
  return rows.length > 0;
}

/** Writes a policy anew; false where the organization has another one of that name. */
export async function updatePolicy(trx: Transaction<DB>, { id }: Organization, policy: PolicyText): Promise<boolean> {
  const { rows } = await sql`
    UPDATE organization_policy SET name = ${policy.name}, description = ${policy.description}, content = ${policy.content}
    WHERE policy_id = ${policy.id} AND NOT EXISTS (
      SELECT FROM organization_policy
      WHERE organization_id = ${id} AND name = ${policy.name} AND policy_id <> ${policy.id})
    RETURNING 1`.execute(trx);
  return rows.length > 0;
}

/** Removes a policy that is on nothing; false where it is on something. */
export async function deletePolicy(trx: Transaction<DB>, policyId: string): Promise<boolean> {
  const { rows } = await sql`
    DELETE FROM organization_policy WHERE policy_id = ${policyId}
      AND NOT EXISTS (SELECT FROM policy_attachment WHERE policy_id = ${policyId}) RETURNING 1`.execute(trx);
  return rows.length > 0;
}

/** Puts a policy on a target; false where it is there. */
export async function attachPolicy(
  trx: Transaction<DB>,
  { id }: Organization,
  { policyId, targetId }: { policyId: string; targetId: string },
): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO policy_attachment (target_id, policy_id, organization_id) VALUES (${targetId}, ${policyId}, ${id})
    ON CONFLICT DO NOTHING RETURNING 1`.execute(trx);
  return rows.length > 0;
}

/** Takes a policy from a target. */
export async function detachPolicy(
  trx: Transaction<DB>,
  { policyId, targetId }: { policyId: string; targetId: string },
): Promise<void> {
  await sql`DELETE FROM policy_attachment WHERE target_id = ${targetId} AND policy_id = ${policyId}`.execute(trx);
}

/** Lets policies count, each target beginning with the one that allows all, or takes them all from their targets. */
export async function enablePolicies(
  trx: Transaction<DB>,
  organization: Organization,
  enabled: boolean,
): Promise<void> {
  const { id } = organization;
  await sql`UPDATE organization SET policies_enabled = ${enabled} WHERE organization_id = ${id}`.execute(trx);
  if (!enabled) await sql`DELETE FROM policy_attachment WHERE organization_id = ${id}`.execute(trx);
  else
    await coverTargets(
      trx,
      organization,
      sql`SELECT unit_id FROM organizational_unit WHERE organization_id = ${id}
        UNION ALL SELECT account_id FROM organization_account WHERE organization_id = ${id}`,
    );
}
