import type {
  ListPendingInvitationResourcesRequest,
  ListPendingInvitationResourcesResponse,
} from '@aws-sdk/client-ram';
import type { Operation } from '../../operation.ts';
import { listResourcesIn } from '../../views/ram/share-contents.ts';
import { checkPending, invitationResources, requireInvitation } from './answer-invitation.ts';
import { listPage, pageConstraints } from './list-page.ts';
import { resourceShape } from './share-shapes.ts';

/** What an invitation that waits for its answer is about. */
export const listPendingInvitationResources: Operation<
  ListPendingInvitationResourcesRequest,
  ListPendingInvitationResourcesResponse
> = {
  constraints: { resourceRegionScope: { oneOf: ['ALL', 'REGIONAL', 'GLOBAL'] }, ...pageConstraints },
  resources: invitationResources,

  async handle(request, context) {
    const arn = request.resourceShareInvitationArn!;
    const invitation = await requireInvitation(arn, context);
    checkPending(invitation, arn, context.now);
    if (request.resourceRegionScope === 'GLOBAL') return { resources: [] };
    const { rows, nextToken } = await listPage(request, {
      operation: 'ListPendingInvitationResources',
      kind: 'number',
      read: (start) => listResourcesIn(context.db, invitation.shareId, start),
      keyOf: (row) => row.sequence,
    });
    return { resources: rows.map(resourceShape), nextToken };
  },
};
