import type {
  DisassociateResourceShareRequest,
  DisassociateResourceShareResponse,
  ResourceShareAssociation,
} from '@aws-sdk/client-ram';
import type { Transaction } from 'kysely';
import { type ResourceShare, shareArn } from '../../domain/sharing/resource-share.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { deleteSharePrincipal, deleteShareResource, lockShare } from '../../store/resource-share.ts';
import type { DB } from '../../store/schema.ts';
import { listSharesReaching } from '../../views/ram/shares.ts';
import { change } from '../change.ts';
import { lockOwnShare, ownShare, shareIdOf, shareResources } from './named-share.ts';
import { invalidParameter, notPermitted, unknownResource } from './share-faults.ts';
import { memberKeys } from './share-keys.ts';
import { memberConstraints, type NamesMembers, readPrincipals, readResources } from './share-members.ts';

/**
 * Takes resources out of a share, and ends sharing with principals. An account to which it was shared by name may take itself
 * out; what reaches it through its organization goes on as long as it is there.
 */
export const disassociateResourceShare: Operation<DisassociateResourceShareRequest, DisassociateResourceShareResponse> =
  {
    constraints: memberConstraints,
    resources: shareResources,
    keys: memberKeys,

    async handle(request, context) {
      const { resourceShareArn: arn = '', resourceArns, principals, clientToken } = request;
      const share = (await reachingShare(request, context)) ?? (await ownShare(arn, context));
      const record = { resources: [shareArn(share)], detail: { resourceArns, principals } };
      const ended = await change(context, record, async (trx) => {
        if (share.accountId === context.accountId) await lockOwnShare(trx, share);
        else await lockShare(trx, share.id);
        return removeMembers(trx, share, request);
      });
      return { resourceShareAssociations: ended, clientToken };
    },
  };

/** The share of another account that the caller takes itself out of. */
async function reachingShare(request: DisassociateResourceShareRequest, context: RequestContext) {
  const { resourceShareArn: arn = '', resourceArns = [], principals = [] } = request;
  const ids = [shareIdOf(arn)];
  const [share] = await listSharesReaching(context.db, context, { ids, after: undefined, limit: 1 });
  if (!share || shareArn(share) !== arn) return undefined;
  if (resourceArns.length === 0 && principals.length === 1 && principals[0] === context.accountId) return share;
  throw notPermitted(
    `${arn} belongs to ${share.accountId}: of it, you may end the sharing with ${context.accountId} alone.`,
  );
}

async function removeMembers(trx: Transaction<DB>, share: ResourceShare, names: NamesMembers) {
  const resources = readResources(names.resourceArns);
  const principals = readPrincipals(names.principals);
  if (resources.length + principals.length === 0)
    throw invalidParameter('Name what is to be disassociated in resourceArns or principals.');
  const ended: ResourceShareAssociation[] = [];
  const end = (associatedEntity: string, associationType: 'RESOURCE' | 'PRINCIPAL', isDone: boolean): void => {
    if (!isDone) throw unknownResource(`${associatedEntity} is not associated with ${shareArn(share)}.`);
    const named = { resourceShareArn: shareArn(share), resourceShareName: share.name };
    ended.push({ ...named, associatedEntity, associationType, status: 'DISASSOCIATED' });
  };
  for (const { id, given } of resources) end(given, 'RESOURCE', await deleteShareResource(trx, share.id, id));
  for (const { id, given } of principals) end(given, 'PRINCIPAL', await deleteSharePrincipal(trx, share.id, id));
  return ended;
}
