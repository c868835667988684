import type { DeleteAssociationRequest, DeleteAssociationResult } from '@aws-sdk/client-ssm';
import type { Operation } from '../../operation.ts';
import { deleteAssociation as deleteRow, lockAssociation } from '../../store/association.ts';
import { change } from '../change.ts';
import { associationArn } from './create-association.ts';
import { associationIdConstraint, findAssociation, namedServer, unknownAssociation } from './named-association.ts';
import { instanceIdConstraint } from './named-instance.ts';

export const deleteAssociation: Operation<DeleteAssociationRequest, DeleteAssociationResult> = {
  resources: (request, scope) => [
    ...namedServer(request, scope),
    ...(request.AssociationId ? [associationArn({ ...scope, id: request.AssociationId })] : []),
  ],
  constraints: { AssociationId: associationIdConstraint, InstanceId: instanceIdConstraint },
  async handle(request, context) {
    const association = await findAssociation(request, context);
    const { id } = association;
    await change(context, { resources: [associationArn(association)] }, async (trx) => {
      if (!(await lockAssociation(trx, context, id))) throw unknownAssociation(id);
      await deleteRow(trx, id);
    });
    return {};
  },
};
