import type { AssociationStatusName, DescribeAssociationRequest, DescribeAssociationResult } from '@aws-sdk/client-ssm';
import { detailedStatus } from '../../domain/associations/association.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import type { Association } from '../../store/association.ts';
import { readRuns, summarizeRuns } from '../../views/ssm/associations.ts';
import { associationDescription } from './association-shape.ts';
import { associationIdConstraint, findAssociation, namedServer } from './named-association.ts';
import { instanceIdConstraint } from './named-instance.ts';

/** Only the latest version of an association is kept. */
export const describeAssociation: Operation<DescribeAssociationRequest, DescribeAssociationResult> = {
  resources: namedServer,
  constraints: { AssociationId: associationIdConstraint, InstanceId: instanceIdConstraint },
  async handle(request, context) {
    const association = await findAssociation(request, context);
    const { AssociationVersion: version = '$LATEST', InstanceId: instanceId } = request;
    if (version !== '$LATEST' && version !== `${association.version}`)
      throw new Fault('InvalidAssociationVersion', `The latest version is ${association.version}; no other is kept.`);
    const summary = (await summarizeRuns(context.db, [association.id])).get(association.id);
    const description = associationDescription(association, summary);
    if (instanceId === undefined) return { AssociationDescription: description };
    const Status = await statusOn(instanceId, association, context);
    return { AssociationDescription: { ...description, InstanceId: instanceId, Status } };
  },
};

/** How the association stands on one server, which an agent that cannot list its associations goes by. */
async function statusOn(instanceId: string, association: Association, { db }: RequestContext) {
  const run = (await readRuns(db, instanceId)).get(association.id);
  const { status, ranAt } = detailedStatus(association.version, run);
  return { Date: ranAt ?? association.updatedAt, Name: status as AssociationStatusName, Message: '' };
}
