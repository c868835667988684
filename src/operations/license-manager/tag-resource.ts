import type { TagResourceRequest, TagResourceResponse } from '@aws-sdk/client-license-manager';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { putTags, readLargestTagCount } from '../../store/tag.ts';
import { change } from '../change.ts';
import { licenseTagRows, TAGS_PER_RESOURCE, tagConstraints } from './license-tags.ts';
import { arnConstraint } from './named-license.ts';
import { taggedResource } from './tagged-resource.ts';

/** The lock makes the limit hold for tags set at once. */
export const tagResource: Operation<TagResourceRequest, TagResourceResponse> = {
  resources: ({ ResourceArn: arn }) => [arn!],
  constraints: { ResourceArn: arnConstraint, ...tagConstraints },

  async handle({ ResourceArn: arn, Tags: tags }, context) {
    const resource = await taggedResource(arn!, context);
    const rows = licenseTagRows(resource, tags, resource.resourceType);
    await change(context, { resources: [arn!], detail: { tags } }, async (trx) => {
      await resource.lock(trx);
      await putTags(trx, rows);
      const count = await readLargestTagCount(trx, [resource.id]);
      if (count > TAGS_PER_RESOURCE) throw tooManyTags(count);
    });
    return {};
  },
};

const tooManyTags = (count: number): Fault =>
  new Fault(
    'InvalidParameterValueException',
    `A resource can have ${TAGS_PER_RESOURCE} tags; with these it would have ${count}.`,
  );
