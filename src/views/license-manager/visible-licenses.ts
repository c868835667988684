import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { DB } from '../../store/schema.ts';

/** Whether the license configuration `l` is the account's own or shared with it. */
export const visibleTo = (accountId: string) => sql<boolean>`(l.account_id = ${accountId} OR EXISTS (
  SELECT FROM license_share s
  WHERE s.license_configuration_id = l.license_configuration_id AND s.shared_with = ANY(sharing_principals(${accountId}))))`;

/** Of these license configurations, the owners of those that the account sees in the Region and that are not deleted. */
export async function findVisibleLicenses(
  db: Kysely<DB>,
  ids: readonly string[],
  { accountId, region }: Scope,
): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; ownerId: string }>`
    SELECT l.license_configuration_id AS id, l.account_id AS "ownerId" FROM license_configuration l
    WHERE l.license_configuration_id = ANY(${ids}) AND l.region = ${region} AND l.status <> 'DELETED'
      AND ${visibleTo(accountId)}`.execute(db);
  return new Map(rows.map(({ id, ownerId }) => [id, ownerId]));
}
