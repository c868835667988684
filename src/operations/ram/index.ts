import type * as sdk from '@aws-sdk/client-ram';
import type { OperationTable } from '../operation-table.ts';
import { answer } from './answer-invitation.ts';
import { associateResourceShare } from './associate-resource-share.ts';
import { createResourceShare } from './create-resource-share.ts';
import { deleteResourceShare } from './delete-resource-share.ts';
import { disassociateResourceShare } from './disassociate-resource-share.ts';
import { enableSharingWithAwsOrganization } from './enable-sharing-with-aws-organization.ts';
import { getResourceShareAssociations } from './get-resource-share-associations.ts';
import { getResourceShareInvitations } from './get-resource-share-invitations.ts';
import { getResourceShares } from './get-resource-shares.ts';
import { listPendingInvitationResources } from './list-pending-invitation-resources.ts';
import { listPrincipals } from './list-principals.ts';
import { listResources } from './list-resources.ts';
import { getPermission, listPermissions, listResourceSharePermissions, listResourceTypes } from './permissions.ts';
import { tagResource, untagResource } from './tag-share.ts';
import { updateResourceShare } from './update-resource-share.ts';

/** The operations of Resource Access Manager that are built. */
export const ramOperations: OperationTable<typeof sdk> = {
  AcceptResourceShareInvitation: answer('ACCEPTED'),
  AssociateResourceShare: associateResourceShare,
  CreateResourceShare: createResourceShare,
  DeleteResourceShare: deleteResourceShare,
  DisassociateResourceShare: disassociateResourceShare,
  EnableSharingWithAwsOrganization: enableSharingWithAwsOrganization,
  GetPermission: getPermission,
  GetResourceShareAssociations: getResourceShareAssociations,
  GetResourceShareInvitations: getResourceShareInvitations,
  GetResourceShares: getResourceShares,
  ListPendingInvitationResources: listPendingInvitationResources,
  ListPermissions: listPermissions,
  ListPrincipals: listPrincipals,
  ListResourceSharePermissions: listResourceSharePermissions,
  ListResourceTypes: listResourceTypes,
  ListResources: listResources,
  RejectResourceShareInvitation: answer('REJECTED'),
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateResourceShare: updateResourceShare,
};
