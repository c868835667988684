import { type Kysely, sql } from 'kysely';
import type { DB } from './schema.ts';

/** A user who has a password, as they are now. */
export interface SessionUser {
  readonly accountId: string;
  readonly operator: boolean;
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly resetRequired: boolean;
  /** When they were given a password, whatever it was changed to later. */
  readonly passwordSince: Date;
}

const USER = sql`
  a.account_id AS "accountId", a.operator, e.entity_id AS id, e.name, e.path, l.reset_required AS "resetRequired",
  l.created_at AS "passwordSince"`;

/** By the user's id; undefined where there is no such user with a password, or the account is closed. */
export async function readSessionUser(db: Kysely<DB>, userId: string): Promise<SessionUser | undefined> {
  const { rows } = await sql<SessionUser>`
    SELECT ${USER} FROM iam_login_profile l JOIN iam_entity e ON e.entity_id = l.user_id JOIN account a USING (account_id)
    WHERE l.user_id = ${userId} AND a.closed_at IS NULL`.execute(db);
  return rows[0];
}

/** An account that is not closed, and the user of a name in it who has a password. */
export interface SignIn {
  readonly accountId: string;
  readonly user?: SessionUser & { readonly passwordHash: string };
}

/** By the account's ID or alias and the user's name, in any case; undefined where there is no such account. */
export async function readSignIn(db: Kysely<DB>, account: string, userName: string): Promise<SignIn | undefined> {
  const { rows } = await sql<SessionUser & { passwordHash: string | null }>`
    SELECT ${USER}, l.password_hash AS "passwordHash"
    FROM account a
    LEFT JOIN iam_entity e ON e.account_id = a.account_id AND e.kind = 'user'
      AND lower(e.name) COLLATE "C" = ${userName.toLowerCase()}
    LEFT JOIN iam_login_profile l ON l.user_id = e.entity_id
    WHERE (a.account_id = ${account} OR a.alias = ${account}) AND a.closed_at IS NULL`.execute(db);
  const [found] = rows;
  if (!found) return undefined;
  const { accountId, passwordHash } = found;
  return passwordHash === null ? { accountId } : { accountId, user: { ...found, passwordHash } };
}
