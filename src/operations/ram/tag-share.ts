import type { TagResourceRequest, UntagResourceRequest } from '@aws-sdk/client-ram';
import { shareArn } from '../../domain/sharing/resource-share.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { deleteTags } from '../../store/tag.ts';
import { change } from '../change.ts';
import { lockOwnShare, ownShare, shareResources } from './named-share.ts';
import { putShareTags, tagConstraints } from './share-tags.ts';

interface Tagged {
  readonly resourceShareArn?: string | undefined;
  readonly resourceArn?: string | undefined;
}

const resources = ({ resourceArn, resourceShareArn = resourceArn }: Tagged) => shareResources({ resourceShareArn });

/** Of what RAM tags, resource shares are there; newer clients may name one by resourceArn. */
function named({ resourceShareArn, resourceArn }: Tagged): string {
  const arn = resourceShareArn ?? resourceArn;
  if (arn === undefined) throw new Fault('MissingRequiredParameterException', 'resourceShareArn is required.');
  return arn;
}

export const tagResource: Operation<TagResourceRequest, object> = {
  constraints: tagConstraints,
  resources,

  async handle(request, context) {
    const share = await ownShare(named(request), context);
    await change(context, { resources: [shareArn(share)], detail: { tags: request.tags } }, async (trx) =>
      putShareTags(trx, await lockOwnShare(trx, share), request.tags),
    );
    return {};
  },
};

export const untagResource: Operation<UntagResourceRequest, object> = {
  constraints: { 'tagKeys[]': { length: [1, 128] } },
  resources,

  async handle(request, context) {
    const { tagKeys = [] } = request;
    const share = await ownShare(named(request), context);
    await change(context, { resources: [shareArn(share)], detail: { tagKeys } }, async (trx) => {
      await lockOwnShare(trx, share);
      await deleteTags(
        trx,
        [shareArn(share)],
        tagKeys.map((key) => ({ key })),
      );
    });
    return {};
  },
};
