import type {
  ReplaceIamInstanceProfileAssociationRequest,
  ReplaceIamInstanceProfileAssociationResult,
} from '@aws-sdk/client-ec2';
import type { Instance } from '../../../domain/instances/instance.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { associatedInstanceArns, changeAssociation } from './change-association.ts';
import { describeNewAssociation, requireProfileArn } from './profile-association-shape.ts';

/** Gives a running machine another instance profile, under an association of another id (API reference). */
export const replaceIamInstanceProfileAssociation: Operation<
  ReplaceIamInstanceProfileAssociationRequest,
  ReplaceIamInstanceProfileAssociationResult
> = {
  resources: ({ AssociationId: id }, scope) => associatedInstanceArns(id!, scope),
  passes: ({ IamInstanceProfile: profile }, scope) => [
    { service: 'ec2.amazonaws.com', role: requireProfileArn(profile, scope) },
  ],

  async handle({ AssociationId: id, IamInstanceProfile: profile }, context) {
    const profileArn = requireProfileArn(profile, context);
    const { instance } = await changeAssociation(id!, context, {
      profileArn,
      check: (machine) => checkRunning(id!, machine),
    });
    return { IamInstanceProfileAssociation: describeNewAssociation(instance) };
  },
};

/** EC2 refuses stopped machines in these words, up to the period. */
function checkRunning(associationId: string, { id, state }: Instance): void {
  if (state !== 'running' && state !== 'pending')
    throw new Fault(
      'IncorrectState',
      `The association ${associationId} is not the active association. The instance '${id}' is ${state}: disassociate the profile and associate the other one instead.`,
    );
}
