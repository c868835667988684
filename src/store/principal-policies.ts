import { type Kysely, sql } from 'kysely';
import type { DB } from './schema.ts';

/** A policy as it is kept; `document` is missing of a managed one that has no row. */
export interface KeptPolicy {
  /** The ARN of a managed policy; `OWNER/NAME` of an inline one. */
  readonly id: string;
  readonly document: string | null;
}

/** A user or a role, with all that decides what it may do. */
export interface PrincipalPolicies {
  readonly accountId: string;
  readonly kind: 'user' | 'role';
  readonly name: string;
  readonly path: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly inline: readonly KeptPolicy[];
  readonly managed: readonly KeptPolicy[];
  readonly boundary: KeptPolicy | null;
}

/** What the user or the role with that unique id (AIDA…, AROA…) has, and a user by its groups; undefined where there is none. */
export async function readPrincipalPolicies(db: Kysely<DB>, entityId: string): Promise<PrincipalPolicies | undefined> {
  const { rows } = await sql<PrincipalPolicies>`
    WITH holder AS (
      SELECT e.entity_id, e.name FROM iam_entity e WHERE e.entity_id = ${entityId}
      UNION ALL
      SELECT g.entity_id, g.name FROM iam_member m JOIN iam_entity g ON g.entity_id = m.container_id
      WHERE m.member_id = ${entityId} AND g.kind = 'group'
    )
    SELECT e.account_id AS "accountId", e.kind, e.name, e.path, e.tags,
      coalesce((SELECT json_agg(json_build_object('id', h.name || '/' || i.name, 'document', i.document))
        FROM holder h JOIN iam_inline_policy i USING (entity_id)), '[]') AS inline,
      coalesce((SELECT json_agg(json_build_object('id', a.policy_arn, 'document', ${documentOf(sql`a.policy_arn`)}))
        FROM (SELECT DISTINCT policy_arn FROM iam_attached_policy JOIN holder USING (entity_id)) a), '[]') AS managed,
      CASE WHEN e.permissions_boundary IS NOT NULL THEN json_build_object(
        'id', e.permissions_boundary, 'document', ${documentOf(sql`e.permissions_boundary`)}) END AS boundary
    FROM iam_entity e WHERE e.entity_id = ${entityId} AND e.kind IN ('user', 'role')`.execute(db);
  return rows[0];
}

/** The default version of the customer managed policy of an ARN, in the account of `e`. */
const documentOf = (arn: ReturnType<typeof sql>) => sql`(
  SELECT v.document FROM iam_entity p
    JOIN iam_policy_version v ON v.policy_id = p.entity_id AND v.version = (p.settings->>'defaultVersion')::integer
  WHERE p.account_id = e.account_id AND p.kind = 'policy'
    AND lower(p.name) COLLATE "C" = lower(regexp_replace(${arn}, '^.*/', ''))
    AND 'arn:aws:iam::' || p.account_id || ':policy' || p.path || p.name = ${arn})`;
