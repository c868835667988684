import { sql, type Transaction } from 'kysely';
import type { LicenseConversion } from '../domain/licenses/license-conversion.ts';
import type { DB } from './schema.ts';

/** A conversion in progress as those who carry it out see it. */
export interface ConversionTaskAtWork extends LicenseConversion {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  readonly instanceId: string;
  /** When the instance's usage operation changed; null before that. */
  readonly convertedAt: Date | null;
}

interface NewTask extends Omit<ConversionTaskAtWork, 'convertedAt'> {
  readonly startedAt: Date;
  /** From when it is carried out. */
  readonly dueAt: Date;
}

/** Inserts a task; false, and nothing is changed, when the instance has one in progress. */
export async function insertConversionTask(trx: Transaction<DB>, task: NewTask): Promise<boolean> {
  const { numAffectedRows } = await sql`
    INSERT INTO license_conversion_task (account_id, region, license_conversion_task_id, instance_id, source, destination,
      status, started_at, due_at)
    VALUES (${task.accountId}, ${task.region}, ${task.id}, ${task.instanceId}, ${JSON.stringify(task.source)},
      ${JSON.stringify(task.destination)}, 'IN_PROGRESS', ${task.startedAt}, ${task.dueAt})
    ON CONFLICT (instance_id) WHERE status = 'IN_PROGRESS' DO NOTHING`.execute(trx);
  return numAffectedRows === 1n;
}

/** The task where it is still in progress, locked for change; undefined too where another server is at it. */
export async function lockConversionTask(trx: Transaction<DB>, id: string): Promise<ConversionTaskAtWork | undefined> {
  const { rows } = await sql<ConversionTaskAtWork>`
    SELECT account_id AS "accountId", region, license_conversion_task_id AS id, instance_id AS "instanceId", source,
      destination, converted_at AS "convertedAt"
    FROM license_conversion_task
    WHERE license_conversion_task_id = ${id} AND status = 'IN_PROGRESS' FOR UPDATE SKIP LOCKED`.execute(trx);
  return rows[0];
}

/** Writes down that the instance's usage operation has changed. */
export async function markConverted(trx: Transaction<DB>, id: string, at: Date): Promise<void> {
  await sql`UPDATE license_conversion_task SET converted_at = ${at} WHERE license_conversion_task_id = ${id}`.execute(
    trx,
  );
}

/** Ends a task that is in progress: FAILED where there is a message, else SUCCEEDED. */
export async function endConversionTask(
  trx: Transaction<DB>,
  id: string,
  { at, failure }: { at: Date; failure?: string | undefined },
): Promise<void> {
  await sql`
    UPDATE license_conversion_task
    SET status = ${failure === undefined ? 'SUCCEEDED' : 'FAILED'}, status_message = ${failure}, due_at = NULL,
      ended_at = ${at}
    WHERE license_conversion_task_id = ${id} AND status = 'IN_PROGRESS'`.execute(trx);
}
