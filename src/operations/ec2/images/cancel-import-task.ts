import type { CancelImportTaskRequest, CancelImportTaskResult } from '@aws-sdk/client-ec2';
import { CommonFault, Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { lockImportTask, updateImportTask } from '../../../store/import-image-task.ts';
import { change } from '../../change.ts';
import { checkId, ec2Arn, IMPORT_IMAGE_TASK } from '../ec2-ids.ts';

/** Cancels an import whose image is not being made yet; the task is deleted by the clock. */
export const cancelImportTask: Operation<CancelImportTaskRequest, CancelImportTaskResult> = {
  resources: ({ ImportTaskId: id }, scope) => (id ? [ec2Arn(IMPORT_IMAGE_TASK, id, scope)] : []),
  constraints: { CancelReason: { length: [0, 255] } },

  async handle({ ImportTaskId: id, CancelReason: reason }, context) {
    if (!id) throw new CommonFault('MissingMember', 'The request must contain the parameter ImportTaskId');
    checkId(IMPORT_IMAGE_TASK, id);
    const record = { resources: [ec2Arn(IMPORT_IMAGE_TASK, id, context)], detail: { ...(reason && { reason }) } };
    const previous = await change(context, record, async (trx) => {
      const task = await lockImportTask(trx, id);
      if (task?.accountId !== context.accountId || task.region !== context.region)
        throw IMPORT_IMAGE_TASK.notFound([id]);
      if (task.status === 'deleting') return task.status;
      if (task.status !== 'active' || task.imageId) throw tooLate(id, task.status);
      await updateImportTask(trx, id, { status: 'deleting', message: 'User initiated task cancelation' });
      return task.status;
    });
    return { ImportTaskId: id, PreviousState: previous, State: 'deleting' };
  },
};

const tooLate = (id: string, status: string): Fault =>
  new Fault(
    'IncorrectState',
    `The import task '${id}' cannot be canceled: it ${status === 'active' ? 'is about to be completed' : `is ${status}`}.`,
  );
