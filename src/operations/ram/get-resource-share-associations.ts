import type { GetResourceShareAssociationsRequest, GetResourceShareAssociationsResponse } from '@aws-sdk/client-ram';
import type { Operation } from '../../operation.ts';
import { listOwnPrincipals, listOwnResources } from '../../views/ram/share-contents.ts';
import { listPage, pageConstraints } from './list-page.ts';
import { shareIdsOf } from './named-share.ts';
import { invalidParameter } from './share-faults.ts';
import { readPrincipals, readResources } from './share-members.ts';
import { principalAssociationShape, resourceAssociationShape } from './share-shapes.ts';

const STATUSES = [
  'ASSOCIATING',
  'ASSOCIATED',
  'FAILED',
  'DISASSOCIATING',
  'DISASSOCIATED',
  'SUSPENDED',
  'SUSPENDING',
  'RESTORING',
];

/** What an account shares, or whom with. What is ended is there no more. */
export const getResourceShareAssociations: Operation<
  GetResourceShareAssociationsRequest,
  GetResourceShareAssociationsResponse
> = {
  constraints: {
    associationType: { oneOf: ['PRINCIPAL', 'RESOURCE', 'SOURCE'] },
    associationStatus: { oneOf: STATUSES },
    resourceShareArns: { items: [0, 100] },
    ...pageConstraints,
  },

  async handle(request, context) {
    const { associationType: type, resourceArn, principal, associationStatus: status } = request;
    if (type === 'RESOURCE' && principal !== undefined)
      throw invalidParameter('principal narrows associations of the type PRINCIPAL.');
    if (type === 'PRINCIPAL' && resourceArn !== undefined)
      throw invalidParameter('resourceArn narrows associations of the type RESOURCE.');
    const shareIds = shareIdsOf(request.resourceShareArns);
    const isThere =
      status === undefined || status === 'ASSOCIATED' || (status === 'ASSOCIATING' && type === 'PRINCIPAL');
    if (!isThere || type === 'SOURCE') return { resourceShareAssociations: [] };
    const list = { operation: 'GetResourceShareAssociations', kind: 'number' } as const;
    if (type === 'RESOURCE') {
      const resourceIds = resourceArn === undefined ? undefined : readResources([resourceArn]).map(({ id }) => id);
      const { rows, nextToken } = await listPage(request, {
        ...list,
        read: (start) => listOwnResources(context.db, context, { shareIds, resourceIds, ...start }),
        keyOf: (row) => row.sequence,
      });
      return { resourceShareAssociations: rows.map(resourceAssociationShape), nextToken };
    }
    const principals = principal === undefined ? undefined : readPrincipals([principal]).map(({ given }) => given);
    const accepted = status === undefined ? undefined : status === 'ASSOCIATED';
    const { rows, nextToken } = await listPage(request, {
      ...list,
      read: (start) => listOwnPrincipals(context.db, context, { shareIds, principals, accepted, ...start }),
      keyOf: (row) => row.sequence,
    });
    return { resourceShareAssociations: rows.map(principalAssociationShape), nextToken };
  },
};
