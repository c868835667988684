import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import { EVERYBODY } from '../../domain/images/image.ts';
import { identifierOf, type Resource } from '../../domain/resource.ts';
import type { DB } from '../../store/schema.ts';
import { visibleTo } from './visible-licenses.ts';

/** A license that a resource is tied to. */
export interface LicenseOfResourceRow {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly amiScope: string | null;
}

export interface LicensesOfResourceQuery {
  readonly resource: Resource;
  /** The license id of the last row of the page before. */
  readonly after: string | undefined;
  readonly limit: number;
}

const TABLES: Readonly<Record<Resource['type'], readonly [table: string, column: string]>> = {
  EC2_AMI: ['image', 'image_id'],
  EC2_HOST: ['host', 'host_id'],
  EC2_INSTANCE: ['instance', 'instance_id'],
  RDS: ['db_instance', 'identifier'],
  SYSTEMS_MANAGER_MANAGED_INSTANCE: ['managed_instance', 'instance_id'],
};

/** Whether the account has that resource in the Region. */
export async function ownsResource(
  db: Kysely<DB>,
  { type, id }: Resource,
  { accountId, region }: Scope,
): Promise<boolean> {
  const [table, column] = TABLES[type];
  const key = type === 'RDS' ? identifierOf(id) : id;
  const { rows } = await sql`
    SELECT FROM ${sql.table(table)}
    WHERE ${sql.ref(column)} = ${key} AND account_id = ${accountId} AND region = ${region}`.execute(db);
  return rows.length > 0;
}

/** Whether another account lets the account launch that image of the Region. */
export async function maySeeImage(db: Kysely<DB>, imageId: string, { accountId, region }: Scope): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM image_launch_permission
    WHERE image_id = ${imageId} AND region = ${region} AND grantee = ANY(${[accountId, EVERYBODY]})`.execute(db);
  return rows.length > 0;
}

/**
 * The licenses that a resource is tied to, ordered by id. An instance or host shows all to its owner, also one that
 * came with another account's image; an image shows those that the account sees, for many accounts can tie theirs to it.
 */
export async function listLicensesOfResource(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { resource, after = '', limit }: LicensesOfResourceQuery,
): Promise<LicenseOfResourceRow[]> {
  const { rows } = await sql<LicenseOfResourceRow>`
    SELECT l.license_configuration_id AS id, l.account_id AS "accountId", l.region, a.ami_scope AS "amiScope"
    FROM license_association a JOIN license_configuration l USING (license_configuration_id)
    WHERE a.resource_id = ${resource.id} AND a.region = ${region} AND l.license_configuration_id > ${after}
      ${resource.type === 'EC2_AMI' ? sql`AND ${visibleTo(accountId)}` : sql``}
    ORDER BY l.license_configuration_id LIMIT ${limit}`.execute(db);
  return rows;
}
