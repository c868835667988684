import { sql, type Transaction } from 'kysely';
import type { Scope } from '../domain/decision.ts';
import {
  type Invitation,
  type ResourceShare,
  type SharedResource,
  shareArn,
} from '../domain/sharing/resource-share.ts';
import type { DB } from './schema.ts';
import { deleteAllTags } from './tag.ts';

const SHARE = sql`
  SELECT s.share_id AS id, s.account_id AS "accountId", s.region, s.sequence, s.name, s.allow_external AS "allowExternal",
    s.created_at AS "createdAt", s.updated_at AS "updatedAt" FROM resource_share s`;

interface NewShare extends Scope {
  readonly id: string;
  readonly name: string;
  readonly allowExternal: boolean;
  readonly at: Date;
}

/** Adds a share in which nothing is, shared with nobody. */
export async function insertShare(trx: Transaction<DB>, share: NewShare): Promise<ResourceShare> {
  const { id, accountId, region, name, allowExternal, at } = share;
  const { rows } = await sql<{ sequence: number }>`
    INSERT INTO resource_share (share_id, account_id, region, name, allow_external, created_at, updated_at)
    VALUES (${id}, ${accountId}, ${region}, ${name}, ${allowExternal}, ${at}, ${at})
    RETURNING sequence`.execute(trx);
  return { id, accountId, region, name, allowExternal, sequence: rows[0]!.sequence, createdAt: at, updatedAt: at };
}

/** A share, which stays as it is until the transaction ends. */
export async function lockShare(trx: Transaction<DB>, id: string): Promise<ResourceShare | undefined> {
  const { rows } = await sql<ResourceShare>`${SHARE} WHERE s.share_id = ${id} FOR UPDATE`.execute(trx);
  return rows[0];
}

/** Writes what is given of a share. */
export async function updateShare(
  trx: Transaction<DB>,
  { id, name, allowExternal }: Pick<ResourceShare, 'id' | 'name' | 'allowExternal'>,
  at: Date,
): Promise<void> {
  await sql`
    UPDATE resource_share SET name = ${name}, allow_external = ${allowExternal}, updated_at = ${at}
    WHERE share_id = ${id}`.execute(trx);
}

/** Removes a share with all that it shares, and its tags; invitations that nobody answered are void. */
export async function deleteShare(trx: Transaction<DB>, share: Pick<ResourceShare, 'id' | 'accountId' | 'region'>) {
  const { id } = share;
  await sql`DELETE FROM resource_share_invitation WHERE share_id = ${id} AND status = 'PENDING'`.execute(trx);
  await sql`DELETE FROM resource_share WHERE share_id = ${id}`.execute(trx);
  await deleteAllTags(trx, [shareArn(share)]);
}

/** Puts a resource into a share; once more changes nothing. */
export async function putShareResource(trx: Transaction<DB>, share: ResourceShare, resource: SharedResource, at: Date) {
  await sql`
    INSERT INTO resource_share_resource (share_id, resource_id, resource_arn, resource_type, account_id, region, created_at)
    VALUES (${share.id}, ${resource.id}, ${resource.arn}, ${resource.type}, ${share.accountId}, ${share.region}, ${at})
    ON CONFLICT DO NOTHING`.execute(trx);
}

/** Whom a share is with. */
export interface Sharee {
  readonly principal: string;
  /** As the API names it, where that is not the id. */
  readonly entity?: string;
  readonly external: boolean;
  readonly accepted: boolean;
}

/** Shares with an account, an organization or a unit; false where that is so already. */
export async function putSharePrincipal(trx: Transaction<DB>, share: ResourceShare, sharee: Sharee, at: Date) {
  const { principal, entity = principal, external, accepted } = sharee;
  const { rows } = await sql`
    INSERT INTO resource_share_principal (share_id, principal, entity, account_id, region, share_sequence, external, accepted,
      created_at)
    VALUES (${share.id}, ${principal}, ${entity}, ${share.accountId}, ${share.region}, ${share.sequence}, ${external},
      ${accepted}, ${at})
    ON CONFLICT DO NOTHING RETURNING 1`.execute(trx);
  return rows.length > 0;
}

/** Takes a resource out of a share; false where it is not in it. */
export async function deleteShareResource(trx: Transaction<DB>, shareId: string, resourceId: string): Promise<boolean> {
  const { rows } = await sql`
    DELETE FROM resource_share_resource WHERE share_id = ${shareId} AND resource_id = ${resourceId} RETURNING 1`.execute(
    trx,
  );
  return rows.length > 0;
}

/** Ends sharing with somebody, whose invitation is void if it was not answered; false where it is not shared with them. */
export async function deleteSharePrincipal(trx: Transaction<DB>, shareId: string, principal: string): Promise<boolean> {
  await sql`
    DELETE FROM resource_share_invitation
    WHERE share_id = ${shareId} AND receiver_id = ${principal} AND status = 'PENDING'`.execute(trx);
  const { rows } = await sql`
    DELETE FROM resource_share_principal WHERE share_id = ${shareId} AND principal = ${principal} RETURNING 1`.execute(
    trx,
  );
  return rows.length > 0;
}

/** Lets an account see what it was invited to. */
export async function acceptShare(trx: Transaction<DB>, shareId: string, accountId: string): Promise<void> {
  await sql`
    UPDATE resource_share_principal SET accepted = true
    WHERE share_id = ${shareId} AND principal = ${accountId}`.execute(trx);
}

/**
 * Ends what an account shares inside its organization, and what is shared with it by its name there, when it leaves. What is
 * shared with the organization and its units reaches it by being in them alone.
 */
export async function endSharingInside(trx: Transaction<DB>, accountId: string): Promise<void> {
  await sql`
    DELETE FROM resource_share_principal
    WHERE NOT external AND (account_id = ${accountId} OR principal = ${accountId} AND accepted)`.execute(trx);
}

/** Invites an account to a share. */
export async function insertInvitation(
  trx: Transaction<DB>,
  share: ResourceShare,
  { id, receiverId, invitedAt, expiresAt }: Pick<Invitation, 'id' | 'receiverId' | 'invitedAt' | 'expiresAt'>,
): Promise<void> {
  await sql`
    INSERT INTO resource_share_invitation (invitation_id, share_id, share_name, region, sender_id, receiver_id, status,
      invited_at, expires_at)
    VALUES (${id}, ${share.id}, ${share.name}, ${share.region}, ${share.accountId}, ${receiverId}, 'PENDING', ${invitedAt},
      ${expiresAt})`.execute(trx);
}

/** Writes the answer to an invitation; false where it has one. */
export async function answerInvitation(trx: Transaction<DB>, id: string, status: 'ACCEPTED' | 'REJECTED') {
  const { rows } = await sql`
    UPDATE resource_share_invitation SET status = ${status}
    WHERE invitation_id = ${id} AND status = 'PENDING' RETURNING 1`.execute(trx);
  return rows.length > 0;
}
