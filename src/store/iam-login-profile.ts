import { type Kysely, sql, type Transaction } from 'kysely';
import type { DB } from './schema.ts';

export interface LoginProfile {
  readonly passwordHash: string;
  readonly resetRequired: boolean;
  readonly createdAt: Date;
}

/** False where the user has one. */
export async function insertLoginProfile(
  trx: Transaction<DB>,
  userId: string,
  { passwordHash, resetRequired, createdAt }: LoginProfile,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    INSERT INTO iam_login_profile (user_id, password_hash, reset_required, created_at)
    VALUES (${userId}, ${passwordHash}, ${resetRequired}, ${createdAt}) ON CONFLICT DO NOTHING`.execute(trx);
  return numAffectedRows === 1n;
}

export async function updateLoginProfile(trx: Transaction<DB>, userId: string, profile: LoginProfile): Promise<void> {
  await sql`
    UPDATE iam_login_profile SET password_hash = ${profile.passwordHash}, reset_required = ${profile.resetRequired}
    WHERE user_id = ${userId}`.execute(trx);
}

export async function findLoginProfile(db: Kysely<DB>, userId: string): Promise<LoginProfile | undefined> {
  const { rows } = await sql<LoginProfile>`
    SELECT password_hash AS "passwordHash", reset_required AS "resetRequired", created_at AS "createdAt"
    FROM iam_login_profile WHERE user_id = ${userId}`.execute(db);
  return rows[0];
}

/** False where the user has none. */
export async function deleteLoginProfile(trx: Transaction<DB>, userId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`DELETE FROM iam_login_profile WHERE user_id = ${userId}`.execute(trx);
  return numAffectedRows === 1n;
}
