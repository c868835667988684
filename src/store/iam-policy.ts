import { type Kysely, sql, type Transaction } from 'kysely';
import type { Entity } from '../domain/identities/entity.ts';
import type { DB } from './schema.ts';

type Holder = Pick<Entity, 'id'>;

/** Sets an inline policy, whether there is one of that name or not. */
export async function putInlinePolicy(
  trx: Transaction<DB>,
  { id }: Holder,
  { name, document }: { readonly name: string; readonly document: string },
): Promise<void> {
  await sql`
    INSERT INTO iam_inline_policy (entity_id, name, document) VALUES (${id}, ${name}, ${document})
    ON CONFLICT (entity_id, name) DO UPDATE SET document = excluded.document`.execute(trx);
}

/** False where there is none of that name. */
export async function deleteInlinePolicy(trx: Transaction<DB>, { id }: Holder, name: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    DELETE FROM iam_inline_policy WHERE entity_id = ${id} AND name = ${name}`.execute(trx);
  return numAffectedRows === 1n;
}

/** All inline policies of one, by name: they are few, for their sizes are limited. */
export async function readInlinePolicies(
  db: Kysely<DB>,
  { id }: Holder,
): Promise<{ readonly name: string; readonly document: string }[]> {
  const { rows } = await sql<{ name: string; document: string }>`
    SELECT name, document FROM iam_inline_policy WHERE entity_id = ${id} ORDER BY name`.execute(db);
  return rows;
}

/** Attaches a managed policy; one that is attached already stays so. */
export async function attachPolicy(
  trx: Transaction<DB>,
  { accountId, id }: Pick<Entity, 'accountId' | 'id'>,
  policyArn: string,
): Promise<void> {
  await sql`
    INSERT INTO iam_attached_policy (account_id, entity_id, policy_arn) VALUES (${accountId}, ${id}, ${policyArn})
    ON CONFLICT DO NOTHING`.execute(trx);
}

/** False where it is not attached. */
export async function detachPolicy(trx: Transaction<DB>, { id }: Holder, policyArn: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    DELETE FROM iam_attached_policy WHERE entity_id = ${id} AND policy_arn = ${policyArn}`.execute(trx);
  return numAffectedRows === 1n;
}

/** The ARNs of the managed policies of one, which are few. */
export async function readAttachedPolicies(db: Kysely<DB>, { id }: Holder): Promise<string[]> {
  const { rows } = await sql<{ arn: string }>`
    SELECT policy_arn AS arn FROM iam_attached_policy WHERE entity_id = ${id} ORDER BY policy_arn`.execute(db);
  return rows.map(({ arn }) => arn);
}

/** How many users, groups and roles of an account have a managed policy, and of how many it is the boundary. */
export async function countUses(
  db: Kysely<DB>,
  accountId: string,
  policyArns: readonly string[],
): Promise<Map<string, { readonly attachments: number; readonly boundaries: number }>> {
  const { rows } = await sql<{ arn: string; attachments: number; boundaries: number }>`
    SELECT arn,
      (SELECT count(*)::integer FROM iam_attached_policy
        WHERE account_id = ${accountId} AND policy_arn = arn) AS attachments,
      (SELECT count(*)::integer FROM iam_entity
        WHERE account_id = ${accountId} AND permissions_boundary = arn) AS boundaries
    FROM unnest(${policyArns}::text[]) AS arn`.execute(db);
  return new Map(rows.map(({ arn, ...uses }) => [arn, uses]));
}
