import type { Tag } from '@aws-sdk/client-ram';
import type { Transaction } from 'kysely';
import type { Constraints } from '../../domain/constraints.ts';
import { type ResourceShare, SHARE_QUOTAS, shareArn } from '../../domain/sharing/resource-share.ts';
import { Fault } from '../../fault.ts';
import type { DB } from '../../store/schema.ts';
import { putTags, readLargestTagCount, tagRows } from '../../store/tag.ts';
import { invalidParameter } from './share-faults.ts';

const NO_CONTROLS = /^\P{Cc}*$/u;

export const tagConstraints: Constraints = {
  'tags[].key': { length: [1, 128], pattern: NO_CONTROLS, form: 'text without control characters' },
  'tags[].value': { length: [0, 256], pattern: NO_CONTROLS, form: 'text without control characters' },
};

/** Sets tags of a share; faults on what can be no tag, and on too many. */
export async function putShareTags(
  trx: Transaction<DB>,
  share: ResourceShare,
  tags: readonly Tag[] = [],
): Promise<void> {
  for (const { key } of tags) {
    if (!key) throw invalidParameter('A tag has no key.');
    if (/^aws:/i.test(key))
      throw invalidParameter(`The tag key "${key}" begins with aws:, which AWS keeps for itself.`);
  }
  const given = Object.fromEntries(tags.map(({ key, value }) => [key!, value ?? '']));
  if (Object.keys(given).length < tags.length) throw invalidParameter('A tag key is given twice.');
  const { accountId, region } = share;
  const resourceId = shareArn(share);
  await putTags(trx, tagRows({ accountId, region, resourceId, resourceType: 'resource-share' }, given));
  const count = await readLargestTagCount(trx, [resourceId]);
  if (count > SHARE_QUOTAS.tags)
    throw new Fault(
      'TagLimitExceededException',
      `A resource share can have ${SHARE_QUOTAS.tags} tags; with these it would have ${count}.`,
    );
}
