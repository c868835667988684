import type {
  Resource,
  ResourceShareAssociation,
  ResourceShareInvitation,
  ResourceShare as ResourceShareShape,
} from '@aws-sdk/client-ram';
import { type Invitation, invitationArn, type ResourceShare, shareArn } from '../../domain/sharing/resource-share.ts';
import type { SharePrincipalRow, ShareResourceRow } from '../../views/ram/share-contents.ts';

/** A share as its owner sees it, with tags, or as others do. */
export const shareShape = (
  share: ResourceShare,
  tags?: readonly { readonly key: string; readonly value: string }[],
): ResourceShareShape => ({
  resourceShareArn: shareArn(share),
  name: share.name,
  owningAccountId: share.accountId,
  allowExternalPrincipals: share.allowExternal,
  status: 'ACTIVE',
  tags: tags && [...tags],
  creationTime: share.createdAt,
  lastUpdatedTime: share.updatedAt,
  featureSet: 'STANDARD',
});

export const resourceAssociationShape = (row: ShareResourceRow): ResourceShareAssociation => ({
  resourceShareArn: shareArn({ ...row, id: row.shareId }),
  resourceShareName: row.shareName,
  associatedEntity: row.arn,
  associationType: 'RESOURCE',
  status: 'ASSOCIATED',
  creationTime: row.createdAt,
  lastUpdatedTime: row.createdAt,
  external: false,
});

/** An account outside that has not accepted yet is being associated. */
export const principalAssociationShape = (row: SharePrincipalRow): ResourceShareAssociation => ({
  resourceShareArn: shareArn({ ...row, id: row.shareId }),
  resourceShareName: row.shareName,
  associatedEntity: row.entity,
  associationType: 'PRINCIPAL',
  status: row.accepted ? 'ASSOCIATED' : 'ASSOCIATING',
  creationTime: row.createdAt,
  lastUpdatedTime: row.createdAt,
  external: row.external,
});

export const resourceShape = (row: ShareResourceRow): Resource => ({
  arn: row.arn,
  type: row.type,
  resourceShareArn: shareArn({ ...row, id: row.shareId }),
  status: row.isGone ? 'UNAVAILABLE' : 'AVAILABLE',
  creationTime: row.createdAt,
  lastUpdatedTime: row.createdAt,
  resourceRegionScope: 'REGIONAL',
});

export const invitationShape = (invitation: Invitation, now: Date): ResourceShareInvitation => {
  const at = { accountId: invitation.senderId, region: invitation.region };
  return {
    resourceShareInvitationArn: invitationArn(at, invitation.id),
    resourceShareName: invitation.shareName,
    resourceShareArn: shareArn({ ...at, id: invitation.shareId }),
    senderAccountId: invitation.senderId,
    receiverAccountId: invitation.receiverId,
    invitationTimestamp: invitation.invitedAt,
    status: hasExpired(invitation, now) ? 'EXPIRED' : invitation.status,
  };
};

export const hasExpired = ({ status, expiresAt }: Invitation, now: Date): boolean =>
  status === 'PENDING' && now >= expiresAt;
