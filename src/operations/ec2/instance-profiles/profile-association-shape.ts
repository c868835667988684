import type { IamInstanceProfileAssociation, IamInstanceProfileSpecification } from '@aws-sdk/client-ec2';
import type { Instance } from '../../../domain/instances/instance.ts';
import { type ProfileAssociation, profileAssociationOf } from '../../../domain/instances/instance-profile.ts';
import { CommonFault } from '../../../fault.ts';
import { instanceProfileArn, instanceProfileShape } from './instance-profile-shape.ts';

/** The instance profile that a request to associate one must name. */
export function requireProfileArn(
  profile: IamInstanceProfileSpecification | undefined,
  scope: { accountId: string },
): string {
  const arn = instanceProfileArn(profile, scope);
  if (arn === undefined)
    throw new CommonFault('MissingMember', 'The request must contain the parameter iamInstanceProfile.arn or its name');
  return arn;
}

export const describeAssociation = (
  { id, instanceId, profileArn, associatedAt }: ProfileAssociation,
  State: IamInstanceProfileAssociation['State'],
): IamInstanceProfileAssociation => ({
  AssociationId: id,
  InstanceId: instanceId,
  IamInstanceProfile: instanceProfileShape(profileArn),
  State,
  Timestamp: associatedAt,
});

/** The association of a machine that has just been given an instance profile, on its way as EC2 answers it. */
export const describeNewAssociation = (instance: Instance): IamInstanceProfileAssociation =>
  describeAssociation(profileAssociationOf(instance)!, 'associating');
