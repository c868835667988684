import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import type { DB } from './schema.ts';

export type StoredState = 'OPEN' | 'ACCEPTED' | 'DECLINED' | 'CANCELED';

/** An invitation of an account to an organization. */
export interface Handshake {
  readonly id: string;
  readonly sequence: number;
  readonly organizationId: string;
  readonly managementAccountId: string;
  readonly featureSet: string;
  readonly accountId: string;
  /** Null where the invitation named the account by its id. */
  readonly email: string | null;
  readonly notes: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
  readonly state: StoredState;
}

const HANDSHAKE = sql`
  SELECT h.handshake_id AS id, h.sequence, h.organization_id AS "organizationId",
    h.management_account_id AS "managementAccountId", h.feature_set AS "featureSet", h.account_id AS "accountId", h.email,
    h.notes, h.tags, h.requested_at AS "requestedAt", h.expires_at AS "expiresAt", h.state FROM handshake h`;

/** Adds an invitation. */
export async function insertHandshake(trx: Transaction<DB>, handshake: Omit<Handshake, 'sequence'>): Promise<void> {
  const { id, organizationId, managementAccountId, featureSet, accountId, email, notes, ...rest } = handshake;
  await sql`
    INSERT INTO handshake (handshake_id, organization_id, management_account_id, feature_set, account_id, email, notes, tags,
      requested_at, expires_at, state)
    VALUES (${id}, ${organizationId}, ${managementAccountId}, ${featureSet}, ${accountId}, ${email}, ${notes},
      ${JSON.stringify(rest.tags)}, ${rest.requestedAt}, ${rest.expiresAt}, ${rest.state})`.execute(trx);
}

/** A handshake. */
export async function findHandshake(db: Kysely<DB>, id: string): Promise<Handshake | undefined> {
  const { rows } = await sql<Handshake>`${HANDSHAKE} WHERE h.handshake_id = ${id}`.execute(db);
  return rows[0];
}

/** The invitation of an account to an organization that can still be accepted. */
export async function findOpenHandshake(
  db: Kysely<DB>,
  { organizationId, accountId, now }: { organizationId: string; accountId: string; now: Date },
): Promise<Handshake | undefined> {
  const { rows } = await sql<Handshake>`
    ${HANDSHAKE} WHERE h.account_id = ${accountId} AND h.organization_id = ${organizationId} AND h.state = 'OPEN'
      AND h.expires_at > ${now} LIMIT 1`.execute(db);
  return rows[0];
}

/** Changes the state of one that is open; false where it is not any more. */
export async function closeHandshake(trx: Transaction<DB>, id: string, state: StoredState): Promise<boolean> {
  const { rows } = await sql`
    UPDATE handshake SET state = ${state} WHERE handshake_id = ${id} AND state = 'OPEN' RETURNING 1`.execute(trx);
  return rows.length > 0;
}

interface Page {
  readonly after: number | undefined;
  readonly limit: number;
}

async function list(db: Kysely<DB>, chosen: RawBuilder<unknown>, { after = 0, limit }: Page): Promise<Handshake[]> {
  const { rows } = await sql<Handshake>`
    ${HANDSHAKE} WHERE ${chosen} AND h.sequence > ${after} ORDER BY h.sequence LIMIT ${limit}`.execute(db);
  return rows;
}

/** The invitations of an account, in the order in which they came. */
export const listHandshakesOfAccount = (db: Kysely<DB>, accountId: string, page: Page): Promise<Handshake[]> =>
  list(db, sql`h.account_id = ${accountId}`, page);

/** The invitations of an organization, in the order in which it made them. */
export const listHandshakesOfOrganization = (db: Kysely<DB>, id: string, page: Page): Promise<Handshake[]> =>
  list(db, sql`h.organization_id = ${id}`, page);
