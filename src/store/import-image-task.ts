import { sql, type Transaction } from 'kysely';
import type { ImageImport, ImportStatus } from '../domain/images/image-import.ts';
import type { DB } from './schema.ts';

/** An import as those who work on it see it. */
export interface ImportTaskAtWork {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  readonly plan: ImageImport;
  readonly licenseArns: readonly string[];
  readonly status: ImportStatus;
  /** Of the image that is being made. */
  readonly imageId: string | null;
}

type NewTask = Pick<ImportTaskAtWork, 'accountId' | 'region' | 'id' | 'plan' | 'licenseArns'>;

/** Inserts a task that is worked on from `dueAt`. */
export async function insertImportTask(
  trx: Transaction<DB>,
  { accountId, region, id, plan, licenseArns }: NewTask,
  { at, dueAt }: { at: Date; dueAt: Date },
): Promise<void> {
  await sql`
    INSERT INTO import_image_task (account_id, region, import_task_id, plan, license_configuration_arns, status,
      status_message, created_at, due_at)
    VALUES (${accountId}, ${region}, ${id}, ${JSON.stringify(plan)}, ${licenseArns}, 'active', 'pending', ${at},
      ${dueAt})`.execute(trx);
}

/** The task, locked for change; undefined where there is none. */
export async function lockImportTask(trx: Transaction<DB>, id: string): Promise<ImportTaskAtWork | undefined> {
  const { rows } = await sql<ImportTaskAtWork>`
    SELECT account_id AS "accountId", region, import_task_id AS id, plan, license_configuration_arns AS "licenseArns",
      status, image_id AS "imageId"
    FROM import_image_task WHERE import_task_id = ${id} FOR UPDATE`.execute(trx);
  return rows[0];
}

/** Writes where a task stands that goes on. */
export async function updateImportTask(
  trx: Transaction<DB>,
  id: string,
  { status, message, imageId }: { status: ImportStatus; message: string; imageId?: string },
): Promise<void> {
  await sql`
    UPDATE import_image_task
    SET status = ${status}, status_message = ${message}, image_id = coalesce(${imageId}, image_id)
    WHERE import_task_id = ${id}`.execute(trx);
}

/** Ends a task: completed, or deleted for the reason of the message. */
export async function endImportTask(
  trx: Transaction<DB>,
  id: string,
  { at, deletedFor }: { at: Date; deletedFor?: string | undefined },
): Promise<void> {
  await sql`
    UPDATE import_image_task
    SET status = ${deletedFor === undefined ? 'completed' : 'deleted'}, status_message = ${deletedFor}, due_at = NULL,
      ended_at = ${at}
    WHERE import_task_id = ${id}`.execute(trx);
}

/** Forgets tasks that ended before `before`, with their tags. */
export async function deleteImportTasks(trx: Transaction<DB>, before: Date): Promise<void> {
  await sql`
    WITH gone AS (DELETE FROM import_image_task WHERE ended_at < ${before} RETURNING import_task_id)
    DELETE FROM tag USING gone WHERE tag.resource_id = gone.import_task_id`.execute(trx);
}
