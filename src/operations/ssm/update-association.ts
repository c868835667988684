import type { UpdateAssociationRequest, UpdateAssociationResult } from '@aws-sdk/client-ssm';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { lockAssociation, updateAssociation as updateRow } from '../../store/association.ts';
import { summarizeRuns } from '../../views/ssm/associations.ts';
import { change } from '../change.ts';
import { associationDescription } from './association-shape.ts';
import { associationConstraints, readTerms, settingsOf } from './association-terms.ts';
import { associationArn } from './create-association.ts';
import { associationIdConstraint, unknownAssociation } from './named-association.ts';

/**
 * Makes a new version of an association, which servers run at once. As AWS says of its own, what a request leaves out is
 * taken away; but for the targets, without which an association would be none.
 */
export const updateAssociation: Operation<UpdateAssociationRequest, UpdateAssociationResult> = {
  constraints: { AssociationId: associationIdConstraint, ...associationConstraints },
  resources: ({ AssociationId: id }, { accountId, region }) => [associationArn({ accountId, region, id: id! })],
  async handle(request, context) {
    const { accountId, region, now } = context;
    const id = request.AssociationId!;
    const record = { resources: [associationArn({ accountId, region, id })], detail: { ...request } };
    const changed = await change(context, record, async (trx) => {
      const association = await lockAssociation(trx, context, id);
      if (!association) throw unknownAssociation(id);
      const { AssociationVersion: version = '$LATEST' } = request;
      if (version !== '$LATEST' && version !== `${association.version}`)
        throw new Fault('InvalidAssociationVersion', `The latest version is ${association.version}: change that one.`);
      const next = {
        ...association,
        ...readTerms(request, request.Targets ?? association.targets),
        associationName: request.AssociationName ?? null,
        settings: settingsOf(request),
        version: association.version + 1,
        updatedAt: now,
      };
      await updateRow(trx, next);
      return next;
    });
    const summary = (await summarizeRuns(context.db, [id])).get(id);
    return { AssociationDescription: associationDescription(changed, summary) };
  },
};
