import type { ListResourcesRequest, ListResourcesResponse } from '@aws-sdk/client-ram';
import { isSharedType } from '../../domain/sharing/resource-share.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import {
  type ContentFilter,
  listOwnResources,
  listResourcesReaching,
  type ShareResourceRow,
} from '../../views/ram/share-contents.ts';
import { ownerConstraint } from './get-resource-shares.ts';
import { listPage, pageConstraints } from './list-page.ts';
import { shareIdsOf } from './named-share.ts';
import { readPrincipals, readResources } from './share-members.ts';
import { resourceShape } from './share-shapes.ts';

/** The types of resources that a filter names; faults on one that cannot be shared. */
export function readType(type: string | undefined) {
  if (type === undefined || isSharedType(type)) return type;
  throw new Fault(
    'InvalidResourceTypeException',
    `The resource type ${type} cannot be shared here; ListResourceTypes lists those that can.`,
  );
}

/** The resources that an account shares, or those of others that are shared with it. */
export const listResources: Operation<ListResourcesRequest, ListResourcesResponse> = {
  constraints: {
    resourceOwner: ownerConstraint,
    resourceRegionScope: { oneOf: ['ALL', 'REGIONAL', 'GLOBAL'] },
    resourceArns: { items: [0, 100] },
    resourceShareArns: { items: [0, 100] },
    ...pageConstraints,
  },

  async handle(request, context) {
    const { principal, resourceArns } = request;
    const filter: ContentFilter = {
      shareIds: shareIdsOf(request.resourceShareArns),
      resourceIds: resourceArns?.length ? readResources(resourceArns).map(({ id }) => id) : undefined,
      type: readType(request.resourceType),
      principals: principal === undefined ? undefined : readPrincipals([principal]).map(({ given }) => given),
    };
    if (request.resourceRegionScope === 'GLOBAL') return { resources: [] };
    const { db } = context;
    const own = request.resourceOwner === 'SELF';
    const { rows, nextToken } = await listPage(request, {
      operation: 'ListResources',
      kind: 'pair',
      read: ({ after: [share, resource] = [0, 0], limit }): Promise<ShareResourceRow[]> =>
        own
          ? listOwnResources(db, context, { ...filter, after: resource, limit })
          : listResourcesReaching(db, context, { ...filter, after: { share, resource }, limit }),
      keyOf: (row) => [row.shareSequence, row.sequence],
    });
    return { resources: rows.map(resourceShape), nextToken };
  },
};
