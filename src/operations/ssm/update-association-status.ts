import type { UpdateAssociationStatusRequest, UpdateAssociationStatusResult } from '@aws-sdk/client-ssm';
import type { Operation } from '../../operation.ts';
import { summarizeRuns } from '../../views/ssm/associations.ts';
import { associationDescription } from './association-shape.ts';
import { findAssociation, namedServer } from './named-association.ts';
import { instanceIdConstraint } from './named-instance.ts';
import { takeRun } from './take-run.ts';

/** The older way to say how an association went on a server: it is named by its document. */
export const updateAssociationStatus: Operation<UpdateAssociationStatusRequest, UpdateAssociationStatusResult> = {
  resources: namedServer,
  constraints: {
    InstanceId: instanceIdConstraint,
    'AssociationStatus.Name': { pattern: /^[A-Za-z]{1,32}$/, form: '1 to 32 letters' },
    'AssociationStatus.Message': { length: [0, 1024] },
    'AssociationStatus.AdditionalInfo': { length: [0, 1024] },
  },
  async handle({ Name, InstanceId, AssociationStatus: status }, context) {
    const association = await findAssociation({ Name, InstanceId }, context);
    await takeRun(context, {
      ...{ id: association.id, instanceId: InstanceId!, status: status!.Name!, errorCode: '' },
      summary: status!.Message!,
      ranAt: status!.Date!,
    });
    const summary = (await summarizeRuns(context.db, [association.id])).get(association.id);
    const description = associationDescription(association, summary);
    return { AssociationDescription: { ...description, InstanceId, Status: status } };
  },
};
