import type { Transaction } from 'kysely';
import type { Outcome } from '../domain/commands.ts';
import { drawUpImage } from '../domain/images/image-import.ts';
import { snapshotsOf } from '../domain/images/snapshot.ts';
import { describeRefusal } from '../domain/refusal.ts';
import { resourceArn } from '../domain/resource.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { systemActor } from '../ledger/system-actor.ts';
import { insertAuditEvents } from '../store/audit-event.ts';
import { deleteRecords, putRecords } from '../store/ec2-record.ts';
import { deleteImage, endImport, insertImage } from '../store/image.ts';
import { endImportTask, type ImportTaskAtWork, lockImportTask, updateImportTask } from '../store/import-image-task.ts';
import type { DB } from '../store/schema.ts';
import type { JobContext } from './job-context.ts';

const ACTION = 'headroom:ImportImage';

type BegunTask = ImportTaskAtWork & { readonly imageId: string };

/**
 * Completes an import, or ends one that is cancelled. The image is made where launches do not see it, then tied to its
 * licenses by the ledger, then shown: no machine of it escapes them. It may be cut off after any step and is taken up
 * there, by any server.
 */
export async function importImage({ db, ledger }: Omit<JobContext, 'log'>, id: string): Promise<void> {
  const task = await db.transaction().execute((trx) => beginImport(trx, id));
  if (!task) return;
  const tied = await tieLicenses(ledger, task);
  await db.transaction().execute((trx) => finishImport(trx, id, tied));
}

/** The task if its image is made, now or before; undefined where the task has ended. */
async function beginImport(trx: Transaction<DB>, id: string): Promise<BegunTask | undefined> {
  const task = await lockImportTask(trx, id);
  const at = new Date();
  if (task?.status === 'deleting') await endImportTask(trx, id, { at, deletedFor: 'User initiated task cancelation' });
  if (task?.status !== 'active') return undefined;
  const { accountId, region, plan, imageId } = task;
  if (imageId) return { ...task, imageId };
  const image = drawUpImage(plan, { taskId: id, accountId, region, at });
  if (!(await insertImage(trx, image))) {
    await endImportTask(trx, id, { at, deletedFor: `ClientError: An image named ${id} exists already.` });
    return undefined;
  }
  await putRecords(snapshotsOf(image, namedSnapshots(task))).execute(trx);
  await updateImportTask(trx, id, { status: 'active', message: 'converting', imageId: image.id });
  return { ...task, imageId: image.id };
}

async function tieLicenses(ledger: Ledger, task: BegunTask): Promise<Outcome> {
  if (task.licenseArns.length === 0) return { ok: true };
  const add = task.licenseArns.map((licenseConfigurationArn) => ({ licenseConfigurationArn }));
  const actor = systemActor(task, ACTION);
  return ledger.submit({ kind: 'update-license-specifications', actor, resourceArn: imageArn(task), add, remove: [] });
}

async function finishImport(trx: Transaction<DB>, id: string, tied: Outcome): Promise<void> {
  const task = await lockImportTask(trx, id);
  if (task?.status !== 'active' || !task.imageId) return;
  const { accountId, region, imageId, licenseArns } = task;
  const at = new Date();
  const failure = tied.ok ? undefined : `ClientError: ${describeRefusal(tied.refusal)}`;
  if (failure === undefined) await endImport(trx, imageId);
  else {
    await deleteImage(trx, { accountId, region, imageId });
    const made = snapshotsOf(drawUpImage(task.plan, { taskId: id, accountId, region, at }), namedSnapshots(task));
    await deleteRecords(
      trx,
      made.map((snapshot) => snapshot.id),
    );
  }
  await endImportTask(trx, id, { at, deletedFor: failure });
  const resources = [imageArn({ ...task, imageId }), ...licenseArns];
  const detail = { importTaskId: id, imageId, ...(failure && { failure }) };
  await insertAuditEvents([{ actor: systemActor(task, ACTION), resources, detail }], at).execute(trx);
}

const namedSnapshots = ({ plan }: ImportTaskAtWork): string[] => plan.disks.flatMap((disk) => disk.snapshotId ?? []);

const imageArn = ({ imageId: id, accountId: ownerId, region }: BegunTask): string =>
  resourceArn({ type: 'EC2_AMI', id, ownerId, region });
