import { type Kysely, sql } from 'kysely';
import { FULL_ACCESS } from '../domain/organizations/organization.ts';
import type { PolicyText } from '../domain/principal.ts';
import type { DB } from './schema.ts';

/** What an organization sets above an account. */
export interface AccountLimits {
  readonly organizationId: string;
  /**
   * Service control policies, level by level from the root to the account; undefined where there are none: in the management
   * account, which they do not limit, and where they do not count.
   */
  readonly scps: readonly (readonly PolicyText[])[] | undefined;
}

/** Undefined for an account that is in no organization. */
export async function readAccountLimits(db: Kysely<DB>, accountId: string): Promise<AccountLimits | undefined> {
  const { rows } = await sql<{ organizationId: string; limited: boolean; levels: PolicyText[][] }>`
    SELECT o.organization_id AS "organizationId", o.policies_enabled AND o.management_account_id <> m.account_id AS limited,
      ARRAY(
        SELECT (SELECT coalesce(jsonb_agg(jsonb_build_object('id', a.policy_id, 'document',
            coalesce(p.content, ${FULL_ACCESS.content}))), '[]')
          FROM policy_attachment a LEFT JOIN organization_policy p USING (policy_id) WHERE a.target_id = level.id)
        FROM unnest(u.path[2:] || m.account_id) WITH ORDINALITY AS level (id, place) ORDER BY level.place
      ) AS levels
    FROM organization_account m JOIN organization o USING (organization_id)
      JOIN organizational_unit u ON u.unit_id = m.parent_id
    WHERE m.account_id = ${accountId}`.execute(db);
  const [row] = rows;
  return row && { organizationId: row.organizationId, scps: row.limited ? row.levels : undefined };
}
