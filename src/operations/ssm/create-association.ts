import { randomUUID } from 'node:crypto';
import type { CreateAssociationRequest, CreateAssociationResult } from '@aws-sdk/client-ssm';
import { machineArn } from '../../domain/managed-instances/machine-id.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext, ResourceScope } from '../../operation.ts';
import { countAssociations, insertAssociation } from '../../store/association.ts';
import { change } from '../change.ts';
import { associationDescription } from './association-shape.ts';
import { associationConstraints, readTerms, settingsOf } from './association-terms.ts';
import { instanceIdConstraint } from './named-instance.ts';

/** Every agent asks for the associations of its server: they are few, and read whole. docs/decisions/0010-servers.md */
const ASSOCIATIONS = 100;

/** Has servers collect their inventory; the only document that there is does so. */
export const createAssociation: Operation<CreateAssociationRequest, CreateAssociationResult> = {
  constraints: { InstanceId: instanceIdConstraint, ...associationConstraints },
  resources: ({ Name: name, InstanceId: id }, scope) => [
    documentArn(name!, scope),
    ...(id === undefined ? [] : [machineArn(id, scope)]),
  ],
  async handle(request, context) {
    if (request.Tags?.length) throw new Fault('ValidationException', 'Associations have no tags; leave Tags out.');
    const association = newAssociation(request, context);
    const { createdAt, updatedAt, ...detail } = association;
    await change(context, { resources: [associationArn(association)], detail }, async (trx) => {
      if ((await countAssociations(trx, context)) >= ASSOCIATIONS)
        throw new Fault(
          'AssociationLimitExceeded',
          `This account has ${ASSOCIATIONS} associations in this Region, which is the limit. Delete one first.`,
        );
      await insertAssociation(trx, association);
    });
    return { AssociationDescription: associationDescription({ ...association, sequence: 0 }) };
  },
};

function newAssociation(request: CreateAssociationRequest, { accountId, region, now }: RequestContext) {
  const { InstanceId: id, Targets: targets = [] } = request;
  const ofServer = id === undefined ? [] : [{ Key: 'InstanceIds', Values: [id] }];
  return {
    ...{ accountId, region, id: randomUUID(), version: 1, createdAt: now, updatedAt: now },
    ...readTerms(request, [...targets, ...ofServer]),
    name: request.Name!,
    associationName: request.AssociationName ?? null,
    settings: settingsOf(request),
  };
}

/** AWS's own documents have no account in their ARNs. */
const documentArn = (name: string, { accountId, region }: ResourceScope): string =>
  `arn:aws:ssm:${region}:${name.startsWith('AWS-') ? '' : accountId}:document/${name}`;

export const associationArn = ({ accountId, region, id }: { accountId: string; region: string; id: string }): string =>
  `arn:aws:ssm:${region}:${accountId}:association/${id}`;
