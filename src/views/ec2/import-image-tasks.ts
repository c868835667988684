import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { ImageImport, ImportStatus } from '../../domain/images/image-import.ts';
import type { DB } from '../../store/schema.ts';
import { ofAccount, ownedBy } from '../owned-by.ts';

/** An import of a machine as an image, as its account sees it. */
export interface ImportTaskRow {
  readonly id: string;
  readonly plan: ImageImport;
  readonly licenseArns: readonly string[];
  readonly status: ImportStatus;
  readonly statusMessage: string | null;
  readonly imageId: string | null;
}

/** The account's imports in the Region that are under way or ended within seven days, by their ids. */
export async function listImportTasks(
  db: Kysely<DB>,
  scope: Scope,
  { ids }: { ids?: readonly string[] | undefined } = {},
): Promise<ImportTaskRow[]> {
  const { rows } = await sql<ImportTaskRow>`
    SELECT import_task_id AS id, plan, license_configuration_arns AS "licenseArns", status,
      status_message AS "statusMessage", image_id AS "imageId"
    FROM import_image_task
    WHERE ${ids ? sql`import_task_id = ANY(${ids}) AND ${ownedBy(scope)}` : ofAccount(scope)}
      AND (ended_at IS NULL OR ended_at > clock_timestamp() - interval '7 days')
    ORDER BY import_task_id`.execute(db);
  return rows;
}
