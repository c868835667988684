import type { UpdateResourceShareRequest, UpdateResourceShareResponse } from '@aws-sdk/client-ram';
import { shareArn } from '../../domain/sharing/resource-share.ts';
import type { Operation } from '../../operation.ts';
import { updateShare } from '../../store/resource-share.ts';
import { hasExternal } from '../../views/ram/shares.ts';
import { listResourceTags } from '../../views/resource-tags.ts';
import { change } from '../change.ts';
import { nameConstraint } from './create-resource-share.ts';
import { lockOwnShare, ownShare, shareResources } from './named-share.ts';
import { notPermitted } from './share-faults.ts';
import { externalKeys } from './share-keys.ts';
import { shareShape } from './share-shapes.ts';

export const updateResourceShare: Operation<UpdateResourceShareRequest, UpdateResourceShareResponse> = {
  constraints: { name: nameConstraint },
  keys: ({ allowExternalPrincipals: allowed }) => externalKeys(allowed),
  resources: shareResources,

  async handle({ resourceShareArn: arn, name, allowExternalPrincipals, clientToken }, context) {
    const share = await ownShare(arn!, context);
    const record = { resources: [shareArn(share)], detail: { name, allowExternalPrincipals } };
    const updated = await change(context, record, async (trx) => {
      const before = await lockOwnShare(trx, share);
      const allowExternal = allowExternalPrincipals ?? before.allowExternal;
      if (!allowExternal && (await hasExternal(trx, share.id)))
        throw notPermitted('The share is with accounts outside the organization: disassociate them first.');
      const after = { ...before, name: name ?? before.name, allowExternal, updatedAt: context.now };
      await updateShare(trx, after, context.now);
      return after;
    });
    return { resourceShare: shareShape(updated, await listResourceTags(context.db, shareArn(share))), clientToken };
  },
};
