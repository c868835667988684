import { LicenseManager } from '@aws-sdk/client-license-manager';
import { RAM } from '@aws-sdk/client-ram';
import type { Caller } from '../signed-request.ts';
import { newAccount, type OrganizationWorld } from './organization-inputs.ts';
import type { Input } from './valid-inputs.ts';

/** What requests about resource shares name. The spare ones are for operations that take something away. */
export interface SharingWorld {
  readonly shareArn: string;
  readonly spareShareArn: string;
  readonly sharedLicenseArn: string;
  readonly invitationArn: string;
  readonly acceptedInvitationArn: string;
  readonly rejectedInvitationArn: string;
}

/** Shares of the caller's own, and invitations of another account. */
export async function createSharingWorld(caller: Caller): Promise<SharingWorld> {
  const license = async ({ url: endpoint, ...credentials }: Caller) => {
    const client = new LicenseManager({ endpoint, region: 'us-east-1', credentials });
    const terms = { Name: 'shared', LicenseCountingType: 'vCPU' } as const;
    return (await client.createLicenseConfiguration(terms)).LicenseConfigurationArn!;
  };
  const clientOf = ({ url: endpoint, ...credentials }: Caller) =>
    new RAM({ endpoint, region: 'us-east-1', credentials });
  const own = clientOf(caller);
  const share = async (client: RAM, resourceArn: string, principals: string[]) => {
    const made = await client.createResourceShare({ name: 'fuzz', resourceArns: [resourceArn], principals });
    return made.resourceShare!.resourceShareArn!;
  };
  const other = await newAccount(caller);
  const sharedLicenseArn = await license(caller);
  const foreign = await license(other);
  const [, , , , accountId = ''] = sharedLicenseArn.split(':');
  const offered = [];
  for (let n = 0; n < 3; n++) offered.push(await share(clientOf(other), foreign, [accountId]));
  const invited = await own.getResourceShareInvitations({ resourceShareArns: offered });
  const [invitationArn, accepted, rejected] = invited.resourceShareInvitations!.map(
    (one) => one.resourceShareInvitationArn,
  );
  return {
    sharedLicenseArn,
    shareArn: await share(own, sharedLicenseArn, [other.accountId]),
    spareShareArn: await share(own, sharedLicenseArn, []),
    ...{ invitationArn: invitationArn!, acceptedInvitationArn: accepted!, rejectedInvitationArn: rejected! },
  };
}

const PERMISSION = 'arn:aws:ram::aws:permission/AWSRAMDefaultPermissionLicenseConfiguration';

/** One valid request of every operation of Resource Access Manager that is built. */
export const sharingInputs: Readonly<Record<string, (world: SharingWorld & OrganizationWorld) => Input>> = {
  CreateResourceShare: ({ sharedLicenseArn, createdAccountId }) => ({
    name: 'fuzz',
    resourceArns: [sharedLicenseArn],
    principals: [createdAccountId],
    tags: [{ key: 'a', value: 'b' }],
    permissionArns: [PERMISSION],
  }),
  UpdateResourceShare: ({ shareArn }) => ({ resourceShareArn: shareArn, name: 'new' }),
  AssociateResourceShare: ({ shareArn, createdAccountId }) => ({
    resourceShareArn: shareArn,
    principals: [createdAccountId],
  }),
  DisassociateResourceShare: ({ shareArn, sharedLicenseArn }) => ({
    resourceShareArn: shareArn,
    resourceArns: [sharedLicenseArn],
  }),
  DeleteResourceShare: ({ spareShareArn }) => ({ resourceShareArn: spareShareArn }),
  EnableSharingWithAwsOrganization: () => ({}),
  GetResourceShares: () => ({
    resourceOwner: 'SELF',
    tagFilters: [{ tagKey: 'a', tagValues: ['b'] }],
    maxResults: 5,
  }),
  GetResourceShareAssociations: ({ shareArn }) => ({
    associationType: 'PRINCIPAL',
    resourceShareArns: [shareArn],
    maxResults: 5,
  }),
  ListResources: ({ shareArn }) => ({ resourceOwner: 'SELF', resourceShareArns: [shareArn], maxResults: 5 }),
  ListPrincipals: () => ({ resourceOwner: 'OTHER-ACCOUNTS', maxResults: 5 }),
  ListPermissions: () => ({ resourceType: 'license-manager:LicenseConfiguration', maxResults: 5 }),
  GetPermission: () => ({ permissionArn: PERMISSION, permissionVersion: 1 }),
  ListResourceSharePermissions: ({ shareArn }) => ({ resourceShareArn: shareArn, maxResults: 5 }),
  ListResourceTypes: () => ({ maxResults: 5 }),
  GetResourceShareInvitations: () => ({ maxResults: 5 }),
  ListPendingInvitationResources: ({ invitationArn }) => ({ resourceShareInvitationArn: invitationArn }),
  AcceptResourceShareInvitation: ({ acceptedInvitationArn }) => ({ resourceShareInvitationArn: acceptedInvitationArn }),
  RejectResourceShareInvitation: ({ rejectedInvitationArn }) => ({ resourceShareInvitationArn: rejectedInvitationArn }),
  TagResource: ({ shareArn }) => ({ resourceShareArn: shareArn, tags: [{ key: 'a', value: 'b' }] }),
  UntagResource: ({ shareArn }) => ({ resourceShareArn: shareArn, tagKeys: ['a'] }),
};
