import type { ListPrincipalsRequest, ListPrincipalsResponse } from '@aws-sdk/client-ram';
import { shareArn } from '../../domain/sharing/resource-share.ts';
import type { Operation } from '../../operation.ts';
import { listOwnPrincipals } from '../../views/ram/share-contents.ts';
import { listSharesReaching } from '../../views/ram/shares.ts';
import { ownerConstraint } from './get-resource-shares.ts';
import { listPage, pageConstraints } from './list-page.ts';
import { readType } from './list-resources.ts';
import { shareIdsOf } from './named-share.ts';
import { invalidParameter } from './share-faults.ts';
import { readPrincipals, readResources } from './share-members.ts';

/** Whom an account shares with, or who shares with it: then the principals are the owners of the shares. */
export const listPrincipals: Operation<ListPrincipalsRequest, ListPrincipalsResponse> = {
  constraints: {
    resourceOwner: ownerConstraint,
    principals: { items: [0, 100] },
    resourceShareArns: { items: [0, 100] },
    ...pageConstraints,
  },

  async handle(request, context) {
    const shareIds = shareIdsOf(request.resourceShareArns);
    const type = readType(request.resourceType);
    const { resourceArn, principals } = request;
    const list = { operation: 'ListPrincipals', kind: 'number' } as const;
    if (request.resourceOwner === 'SELF') {
      const { rows, nextToken } = await listPage(request, {
        ...list,
        read: (start) =>
          listOwnPrincipals(context.db, context, {
            shareIds,
            type,
            resourceIds: resourceArn === undefined ? undefined : readResources([resourceArn]).map(({ id }) => id),
            principals: principals?.length ? readPrincipals(principals).map(({ given }) => given) : undefined,
            ...start,
          }),
        keyOf: (row) => row.sequence,
      });
      const shapes = rows.map((row) => ({
        id: row.entity,
        resourceShareArn: shareArn({ ...row, id: row.shareId }),
        creationTime: row.createdAt,
        lastUpdatedTime: row.createdAt,
        external: row.external,
      }));
      return { principals: shapes, nextToken };
    }
    if (resourceArn !== undefined || principals?.length)
      throw invalidParameter('resourceArn and principals narrow what is your own, resourceOwner SELF.');
    const { rows, nextToken } = await listPage(request, {
      ...list,
      read: (start) => listSharesReaching(context.db, context, { ids: shareIds, type, ...start }),
      keyOf: (row) => row.sequence,
    });
    const owners = rows.map((share) => ({
      id: share.accountId,
      resourceShareArn: shareArn(share),
      creationTime: share.createdAt,
      lastUpdatedTime: share.updatedAt,
    }));
    return { principals: owners, nextToken };
  },
};
