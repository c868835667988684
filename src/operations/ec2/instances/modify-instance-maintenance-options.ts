import type {
  ModifyInstanceMaintenanceOptionsRequest,
  ModifyInstanceMaintenanceOptionsResult,
} from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, INSTANCE } from '../ec2-ids.ts';
import { changeInstanceSettings } from './change-instance-settings.ts';
import { checkInstanceIds } from './instance-ids.ts';

type Request = ModifyInstanceMaintenanceOptionsRequest;

export const modifyInstanceMaintenanceOptions: Operation<Request, ModifyInstanceMaintenanceOptionsResult> = {
  constraints: {
    AutoRecovery: { oneOf: ['default', 'disabled'] },
    RebootMigration: { oneOf: ['default', 'disabled'] },
  },
  resources: ({ InstanceId }, scope) => [ec2Arn(INSTANCE, InstanceId!, scope)],

  async handle({ InstanceId: id, AutoRecovery, RebootMigration }, context) {
    const wanted = {
      ...(AutoRecovery && { autoRecovery: AutoRecovery }),
      ...(RebootMigration && { rebootMigration: RebootMigration }),
    };
    await changeInstanceSettings(checkInstanceIds([id!]), context, { detail: wanted, settingsOf: () => wanted });
    return { InstanceId: id, AutoRecovery, RebootMigration };
  },
};
