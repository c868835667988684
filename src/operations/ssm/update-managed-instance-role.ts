import type { UpdateManagedInstanceRoleRequest, UpdateManagedInstanceRoleResult } from '@aws-sdk/client-ssm';
import { machineArn } from '../../domain/managed-instances/machine-id.ts';
import type { Operation } from '../../operation.ts';
import { updateRole } from '../../store/managed-instance.ts';
import { change } from '../change.ts';
import { unknownInstance } from './named-instance.ts';

/** The role of a server that registered; what it may call does not depend on it. */
export const updateManagedInstanceRole: Operation<UpdateManagedInstanceRoleRequest, UpdateManagedInstanceRoleResult> = {
  resources: ({ InstanceId }, scope) => [machineArn(InstanceId!, scope)],
  passes: ({ IamRole: role }) => [{ service: 'ssm.amazonaws.com', role: role! }],
  constraints: {
    InstanceId: { pattern: /^mi-[0-9a-f]{17}$/, form: 'a server ID such as mi-0123456789abcdef0' },
    IamRole: { length: [1, 64] },
  },
  async handle({ InstanceId, IamRole }, context) {
    const { accountId, region } = context;
    const machine = { accountId, region, instanceId: InstanceId! };
    const record = { resources: [machineArn(machine.instanceId, context)], detail: { iamRole: IamRole } };
    await change(context, record, async (trx) => {
      if (!(await updateRole(trx, machine, IamRole!))) throw unknownInstance(machine.instanceId);
    });
    return {};
  },
};
