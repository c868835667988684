import { type Kysely, sql } from 'kysely';
import { readyMadePolicy } from '../domain/identities/ready-made-policies.ts';
import type { PolicyText } from '../domain/principal.ts';
import type { DB } from './schema.ts';

/** What decides what a user or a role may do. */
export interface PrincipalPolicies {
  /** Its inline and its managed policies, a user's also those of its groups. */
  readonly identity: readonly PolicyText[];
  readonly boundary: PolicyText | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

interface Row {
  readonly tags: Record<string, string>;
  readonly boundary: string | null;
  readonly inline: PolicyText[];
  readonly attached: string[];
  readonly own: PolicyText[];
}

/**
 * All that is kept about a user or a role (AIDA…, AROA…) and decides what it may do, in one statement; undefined where it is
 * gone. Sessions have policies and tags of their own beside these, which their token carries.
 */
export async function readPrincipalPolicies(
  db: Kysely<DB>,
  identityId: string,
): Promise<PrincipalPolicies | undefined> {
  const { rows } = await sql<Row>`
    WITH holder AS (
      SELECT entity_id FROM iam_entity WHERE entity_id = ${identityId}
      UNION ALL
      SELECT g.entity_id FROM iam_member m JOIN iam_entity g ON g.entity_id = m.container_id AND g.kind = 'group'
      WHERE m.member_id = ${identityId}
    ), attached AS (
      SELECT DISTINCT policy_arn AS arn FROM iam_attached_policy WHERE entity_id IN (SELECT entity_id FROM holder)
    ), used AS (
      SELECT arn FROM attached
      UNION SELECT permissions_boundary FROM iam_entity WHERE entity_id = ${identityId}
    )
    SELECT e.tags, e.permissions_boundary AS boundary,
      coalesce((SELECT jsonb_agg(jsonb_build_object('id', name, 'document', document)) FROM iam_inline_policy
        WHERE entity_id IN (SELECT entity_id FROM holder)), '[]') AS inline,
      ARRAY(SELECT arn FROM attached) AS attached,
      coalesce((SELECT jsonb_agg(jsonb_build_object('id', u.arn, 'document', v.document))
        FROM used u
        JOIN iam_entity p ON p.account_id = e.account_id AND p.kind = 'policy'
          AND lower(p.name) COLLATE "C" = lower(substring(u.arn FROM '[^/]+$')) COLLATE "C"
        JOIN iam_policy_version v ON v.policy_id = p.entity_id AND v.version = (p.settings->>'defaultVersion')::integer
        WHERE u.arn LIKE 'arn:aws:iam::' || e.account_id || ':policy/%'), '[]') AS own
    FROM iam_entity e WHERE e.entity_id = ${identityId} AND e.kind IN ('user', 'role')`.execute(db);
  const [row] = rows;
  if (!row) return undefined;
  const own = new Map(row.own.map((policy) => [policy.id, policy]));
  const textOf = (arn: string): PolicyText | undefined => {
    const ready = readyMadePolicy(arn);
    return ready ? { id: arn, document: ready.document } : own.get(arn);
  };
  const attached = row.attached.flatMap((arn) => textOf(arn) ?? []);
  // Without a text it allows nothing.
  const boundary = row.boundary === null ? undefined : (textOf(row.boundary) ?? { id: row.boundary, document: '' });
  return { identity: [...row.inline, ...attached], boundary, tags: row.tags };
}
