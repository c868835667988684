import { sql, type Transaction } from 'kysely';
import type { Organization } from '../domain/organizations/organization.ts';
import type { DB } from './schema.ts';
import { putTags } from './tag.ts';

/** Organizations have no Region, nor have their tags. */
const NO_REGION = 'aws-global';

/** Sets tags of a root, a unit, an account or a policy, by its id. They are the organization's, not the account's. */
export async function putOrganizationTags(
  trx: Transaction<DB>,
  { id: resourceType, managementAccountId: accountId }: Organization,
  { id: resourceId, tags }: { id: string; tags: readonly (readonly [key: string, value: string])[] },
): Promise<void> {
  const resource = { accountId, region: NO_REGION, resourceId, resourceType };
  await putTags(
    trx,
    tags.map(([key, value]) => ({ ...resource, key, value })),
  );
}

/** Removes the tags of all that is in an organization. */
export async function deleteOrganizationTags(trx: Transaction<DB>, organizationId: string): Promise<void> {
  await sql`
    DELETE FROM tag t USING organization o WHERE o.organization_id = ${organizationId}
      AND t.account_id = o.management_account_id AND t.region = ${NO_REGION} AND t.resource_type = ${organizationId}`.execute(
    trx,
  );
}
