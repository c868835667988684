import { type Kysely, sql } from 'kysely';
import { FULL_ACCESS } from '../../domain/organizations/organization.ts';
import type { DB } from '../../store/schema.ts';

/** A service control policy; the one that AWS made has the sequence 0. */
export interface PolicyRow {
  readonly id: string;
  readonly sequence: number;
  readonly name: string;
  readonly description: string;
  readonly content: string;
}

const FULL_ACCESS_ROW: PolicyRow = { ...FULL_ACCESS, sequence: 0 };

const POLICY = sql`
  SELECT p.policy_id AS id, p.sequence, p.name, p.description, p.content FROM organization_policy p`;

/** A policy of an organization, or the one that every organization has. */
export async function findPolicy(db: Kysely<DB>, organizationId: string, id: string): Promise<PolicyRow | undefined> {
  if (id === FULL_ACCESS.id) return FULL_ACCESS_ROW;
  const { rows } = await sql<PolicyRow>`
    ${POLICY} WHERE p.policy_id = ${id} AND p.organization_id = ${organizationId}`.execute(db);
  return rows[0];
}

interface Page {
  readonly after: number | undefined;
  readonly limit: number;
}

/** The policies of an organization in the order of creation, the one that AWS made first. */
export async function listPolicies(db: Kysely<DB>, organizationId: string, { after = -1, limit }: Page) {
  const { rows } = await sql<PolicyRow>`
    ${POLICY} WHERE p.organization_id = ${organizationId} AND p.sequence > ${after}
    ORDER BY p.sequence LIMIT ${limit}`.execute(db);
  return after < 0 ? [FULL_ACCESS_ROW, ...rows].slice(0, limit) : rows;
}

/** How many policies an organization has made. */
export async function countPolicies(db: Kysely<DB>, organizationId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) FROM organization_policy WHERE organization_id = ${organizationId}`.execute(db);
  return rows[0]!.count;
}

/** The policies on a root, a unit or an account, in the order in which they came there: five at the most. */
export async function listPoliciesOn(db: Kysely<DB>, targetId: string): Promise<PolicyRow[]> {
  const { rows } = await sql<PolicyRow & { readonly policyId: string }>`
    SELECT a.policy_id AS "policyId", p.policy_id AS id, p.sequence, p.name, p.description, p.content
    FROM policy_attachment a LEFT JOIN organization_policy p USING (policy_id)
    WHERE a.target_id = ${targetId} ORDER BY a.sequence`.execute(db);
  return rows.map((row) => (row.policyId === FULL_ACCESS.id ? FULL_ACCESS_ROW : row));
}

/** What a policy is on. */
export interface PolicyTarget {
  readonly id: string;
  readonly sequence: number;
  readonly name: string | null;
}

/** What a policy is on, in the order in which it came there. */
export async function listPolicyTargets(
  db: Kysely<DB>,
  { organizationId, policyId }: { organizationId: string; policyId: string },
  { after = 0, limit }: Page,
): Promise<PolicyTarget[]> {
  const { rows } = await sql<PolicyTarget>`
    SELECT t.target_id AS id, t.sequence, coalesce(u.name, a.name) AS name
    FROM policy_attachment t
    LEFT JOIN organizational_unit u ON u.unit_id = t.target_id LEFT JOIN account a ON a.account_id = t.target_id
    WHERE t.organization_id = ${organizationId} AND t.policy_id = ${policyId} AND t.sequence > ${after}
    ORDER BY t.sequence LIMIT ${limit}`.execute(db);
  return rows;
}

/**
 * The documents of the service control policies that cut what an account may do, level by level: those on the root, on
 * each unit on the way down, and on the account. Something is allowed where each level allows it and none denies it.
 * Undefined where none cut: the account is in no organization, manages its own, or the organization has not enabled them.
 */
export async function readServiceControlPolicies(db: Kysely<DB>, accountId: string): Promise<string[][] | undefined> {
  const { rows } = await sql<{
    policies: { level: number; id: string; content: string | null }[] | null;
    levels: number;
  }>`
    SELECT cardinality(u.path) AS levels, (
      SELECT json_agg(json_build_object('level', l.level, 'id', t.policy_id, 'content', p.content) ORDER BY t.sequence)
      FROM unnest(u.path[2:] || m.account_id) WITH ORDINALITY AS l (target_id, level)
      JOIN policy_attachment t USING (target_id) LEFT JOIN organization_policy p USING (policy_id)) AS policies
    FROM organization_account m JOIN organization o USING (organization_id)
    JOIN organizational_unit u ON u.unit_id = m.parent_id
    WHERE m.account_id = ${accountId} AND o.policies_enabled AND o.management_account_id <> ${accountId}`.execute(db);
  const found = rows[0];
  return (
    found &&
    Array.from({ length: found.levels }, (_, n) =>
      (found.policies ?? [])
        .filter(({ level }) => level === n + 1)
        .map(({ content }) => content ?? FULL_ACCESS.content),
    )
  );
}
