import { type Kysely, sql, type Transaction } from 'kysely';
import type { Entity, EntityKind } from '../domain/identities/entity.ts';
import type { DB } from './schema.ts';

/**
 * Makes changes of an account's identities take turns, so that what one looks up first stays true until it ends, and counts
 * them, so that servers notice (`identity-revision.ts`).
 */
export async function lockIdentities(trx: Transaction<DB>, accountId: string): Promise<void> {
  await sql`
    INSERT INTO identity_revision (account_id, revision) VALUES (${accountId}, 1)
    ON CONFLICT (account_id) DO UPDATE SET revision = identity_revision.revision + 1`.execute(trx);
}

const ENTITY_COLUMNS = sql`
  e.account_id AS "accountId", e.kind, e.entity_id AS id, e.name, e.path, e.permissions_boundary AS boundary, e.tags,
  e.settings, e.created_at AS "createdAt"`;

/** By its name, in any case. */
export async function findEntity<Kind extends EntityKind>(
  db: Kysely<DB>,
  { accountId, kind, name }: { readonly accountId: string; readonly kind: Kind; readonly name: string },
): Promise<Entity<Kind> | undefined> {
  const { rows } = await sql<Entity<Kind>>`
    SELECT ${ENTITY_COLUMNS} FROM iam_entity e
    WHERE e.account_id = ${accountId} AND e.kind = ${kind} AND lower(e.name) COLLATE "C" = ${name.toLowerCase()}
    `.execute(db);
  return rows[0];
}

/** The role in an instance profile; undefined where the profile has none or is not there. */
export async function findProfileRole(
  db: Kysely<DB>,
  { accountId, name }: { readonly accountId: string; readonly name: string },
): Promise<Entity<'role'> | undefined> {
  const { rows } = await sql<Entity<'role'>>`
    SELECT ${ENTITY_COLUMNS} FROM iam_entity p
      JOIN iam_member m ON m.container_id = p.entity_id
      JOIN iam_entity e ON e.entity_id = m.member_id
    WHERE p.account_id = ${accountId} AND p.kind = 'instance-profile'
      AND lower(p.name) COLLATE "C" = ${name.toLowerCase()}`.execute(db);
  return rows[0];
}

/** A user by the unique id. */
export async function findUser(db: Kysely<DB>, id: string): Promise<Entity<'user'> | undefined> {
  const { rows } = await sql<Entity<'user'>>`
    SELECT ${ENTITY_COLUMNS} FROM iam_entity e WHERE e.entity_id = ${id} AND e.kind = 'user'`.execute(db);
  return rows[0];
}

/** False where there is one of that name. */
export async function insertEntity(trx: Transaction<DB>, entity: Entity): Promise<boolean> {
  const { numAffectedRows } = await sql`
    INSERT INTO iam_entity (account_id, kind, entity_id, name, path, permissions_boundary, tags, settings, created_at)
    VALUES (${entity.accountId}, ${entity.kind}, ${entity.id}, ${entity.name}, ${entity.path}, ${entity.boundary},
      ${JSON.stringify(entity.tags)}, ${JSON.stringify(entity.settings)}, ${entity.createdAt})
    ON CONFLICT (account_id, kind, lower(name) COLLATE "C") DO NOTHING`.execute(trx);
  return numAffectedRows === 1n;
}

/** Writes what can change of one: all but account, kind and id. */
export async function updateEntity(trx: Transaction<DB>, entity: Entity): Promise<void> {
  await sql`
    UPDATE iam_entity SET name = ${entity.name}, path = ${entity.path}, permissions_boundary = ${entity.boundary},
      tags = ${JSON.stringify(entity.tags)}, settings = ${JSON.stringify(entity.settings)}
    WHERE entity_id = ${entity.id}`.execute(trx);
}

export async function deleteEntity(trx: Transaction<DB>, { id }: Entity): Promise<void> {
  await sql`DELETE FROM iam_entity WHERE entity_id = ${id}`.execute(trx);
}

export async function countEntities(db: Kysely<DB>, accountId: string, kind: EntityKind): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::integer AS count FROM iam_entity WHERE account_id = ${accountId} AND kind = ${kind}`.execute(db);
  return rows[0]!.count;
}

/** What hangs on one, by kind of thing. */
export interface Dependents {
  /** Groups or instance profiles that it is in. */
  readonly containers: number;
  /** Users or roles that are in it. */
  readonly members: number;
  readonly inlinePolicies: number;
  readonly attachedPolicies: number;
  readonly accessKeys: number;
  readonly loginProfiles: number;
}

export async function readDependents(db: Kysely<DB>, { accountId, id }: Entity): Promise<Dependents> {
  const { rows } = await sql<Dependents>`
    SELECT (SELECT count(*)::integer FROM iam_member WHERE member_id = ${id}) AS containers,
      (SELECT count(*)::integer FROM iam_member WHERE container_id = ${id}) AS members,
      (SELECT count(*)::integer FROM iam_inline_policy WHERE entity_id = ${id}) AS "inlinePolicies",
      (SELECT count(*)::integer FROM iam_attached_policy WHERE entity_id = ${id}) AS "attachedPolicies",
      (SELECT count(*)::integer FROM access_key WHERE account_id = ${accountId} AND user_id = ${id}) AS "accessKeys",
      (SELECT count(*)::integer FROM iam_login_profile WHERE user_id = ${id}) AS "loginProfiles"`.execute(db);
  return rows[0]!;
}
