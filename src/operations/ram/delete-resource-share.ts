import type { DeleteResourceShareRequest, DeleteResourceShareResponse } from '@aws-sdk/client-ram';
import { shareArn } from '../../domain/sharing/resource-share.ts';
import type { Operation } from '../../operation.ts';
import { deleteShare } from '../../store/resource-share.ts';
import { change } from '../change.ts';
import { lockOwnShare, ownShare, shareResources } from './named-share.ts';

/** Ends all sharing by a share at once. What members hold of its licenses stays recorded. */
export const deleteResourceShare: Operation<DeleteResourceShareRequest, DeleteResourceShareResponse> = {
  resources: shareResources,

  async handle({ resourceShareArn: arn, clientToken }, context) {
    const share = await ownShare(arn!, context);
    await change(context, { resources: [shareArn(share)] }, async (trx) => {
      await lockOwnShare(trx, share);
      await deleteShare(trx, share);
    });
    return { returnValue: true, clientToken };
  },
};
