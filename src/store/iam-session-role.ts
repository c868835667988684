import { type Kysely, sql } from 'kysely';
import { readyMadePolicy } from '../domain/identities/ready-made-policies.ts';
import type { PolicyText } from '../domain/principal.ts';
import type { DB } from './schema.ts';

/** The role of a session, as it is now. */
export interface SessionRole {
  readonly accountId: string;
  readonly operator: boolean;
  readonly name: string;
  readonly path: string;
  /** Of the managed policies that cut the session, those that are there. */
  readonly policies: readonly PolicyText[];
}

/** A role by its id, with the managed policies of these ARNs; undefined where it is deleted, or its account is closed. */
export async function readSessionRole(
  db: Kysely<DB>,
  roleId: string,
  policyArns: readonly string[] = [],
): Promise<SessionRole | undefined> {
  const { rows } = await sql<SessionRole>`
    SELECT e.account_id AS "accountId", a.operator, e.name, e.path,
      coalesce((SELECT jsonb_agg(jsonb_build_object('id', u.arn, 'document', v.document))
        FROM unnest(${policyArns}::text[]) AS u (arn)
        JOIN iam_entity p ON p.account_id = e.account_id AND p.kind = 'policy'
          AND lower(p.name) COLLATE "C" = lower(regexp_replace(u.arn, '^.*/', '')) COLLATE "C"
          AND 'arn:aws:iam::' || p.account_id || ':policy' || p.path || p.name = u.arn
        JOIN iam_policy_version v ON v.policy_id = p.entity_id AND v.version = (p.settings->>'defaultVersion')::integer
      ), '[]') AS policies
    FROM iam_entity e JOIN account a USING (account_id)
    WHERE e.entity_id = ${roleId} AND e.kind = 'role' AND a.closed_at IS NULL`.execute(db);
  const [role] = rows;
  if (!role) return undefined;
  const readyMade = policyArns.flatMap((arn) => readyMadePolicy(arn) ?? []);
  return { ...role, policies: [...role.policies, ...readyMade.map(({ arn: id, document }) => ({ id, document }))] };
}
