import type { DisassociateIamInstanceProfileRequest, DisassociateIamInstanceProfileResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { associatedInstanceArns, changeAssociation } from './change-association.ts';
import { describeAssociation } from './profile-association-shape.ts';

/** The state in the answer is a passing one; the association is gone when the next request comes. */
export const disassociateIamInstanceProfile: Operation<
  DisassociateIamInstanceProfileRequest,
  DisassociateIamInstanceProfileResult
> = {
  resources: ({ AssociationId: id }, scope) => associatedInstanceArns(id!, scope),

  async handle({ AssociationId: id }, context) {
    const { former } = await changeAssociation(id!, context, { profileArn: undefined });
    return { IamInstanceProfileAssociation: describeAssociation(former, 'disassociating') };
  },
};
