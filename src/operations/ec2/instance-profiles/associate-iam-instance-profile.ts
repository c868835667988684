import type { AssociateIamInstanceProfileRequest, AssociateIamInstanceProfileResult } from '@aws-sdk/client-ec2';
import { withProfile } from '../../../domain/instances/instance-profile.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, INSTANCE } from '../ec2-ids.ts';
import { changeInstanceSettings } from '../instances/change-instance-settings.ts';
import { checkInstanceIds } from '../instances/instance-ids.ts';
import { describeNewAssociation, requireProfileArn } from './profile-association-shape.ts';

/** Gives a machine an instance profile. The state in the answer is a passing one, over when the next request comes. */
export const associateIamInstanceProfile: Operation<
  AssociateIamInstanceProfileRequest,
  AssociateIamInstanceProfileResult
> = {
  resources: ({ InstanceId }, scope) => [ec2Arn(INSTANCE, InstanceId!, scope)],
  passes: ({ IamInstanceProfile: profile }, scope) => [
    { service: 'ec2.amazonaws.com', role: requireProfileArn(profile, scope) },
  ],

  async handle({ InstanceId: id, IamInstanceProfile: profile }, context) {
    const profileArn = requireProfileArn(profile, context);
    const [changed] = await changeInstanceSettings(checkInstanceIds([id!]), context, {
      detail: { iamInstanceProfileArn: profileArn },
      settingsOf(instance) {
        if (instance.settings.iamInstanceProfileArn !== undefined)
          throw new Fault('IncorrectState', `There is an existing association for instance ${id}`);
        return withProfile(instance, profileArn, context.now);
      },
    });
    return { IamInstanceProfileAssociation: describeNewAssociation(changed!) };
  },
};
