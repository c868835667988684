import type { GetConsoleOutputRequest, GetConsoleOutputResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, INSTANCE } from '../ec2-ids.ts';
import { checkInstanceIds } from './instance-ids.ts';
import { readNamed } from './list-instances.ts';

/** Machines that are records have written nothing to their console. */
export const getConsoleOutput: Operation<GetConsoleOutputRequest, GetConsoleOutputResult> = {
  resources: ({ InstanceId }, scope) => [ec2Arn(INSTANCE, InstanceId!, scope)],

  async handle({ InstanceId: id }, context) {
    await readNamed(checkInstanceIds([id!]), context);
    return { InstanceId: id, Timestamp: context.now, Output: '' };
  },
};
