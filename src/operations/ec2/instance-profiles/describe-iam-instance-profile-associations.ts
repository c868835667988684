import type {
  DescribeIamInstanceProfileAssociationsRequest,
  DescribeIamInstanceProfileAssociationsResult,
  IamInstanceProfileAssociation,
} from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import type { Instance } from '../../../domain/instances/instance.ts';
import { profileAssociationOf } from '../../../domain/instances/instance-profile.ts';
import type { Operation } from '../../../operation.ts';
import { PROFILE_ASSOCIATION } from '../ec2-ids.ts';
import { listAttached } from '../listing/list-attached.ts';
import { describeAssociation } from './profile-association-shape.ts';

/** A machine that was launched with an instance profile has an association from the start. */
export const describeIamInstanceProfileAssociations: Operation<
  DescribeIamInstanceProfileAssociationsRequest,
  DescribeIamInstanceProfileAssociationsResult
> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, context) {
    const { shapes, nextToken } = await listAttached<IamInstanceProfileAssociation>(request, context, {
      operation: 'DescribeIamInstanceProfileAssociations',
      kind: PROFILE_ASSOCIATION,
      ids: request.AssociationIds,
      shapesOf: describe,
      rules: { accessors },
    });
    return { IamInstanceProfileAssociations: shapes, NextToken: nextToken };
  },
};

function describe(instance: Instance): { id: string; shape: IamInstanceProfileAssociation }[] {
  const association = profileAssociationOf(instance);
  return association ? [{ id: association.id, shape: describeAssociation(association, 'associated') }] : [];
}

const accessors: Accessors<IamInstanceProfileAssociation> = {
  'instance-id': (association) => association.InstanceId,
  state: (association) => association.State,
};
