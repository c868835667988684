import type { Kysely } from 'kysely';
import { licenseConfigurationArn } from '../domain/arn.ts';
import { converted, findWorkflowProblem } from '../domain/licenses/license-conversion.ts';
import { givesUpIncluded } from '../domain/licenses/license-included.ts';
import { resourceArn } from '../domain/resource.ts';
import { systemActor } from '../ledger/system-actor.ts';
import { insertAuditEvents } from '../store/audit-event.ts';
import { lockInstances, updateInstances } from '../store/instance.ts';
import {
  type ConversionTaskAtWork,
  endConversionTask,
  lockConversionTask,
  markConverted,
} from '../store/license-conversion-task.ts';
import type { DB } from '../store/schema.ts';
import { readDiscoveringLicenses } from '../views/license-manager/discovering-licenses.ts';
import type { JobContext } from './job-context.ts';

const ACTION = 'headroom:ConvertLicense';

/**
 * Carries out a conversion that is in progress: changes what the instance is billed as, then unties it from licenses that
 * give it up, then ends the task. It may be cut off after any step and is taken up there, by any server.
 */
export async function convertLicense({ db, ledger }: Omit<JobContext, 'log'>, id: string): Promise<void> {
  const task = await convertInstance(db, id);
  if (!task) return;
  await untieGivingUp({ db, ledger }, task);
  await db.transaction().execute((trx) => endConversionTask(trx, id, { at: new Date() }));
}

/** The task if its instance is converted, now or before; a task that cannot be carried out ends here. */
function convertInstance(db: Kysely<DB>, id: string): Promise<ConversionTaskAtWork | undefined> {
  return db.transaction().execute(async (trx) => {
    const task = await lockConversionTask(trx, id);
    if (!task || task.convertedAt) return task;
    const [instance] = await lockInstances(trx, [task.instanceId]);
    const at = new Date();
    const failure = instance ? findWorkflowProblem(instance, task) : `Instance ${task.instanceId} is gone.`;
    const { instanceId, source, destination } = task;
    const detail = { taskId: id, instanceId, source, destination, ...(failure && { failure }) };
    await insertAuditEvents([{ actor: systemActor(task, ACTION), resources: [instanceArn(task)], detail }], at).execute(
      trx,
    );
    if (failure !== undefined || !instance) {
      await endConversionTask(trx, id, { at, failure });
      return undefined;
    }
    await updateInstances([converted(instance, destination, at)]).execute(trx);
    await markConverted(trx, id, at);
    return task;
  });
}

async function untieGivingUp({ db, ledger }: Omit<JobContext, 'log'>, task: ConversionTaskAtWork): Promise<void> {
  const licenses = await readDiscoveringLicenses(db, task.instanceId);
  const remove = licenses
    .filter((license) => givesUpIncluded(license.productInformation, task.destination.usageOperation))
    .map((license) => ({ licenseConfigurationArn: licenseConfigurationArn(license, license.id) }));
  if (remove.length === 0) return;
  const actor = systemActor(task, ACTION);
  await ledger.submit({
    kind: 'update-license-specifications',
    actor,
    resourceArn: instanceArn(task),
    add: [],
    remove,
  });
}

const instanceArn = ({ instanceId: id, accountId: ownerId, region }: ConversionTaskAtWork): string =>
  resourceArn({ type: 'EC2_INSTANCE', id, ownerId, region });
