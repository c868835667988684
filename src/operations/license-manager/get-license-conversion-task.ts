import type {
  GetLicenseConversionTaskRequest,
  GetLicenseConversionTaskResponse,
} from '@aws-sdk/client-license-manager';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { listConversionTasks } from '../../views/license-manager/license-conversion-tasks.ts';
import { conversionTaskShape } from './license-conversion-task-shape.ts';

export const getLicenseConversionTask: Operation<GetLicenseConversionTaskRequest, GetLicenseConversionTaskResponse> = {
  constraints: {
    LicenseConversionTaskId: {
      length: [0, 50],
      pattern: /^lct-[a-zA-Z0-9]*$/,
      form: 'a task ID that begins with lct-',
    },
  },

  async handle({ LicenseConversionTaskId: id }, context) {
    const [task] = await listConversionTasks(context.db, context, { id: id!, limit: 1 });
    if (task) return conversionTaskShape(task);
    throw new Fault(
      'InvalidParameterValueException',
      `License conversion task ${id} does not exist in this account and Region.`,
    );
  },
};
