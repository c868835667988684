import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { Invitation } from '../../domain/sharing/resource-share.ts';
import type { DB } from '../../store/schema.ts';

/** The invitations that came to an account in a Region, in their order; of them those of these ids or shares. */
export async function listInvitations(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  {
    after = 0,
    limit,
    ids,
    shareIds,
  }: { after?: number | undefined; limit: number; ids?: readonly string[]; shareIds?: readonly string[] | undefined },
): Promise<Invitation[]> {
  const { rows } = await sql<Invitation>`
    SELECT i.invitation_id AS id, i.sequence, i.share_id AS "shareId", i.share_name AS "shareName", i.region,
      i.sender_id AS "senderId", i.receiver_id AS "receiverId", i.status, i.invited_at AS "invitedAt",
      i.expires_at AS "expiresAt"
    FROM resource_share_invitation i
    WHERE i.receiver_id = ${accountId} AND i.region = ${region} AND i.sequence > ${after}
      ${ids ? sql`AND i.invitation_id = ANY(${ids})` : sql``} ${shareIds ? sql`AND i.share_id = ANY(${shareIds})` : sql``}
    ORDER BY i.sequence LIMIT ${limit}`.execute(db);
  return rows;
}
