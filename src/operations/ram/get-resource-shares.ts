import type { GetResourceSharesRequest, GetResourceSharesResponse } from '@aws-sdk/client-ram';
import { shareArn } from '../../domain/sharing/resource-share.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { listOwnShares, listSharesReaching, type ShareRow } from '../../views/ram/shares.ts';
import { listPage, pageConstraints } from './list-page.ts';
import { shareIdsOf } from './named-share.ts';
import { invalidParameter, unknownResource } from './share-faults.ts';
import { typePermitted } from './share-permissions.ts';
import { shareShape } from './share-shapes.ts';

export const ownerConstraint = { oneOf: ['SELF', 'OTHER-ACCOUNTS'] };

/** The shares that an account has, or those of others that reach it. A share is active until it is deleted. */
export const getResourceShares: Operation<GetResourceSharesRequest, GetResourceSharesResponse> = {
  constraints: {
    resourceOwner: ownerConstraint,
    resourceShareStatus: { oneOf: ['PENDING', 'ACTIVE', 'FAILED', 'DELETING', 'DELETED'] },
    resourceShareArns: { items: [0, 100] },
    tagFilters: { items: [0, 50] },
    'tagFilters[].tagValues': { items: [0, 50] },
    ...pageConstraints,
  },

  async handle(request, context) {
    const { resourceShareStatus: status = 'ACTIVE', tagFilters = [] } = request;
    if (status !== 'ACTIVE') return { resourceShares: [] };
    const own = request.resourceOwner === 'SELF';
    if (!own && tagFilters.length > 0)
      throw invalidParameter('tagFilters narrow shares of your own, resourceOwner SELF.');
    const filter = {
      ids: shareIdsOf(request.resourceShareArns),
      name: request.name,
      type: request.permissionArn && typePermitted(request.permissionArn, request.permissionVersion),
      ...(own && { tags: tagFilters.map(({ tagKey: key = '', tagValues: values = [] }) => ({ key, values })) }),
    };
    const read = (start: {
      after: number | undefined;
      limit: number;
    }): Promise<(Omit<ShareRow, 'tags'> & Partial<ShareRow>)[]> =>
      own
        ? listOwnShares(context.db, context, { ...filter, type: filter.type || undefined, ...start })
        : listSharesReaching(context.db, context, { ...filter, type: filter.type || undefined, ...start });
    const { rows, nextToken } = await listPage(request, {
      operation: 'GetResourceShares',
      kind: 'number',
      read,
      keyOf: (share) => share.sequence,
    });
    if (!request.nextToken) checkFound(request, rows, context);
    return { resourceShares: rows.map((row) => shareShape(row, row.tags)), nextToken };
  },
};

/** A share that is named and not there is an error (Terraform goes by it); one that other filters leave out is none. */
function checkFound(
  { resourceShareArns: arns = [], name, permissionArn, tagFilters = [], maxResults = 500 }: GetResourceSharesRequest,
  rows: readonly Omit<ShareRow, 'tags'>[],
  { accountId }: RequestContext,
): void {
  if (name !== undefined || permissionArn !== undefined || tagFilters.length > 0 || arns.length > maxResults) return;
  const found = new Set(rows.map(shareArn));
  const missing = arns.find((arn) => !found.has(arn));
  if (missing) throw unknownResource(`ResourceShare ${missing} could not be found for ${accountId}.`);
}
