import type { AssociateResourceShareRequest, AssociateResourceShareResponse } from '@aws-sdk/client-ram';
import { type ResourceShare, shareArn } from '../../domain/sharing/resource-share.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { listOwnPrincipals, listOwnResources } from '../../views/ram/share-contents.ts';
import { change } from '../change.ts';
import { lockOwnShare, ownShare, shareResources } from './named-share.ts';
import { memberKeys } from './share-keys.ts';
import { addMembers, memberConstraints, type NamesMembers, readPrincipals, readResources } from './share-members.ts';
import { principalAssociationShape, resourceAssociationShape } from './share-shapes.ts';

/** Puts resources into a share, and shares it with more principals. */
export const associateResourceShare: Operation<AssociateResourceShareRequest, AssociateResourceShareResponse> = {
  constraints: memberConstraints,
  keys: memberKeys,
  resources: (request) => [...shareResources(request), ...(request.resourceArns ?? [])],

  async handle(request, context) {
    const share = await ownShare(request.resourceShareArn!, context);
    const { resourceArns, principals } = request;
    await change(context, { resources: [shareArn(share)], detail: { resourceArns, principals } }, async (trx) =>
      addMembers(trx, await lockOwnShare(trx, share), { names: request, context }),
    );
    return { resourceShareAssociations: await associations(share, request, context), clientToken: request.clientToken };
  },
};

/** The associations of a share with what a request names. */
async function associations(share: ResourceShare, { resourceArns, principals }: NamesMembers, { db }: RequestContext) {
  const resourceIds = readResources(resourceArns).map(({ id }) => id);
  const entities = readPrincipals(principals).map(({ given }) => given);
  const page = { shareIds: [share.id], after: undefined };
  const resources = await listOwnResources(db, share, { ...page, resourceIds, limit: resourceIds.length });
  const sharees = await listOwnPrincipals(db, share, { ...page, principals: entities, limit: entities.length });
  return [...resources.map(resourceAssociationShape), ...sharees.map(principalAssociationShape)];
}
