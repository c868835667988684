import { type Kysely, sql } from 'kysely';
import type { SpotRequestDetails, SpotRequestState } from '../../domain/fleets/spot-request.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { DB } from '../../store/schema.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

export interface ListedSpotRequest {
  readonly sequence: number;
  readonly id: string;
  readonly state: SpotRequestState;
  readonly statusCode: string;
  readonly statusMessage: string;
  readonly statusAt: Date;
  readonly faultKind: Refusal['kind'] | null;
  readonly instanceId: string | null;
  /** Of its machine, while there is a record of it. */
  readonly availabilityZone: string | null;
  readonly platform: string | null;
  readonly details: SpotRequestDetails;
  readonly createdAt: Date;
}

/** The account's Spot requests in the Region, in the order they were made: those of these ids, or all. */
export async function readSpotRequests(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { ids, after = 0, limit }: { ids?: readonly string[]; after?: number; limit: number },
): Promise<ListedSpotRequest[]> {
  const { rows } = await sql<ListedSpotRequest>`
    SELECT s.sequence, s.spot_request_id AS id, s.state, s.status_code AS "statusCode",
      s.status_message AS "statusMessage", s.status_at AS "statusAt", s.fault_kind AS "faultKind",
      s.instance_id AS "instanceId", i.availability_zone AS "availabilityZone", i.settings->>'platform' AS platform,
      s.details, s.created_at AS "createdAt"
    FROM spot_request s LEFT JOIN instance i USING (instance_id)
    WHERE s.account_id = ${accountId} AND s.region = ${region} AND s.sequence > ${after}
      AND ${ids ? sql`s.spot_request_id = ANY(${ids})` : sql`true`}
    ORDER BY s.sequence LIMIT ${limit}`.execute(db);
  return rows;
}
