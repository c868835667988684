import type { GetResourceShareInvitationsRequest, GetResourceShareInvitationsResponse } from '@aws-sdk/client-ram';
import type { Operation } from '../../operation.ts';
import { listInvitations } from '../../views/ram/invitations.ts';
import { invitationIdOf, invitationNotFound } from './answer-invitation.ts';
import { listPage, pageConstraints } from './list-page.ts';
import { shareIdsOf } from './named-share.ts';
import { invitationShape } from './share-shapes.ts';

/** The invitations that came to the caller's account, whatever became of them. */
export const getResourceShareInvitations: Operation<
  GetResourceShareInvitationsRequest,
  GetResourceShareInvitationsResponse
> = {
  constraints: {
    resourceShareInvitationArns: { items: [0, 100] },
    resourceShareArns: { items: [0, 100] },
    ...pageConstraints,
  },

  async handle(request, context) {
    const { resourceShareInvitationArns: arns } = request;
    const ids = arns?.map(invitationIdOf);
    const shareIds = shareIdsOf(request.resourceShareArns);
    const { rows, nextToken } = await listPage(request, {
      operation: 'GetResourceShareInvitations',
      kind: 'number',
      read: (start) => listInvitations(context.db, context, { ...start, ...(ids && { ids }), shareIds }),
      keyOf: (row) => row.sequence,
    });
    const found = new Set(rows.map(({ id }) => id));
    const missing = arns?.find((arn) => !found.has(invitationIdOf(arn)));
    if (missing && !shareIds && !request.nextToken && !nextToken) throw invitationNotFound(missing);
    return { resourceShareInvitations: rows.map((row) => invitationShape(row, context.now)), nextToken };
  },
};
