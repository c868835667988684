import { type Kysely, sql } from 'kysely';
import type { Entity, HolderKind } from '../../domain/identities/entity.ts';
import type { DB } from '../../store/schema.ts';
import type { NamePage } from './entities.ts';

/** How a policy is used. */
export type PolicyUse = 'PermissionsPolicy' | 'PermissionsBoundary';

interface PolicyQuery {
  readonly accountId: string;
  readonly pathPrefix: string;
  readonly onlyAttached: boolean;
  readonly use: PolicyUse | undefined;
}

/** An account's own managed policies, by name. */
export async function listCustomerPolicies(
  db: Kysely<DB>,
  { accountId, pathPrefix, onlyAttached, use }: PolicyQuery,
  { after, limit }: NamePage,
): Promise<Entity<'policy'>[]> {
  const arn = sql`'arn:aws:iam::' || e.account_id || ':policy' || e.path || e.name`;
  const attached = sql`EXISTS (SELECT FROM iam_attached_policy a WHERE a.account_id = ${accountId} AND a.policy_arn = ${arn})`;
  const bounds = sql`EXISTS (SELECT FROM iam_entity b WHERE b.account_id = ${accountId} AND b.permissions_boundary = ${arn})`;
  const { rows } = await sql<Entity<'policy'>>`
    SELECT e.account_id AS "accountId", e.kind, e.entity_id AS id, e.name, e.path, e.permissions_boundary AS boundary,
      e.tags, e.settings, e.created_at AS "createdAt"
    FROM iam_entity e
    WHERE e.account_id = ${accountId} AND e.kind = 'policy' AND lower(e.name) COLLATE "C" > ${after}
      AND starts_with(e.path, ${pathPrefix})
      ${onlyAttached || use === 'PermissionsPolicy' ? sql`AND ${attached}` : sql``}
      ${use === 'PermissionsBoundary' ? sql`AND ${bounds}` : sql``}
    ORDER BY lower(e.name) COLLATE "C" LIMIT ${limit}`.execute(db);
  return rows;
}

export interface PolicyHolder {
  readonly kind: HolderKind;
  readonly id: string;
  readonly name: string;
}

interface HolderQuery {
  readonly accountId: string;
  readonly policyArn: string;
  readonly pathPrefix: string;
  readonly kind: HolderKind | undefined;
  readonly use: PolicyUse;
}

/** The users, groups and roles that have a policy, or whose boundary it is, in the order of their ids. */
export async function listPolicyHolders(
  db: Kysely<DB>,
  { accountId, policyArn, pathPrefix, kind, use }: HolderQuery,
  { after, limit }: NamePage,
): Promise<PolicyHolder[]> {
  const { rows } = await sql<PolicyHolder>`
    SELECT e.kind, e.entity_id AS id, e.name FROM iam_entity e
    WHERE ${
      use === 'PermissionsPolicy'
        ? sql`e.entity_id IN (SELECT entity_id FROM iam_attached_policy
            WHERE account_id = ${accountId} AND policy_arn = ${policyArn} AND entity_id > ${after})`
        : sql`e.account_id = ${accountId} AND e.permissions_boundary = ${policyArn} AND e.entity_id > ${after}`
    } AND starts_with(e.path, ${pathPrefix}) ${kind === undefined ? sql`` : sql`AND e.kind = ${kind}`}
    ORDER BY e.entity_id LIMIT ${limit}`.execute(db);
  return rows;
}
