import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { ConversionStatus, LicenseConversion } from '../../domain/licenses/license-conversion.ts';
import type { DB } from '../../store/schema.ts';
import { ofAccount, ownedBy } from '../owned-by.ts';

/** A conversion of an instance's license type, as its account sees it. */
export interface ConversionTaskRow extends LicenseConversion {
  readonly id: string;
  /** Its place in the order of creation. */
  readonly sequence: number;
  readonly accountId: string;
  readonly region: string;
  readonly instanceId: string;
  readonly status: ConversionStatus;
  readonly statusMessage: string | null;
  readonly startedAt: Date;
  readonly convertedAt: Date | null;
  readonly endedAt: Date | null;
}

export interface ConversionTaskQuery {
  readonly id?: string | undefined;
  readonly instanceIds?: readonly string[] | undefined;
  readonly statuses?: readonly string[] | undefined;
  /** The sequence of the last row of the page before. */
  readonly after?: number | undefined;
  readonly limit: number;
}

/** The account's conversions in the Region, in the order they were created. */
export async function listConversionTasks(
  db: Kysely<DB>,
  scope: Scope,
  { id, instanceIds, statuses, after = 0, limit }: ConversionTaskQuery,
): Promise<ConversionTaskRow[]> {
  const { rows } = await sql<ConversionTaskRow>`
    SELECT license_conversion_task_id AS id, sequence, account_id AS "accountId", region, instance_id AS "instanceId",
      source, destination, status, status_message AS "statusMessage", started_at AS "startedAt",
      converted_at AS "convertedAt", ended_at AS "endedAt"
    FROM license_conversion_task
    WHERE ${id === undefined ? ofAccount(scope) : sql`license_conversion_task_id = ${id} AND ${ownedBy(scope)}`}
      AND sequence > ${after}
      ${instanceIds ? sql`AND instance_id = ANY(${instanceIds})` : sql``}
      ${statuses ? sql`AND status = ANY(${statuses})` : sql``}
    ORDER BY sequence LIMIT ${limit}`.execute(db);
  return rows;
}
