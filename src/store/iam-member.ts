import { sql, type Transaction } from 'kysely';
import type { Entity } from '../domain/identities/entity.ts';
import type { DB } from './schema.ts';

interface Membership {
  readonly container: Entity<'group'> | Entity<'instance-profile'>;
  readonly member: Entity<'user'> | Entity<'role'>;
}

/** False where it is a member already. */
export async function insertMember(trx: Transaction<DB>, { container, member }: Membership): Promise<boolean> {
  const { numAffectedRows } = await sql`
    INSERT INTO iam_member (container_id, member_id) VALUES (${container.id}, ${member.id})
    ON CONFLICT DO NOTHING`.execute(trx);
  return numAffectedRows === 1n;
}

/** False where it is no member. */
export async function deleteMember(trx: Transaction<DB>, { container, member }: Membership): Promise<boolean> {
  const { numAffectedRows } = await sql`
    DELETE FROM iam_member WHERE container_id = ${container.id} AND member_id = ${member.id}`.execute(trx);
  return numAffectedRows === 1n;
}
