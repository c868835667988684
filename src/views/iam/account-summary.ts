import { type Kysely, sql } from 'kysely';
import type { EntityKind } from '../../domain/identities/entity.ts';
import type { DB } from '../../store/schema.ts';

export interface AccountSummary {
  /** How many the account has of each kind; kinds of which it has none are left out. */
  readonly entities: Readonly<Partial<Record<EntityKind, number>>>;
  readonly policyVersions: number;
  /** Whether its root has an access key. */
  readonly rootKey: boolean;
}

/** What quotas bound, counted. */
export async function readAccountSummary(db: Kysely<DB>, accountId: string): Promise<AccountSummary> {
  const { rows } = await sql<AccountSummary>`
    SELECT
      coalesce((SELECT jsonb_object_agg(kind, count) FROM (
        SELECT kind, count(*) FROM iam_entity WHERE account_id = ${accountId} GROUP BY kind) AS k), '{}') AS entities,
      (SELECT count(*)::integer FROM iam_policy_version v JOIN iam_entity e ON e.entity_id = v.policy_id
        WHERE e.account_id = ${accountId} AND e.kind = 'policy') AS "policyVersions",
      EXISTS (SELECT FROM access_key WHERE account_id = ${accountId} AND user_id IS NULL) AS "rootKey"`.execute(db);
  return rows[0]!;
}
