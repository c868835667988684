import type { GetPasswordDataRequest, GetPasswordDataResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, INSTANCE } from '../ec2-ids.ts';
import { checkInstanceIds } from './instance-ids.ts';
import { readNamed } from './list-instances.ts';

/** Machines that are records never make a password for their administrator; EC2 says so by an empty text. */
export const getPasswordData: Operation<GetPasswordDataRequest, GetPasswordDataResult> = {
  resources: ({ InstanceId }, scope) => [ec2Arn(INSTANCE, InstanceId!, scope)],

  async handle({ InstanceId: id }, context) {
    await readNamed(checkInstanceIds([id!]), context);
    return { InstanceId: id, Timestamp: context.now, PasswordData: '' };
  },
};
