import type { ResourceShareInvitation } from '@aws-sdk/client-ram';
import { type Invitation, invitationArn, parseInvitationArn } from '../../domain/sharing/resource-share.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { acceptShare, answerInvitation, deleteSharePrincipal } from '../../store/resource-share.ts';
import { listInvitations } from '../../views/ram/invitations.ts';
import { change } from '../change.ts';
import { malformedArn } from './share-faults.ts';
import { hasExpired, invitationShape } from './share-shapes.ts';

export function invitationIdOf(arn: string): string {
  const ref = parseInvitationArn(arn);
  if (!ref) throw malformedArn(`The ARN ${arn} is not valid: expected that of an invitation to a resource share.`);
  return ref.id;
}

export const invitationNotFound = (arn: string): Fault =>
  new Fault('ResourceShareInvitationArnNotFoundException', `There is no invitation ${arn} to this account here.`);

/** The invitation that an ARN names, where it came to the caller in this Region. */
export async function requireInvitation(arn: string, context: RequestContext): Promise<Invitation> {
  const ids = [invitationIdOf(arn)];
  const [invitation] = await listInvitations(context.db, context, { ids, limit: 1 });
  const sender = invitation && { accountId: invitation.senderId, region: invitation.region };
  if (sender && invitationArn(sender, invitation.id) === arn) return invitation;
  throw invitationNotFound(arn);
}

/** Faults where an invitation has its answer, or the time for one is over. */
export function checkPending(invitation: Invitation, arn: string, now: Date): void {
  if (invitation.status === 'ACCEPTED')
    throw new Fault('ResourceShareInvitationAlreadyAcceptedException', `The invitation ${arn} was accepted already.`);
  if (invitation.status === 'REJECTED')
    throw new Fault('ResourceShareInvitationAlreadyRejectedException', `The invitation ${arn} was rejected already.`);
  if (hasExpired(invitation, now))
    throw new Fault(
      'ResourceShareInvitationExpiredException',
      `The invitation ${arn} has expired; ask for another one.`,
    );
}

/** The invitation, for the authorization step. */
export const invitationResources = ({
  resourceShareInvitationArn: arn = '',
}: Pick<Request, 'resourceShareInvitationArn'>) => (parseInvitationArn(arn) ? [arn] : []);

interface Request {
  readonly resourceShareInvitationArn: string | undefined;
  readonly clientToken?: string | undefined;
}

interface Response {
  readonly resourceShareInvitation?: ResourceShareInvitation;
  readonly clientToken?: string | undefined;
}

/** Accepts or rejects an invitation: what is shared is there from then on, or not shared with the account any more. */
export const answer = (status: 'ACCEPTED' | 'REJECTED'): Operation<Request, Response> => ({
  resources: invitationResources,

  async handle({ resourceShareInvitationArn, clientToken }, context) {
    const arn = resourceShareInvitationArn!;
    const invitation = await requireInvitation(arn, context);
    const { accountId, now } = context;
    await change(context, { resources: [arn] }, async (trx) => {
      checkPending(invitation, arn, now);
      if (!(await answerInvitation(trx, invitation.id, status))) throw invitationNotFound(arn);
      if (status === 'ACCEPTED') await acceptShare(trx, invitation.shareId, accountId);
      else await deleteSharePrincipal(trx, invitation.shareId, accountId);
    });
    return { resourceShareInvitation: invitationShape({ ...invitation, status }, now), clientToken };
  },
});
