import {
  GetResourceShareAssociationsCommand,
  GetResourceShareInvitationsCommand,
  GetResourceSharesCommand,
  type ResourceOwner,
  type ResourceShare,
  type ResourceShareAssociation,
  type ResourceShareAssociationType,
  type ResourceShareInvitation,
} from '@aws-sdk/client-ram';
import { ram } from '../../aws/ram.ts';
import { type AwsList, useAwsList } from '../../aws/use-aws.ts';

/** The shares of this account, or those of others that it sees. */
export const useShares = (resourceOwner: ResourceOwner): AwsList<ResourceShare> =>
  useAwsList({
    key: ['shares', resourceOwner],
    ask: async (region, nextToken) => {
      const answer = await ram(region).send(new GetResourceSharesCommand({ resourceOwner, nextToken }));
      return { items: answer.resourceShares ?? [], nextToken: answer.nextToken };
    },
  });

/** What a share of this account is of, or whom it is with. */
export const useMembers = (
  arn: string,
  associationType: ResourceShareAssociationType,
): AwsList<ResourceShareAssociation> =>
  useAwsList({
    key: ['share-members', arn, associationType],
    ask: async (region, nextToken) => {
      const command = new GetResourceShareAssociationsCommand({ associationType, resourceShareArns: [arn], nextToken });
      const answer = await ram(region).send(command);
      return { items: answer.resourceShareAssociations ?? [], nextToken: answer.nextToken };
    },
  });

export const useInvitations = (): AwsList<ResourceShareInvitation> =>
  useAwsList({
    key: ['share-invitations'],
    ask: async (region, nextToken) => {
      const answer = await ram(region).send(new GetResourceShareInvitationsCommand({ nextToken }));
      return { items: answer.resourceShareInvitations ?? [], nextToken: answer.nextToken };
    },
  });
