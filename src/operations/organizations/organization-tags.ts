import type { Tag } from '@aws-sdk/client-organizations';
import type { Transaction } from 'kysely';
import type { Constraints } from '../../domain/constraints.ts';
import { type Organization, QUOTAS } from '../../domain/organizations/organization.ts';
import { putOrganizationTags } from '../../store/organization-tag.ts';
import type { DB } from '../../store/schema.ts';
import { readLargestTagCount } from '../../store/tag.ts';
import { invalidInput, violates } from './organization-faults.ts';

const NO_CONTROLS = /^\P{Cc}*$/u;

export const tagConstraints: Constraints = {
  'Tags[].Key': { length: [1, 128], pattern: NO_CONTROLS, form: 'text without control characters' },
  'Tags[].Value': { length: [0, 256], pattern: NO_CONTROLS, form: 'text without control characters' },
};

/** Faults on what can be no tags. */
export function checkTags(tags: readonly Tag[]): void {
  const keys = new Set<string>();
  for (const { Key: key = '' } of tags) {
    if (/^aws:/i.test(key))
      throw invalidInput(
        'INVALID_SYSTEM_TAGS_PARAMETER',
        `The tag key "${key}" begins with aws:, which AWS keeps for itself.`,
      );
    if (keys.has(key)) throw invalidInput('DUPLICATE_TAG_KEY', `The tag key "${key}" is given twice.`);
    keys.add(key);
  }
}

/** Sets tags of a root, a unit, an account or a policy; faults on what can be no tag, and on too many. */
export async function putNewTags(
  trx: Transaction<DB>,
  organization: Organization,
  { id, tags = [] }: { id: string; tags: readonly Tag[] | undefined },
): Promise<void> {
  checkTags(tags);
  await putOrganizationTags(trx, organization, { id, tags: tags.map(({ Key, Value }) => [Key!, Value ?? '']) });
  const count = await readLargestTagCount(trx, [id]);
  if (count > QUOTAS.tags)
    throw violates('MAX_TAG_LIMIT_EXCEEDED', `There can be ${QUOTAS.tags} tags; with these there would be ${count}.`);
}
