import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Entity, EntityKind } from '../../domain/identities/entity.ts';
import type { DB } from '../../store/schema.ts';

const COLUMNS = sql`
  e.account_id AS "accountId", e.kind, e.entity_id AS id, e.name, e.path, e.permissions_boundary AS boundary, e.tags,
  e.settings, e.created_at AS "createdAt"`;

/** Where a page begins and how long it is. Names are in the order of their bytes, in lower case. */
export interface NamePage {
  /** A name in lower case, behind which the page begins. */
  readonly after: string;
  readonly limit: number;
}

/** The entities of a kind in an account whose path begins with `pathPrefix`; of all that an account has, quotas say how many. */
export async function listEntities<Kind extends EntityKind>(
  db: Kysely<DB>,
  { accountId, kind, pathPrefix }: { readonly accountId: string; readonly kind: Kind; readonly pathPrefix: string },
  { after, limit }: NamePage,
): Promise<Entity<Kind>[]> {
  const { rows } = await sql<Entity<Kind>>`
    SELECT ${COLUMNS} FROM iam_entity e
    WHERE e.account_id = ${accountId} AND e.kind = ${kind} AND lower(e.name) COLLATE "C" > ${after}
      AND starts_with(e.path, ${pathPrefix})
    ORDER BY lower(e.name) COLLATE "C" LIMIT ${limit}`.execute(db);
  return rows;
}

/** The users in a group, or the roles in an instance profile. */
export const listMembers = <Kind extends 'user' | 'role'>(db: Kysely<DB>, containerId: string, page: NamePage) =>
  listLinked<Kind>(db, { of: sql`m.container_id = ${containerId}`, to: sql`m.member_id` }, page);

/** The groups that a user is in, or the instance profiles that have a role. */
export const listContainers = <Kind extends 'group' | 'instance-profile'>(
  db: Kysely<DB>,
  memberId: string,
  page: NamePage,
) => listLinked<Kind>(db, { of: sql`m.member_id = ${memberId}`, to: sql`m.container_id` }, page);

/** A page of the entities at the one end of a membership, of those that have an entity at the other. */
async function listLinked<Kind extends EntityKind>(
  db: Kysely<DB>,
  { of, to }: { readonly of: RawBuilder<unknown>; readonly to: RawBuilder<unknown> },
  { after, limit }: NamePage,
): Promise<Entity<Kind>[]> {
  const { rows } = await sql<Entity<Kind>>`
    SELECT ${COLUMNS} FROM iam_member m JOIN iam_entity e ON e.entity_id = ${to}
    WHERE ${of} AND lower(e.name) COLLATE "C" > ${after}
    ORDER BY lower(e.name) COLLATE "C" LIMIT ${limit}`.execute(db);
  return rows;
}

/** The roles of several instance profiles, by the profile's id. */
export async function readProfileRoles(
  db: Kysely<DB>,
  profileIds: readonly string[],
): Promise<Map<string, Entity<'role'>[]>> {
  const { rows } = await sql<Entity<'role'> & { containerId: string }>`
    SELECT ${COLUMNS}, m.container_id AS "containerId" FROM iam_member m JOIN iam_entity e ON e.entity_id = m.member_id
    WHERE m.container_id = ANY(${profileIds})`.execute(db);
  return Map.groupBy(rows, ({ containerId }) => containerId);
}
