import { type Kysely, sql, type Transaction } from 'kysely';
import { entityArn, entityId } from '../domain/identities/entity.ts';
import {
  type ServiceLinkedRole,
  serviceRolePath,
  serviceTrustPolicy,
} from '../domain/identities/service-linked-roles.ts';
import { recordset } from './bulk.ts';
import type { DB } from './schema.ts';

interface Making {
  readonly accountIds: readonly string[];
  /** What the ids of the roles are derived from, with their accounts. */
  readonly seed: string;
  readonly at: Date;
}

/** Makes the role of a service in the accounts that do not have it; returns those, with the ARN of the role in each. */
export async function insertServiceRoles(
  trx: Transaction<DB>,
  { service, roleName: name, policyArn }: ServiceLinkedRole,
  { accountIds, seed, at }: Making,
): Promise<{ accountId: string; arn: string }[]> {
  const path = serviceRolePath(service);
  const settings = JSON.stringify({ trustPolicy: serviceTrustPolicy(service), maxSessionSeconds: 3600 });
  const wanted = accountIds
    .toSorted()
    .map((accountId) => ({ accountId, id: entityId('role', `${seed}/${accountId}`) }));
  const { rows } = await sql<{ accountId: string }>`
    WITH made AS (
      INSERT INTO iam_entity (account_id, kind, entity_id, name, path, settings, created_at)
      SELECT r."accountId", 'role', r.id, ${name}, ${path}, ${settings}::jsonb, ${at}
      FROM ${recordset(wanted, '"accountId" text, id text')}
      ON CONFLICT (account_id, kind, lower(name) COLLATE "C") DO NOTHING RETURNING account_id, entity_id
    )
    INSERT INTO iam_attached_policy (account_id, entity_id, policy_arn)
    SELECT account_id, entity_id, ${policyArn} FROM made RETURNING account_id AS "accountId"`.execute(trx);
  return rows.map(({ accountId }) => ({ accountId, arn: entityArn({ accountId, kind: 'role', path, name }) }));
}

/** What a service needs its role for, in a Region; ARNs, of many the first. */
export interface RoleUse {
  readonly region: string;
  readonly resources: readonly string[];
}

/** What a service needs its role for in an account; none where the role can go. */
export async function readRoleUses(db: Kysely<DB>, service: string, accountId: string): Promise<RoleUse[]> {
  const uses = USES.get(service);
  if (!uses) return [];
  const { rows } = await sql<RoleUse>`
    SELECT u.region, (array_agg(u.arn ORDER BY u.arn))[1:${MOST_TOLD}] AS resources
    FROM (${uses(accountId)}) AS u GROUP BY u.region ORDER BY u.region`.execute(db);
  return rows;
}

const MOST_TOLD = sql.raw('20');

/** An organization that its management account linked, in a Region. */
const linked = (accountId: string, isOf: string) => sql`
  SELECT s.region, 'arn:aws:organizations::' || o.management_account_id || ':organization/' || o.organization_id AS arn
  FROM organization o JOIN service_settings s ON s.account_id = o.management_account_id AND s.organization_integration
    JOIN organization_account m ON m.organization_id = o.organization_id AND m.account_id = ${accountId}
  WHERE ${sql.raw(isOf)}`;

const USES: ReadonlyMap<string, (accountId: string) => ReturnType<typeof sql>> = new Map([
  [
    'license-manager.amazonaws.com',
    (accountId: string) => sql`
      SELECT l.region, 'arn:aws:license-manager:' || l.region || ':' || l.account_id || ':license-configuration:'
        || l.license_configuration_id AS arn
      FROM license_configuration l WHERE l.account_id = ${accountId} AND l.status <> 'DELETED'`,
  ],
  [
    'license-manager.master-account.amazonaws.com',
    (accountId: string) => linked(accountId, 'm.account_id = o.management_account_id'),
  ],
  [
    'license-manager.member-account.amazonaws.com',
    (accountId: string) => linked(accountId, 'm.account_id <> o.management_account_id'),
  ],
]);
