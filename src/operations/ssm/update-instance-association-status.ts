import { machineArn } from '../../domain/managed-instances/machine-id.ts';
import type { Operation } from '../../operation.ts';
import { associationIdConstraint } from './named-association.ts';
import { instanceIdConstraint } from './named-instance.ts';
import { takeRun } from './take-run.ts';

interface UpdateInstanceAssociationStatusRequest {
  readonly AssociationId: string;
  readonly InstanceId: string;
  readonly AssociationVersion?: string;
  readonly ExecutionResult: {
    readonly Status?: string;
    readonly ErrorCode?: string;
    readonly ExecutionDate?: Date;
    readonly ExecutionSummary?: string;
  };
}

/** How an association is getting on on a server: Pending, InProgress, then Success or Failed. */
export const updateInstanceAssociationStatus: Operation<
  UpdateInstanceAssociationStatusRequest,
  Record<string, never>
> = {
  resources: ({ InstanceId }, scope) => [machineArn(InstanceId, scope)],
  constraints: {
    AssociationId: associationIdConstraint,
    InstanceId: instanceIdConstraint,
    'ExecutionResult.Status': { pattern: /^[A-Za-z]{1,32}$/, form: '1 to 32 letters' },
    'ExecutionResult.ErrorCode': { length: [0, 128] },
    'ExecutionResult.ExecutionSummary': { length: [0, 4096] },
  },
  async handle({ AssociationId: id, InstanceId: instanceId, ExecutionResult: result }, context) {
    await takeRun(context, {
      ...{ id, instanceId },
      status: result.Status ?? 'Pending',
      errorCode: result.ErrorCode ?? '',
      summary: result.ExecutionSummary ?? '',
      ranAt: result.ExecutionDate ?? context.now,
    });
    return {};
  },
};
