import type { Tag } from '@aws-sdk/client-iam';
import type { Constraints } from '../../domain/constraints.ts';
import type { Entity } from '../../domain/identities/entity.ts';
import { TAGS } from '../../domain/identities/quotas.ts';
import { Fault } from '../../fault.ts';
import { checkQuota } from './change-identities.ts';

const form = 'letters, digits, spaces and _.:/=+-@';

export const tagConstraints: Constraints = {
  Tags: { items: [0, 50] },
  'Tags[].Key': { length: [1, 128], pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u, form },
  'Tags[].Value': { length: [0, 256], pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u, form },
};

export const tagKeyConstraints: Constraints = {
  TagKeys: { items: [0, 50] },
  'TagKeys[]': { length: [1, 128], pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u, form },
};

type Tags = Entity['tags'];

const keyIn = (tags: Tags, key: string): string | undefined =>
  Object.keys(tags).find((known) => known.toLowerCase() === key.toLowerCase());

/** `tags` with others set. A key in another case is the same key, and is then written as it is given. */
export function withTags(tags: Tags, set: readonly Tag[] = []): Tags {
  const keys = set.map(({ Key }) => Key!.toLowerCase());
  if (new Set(keys).size < keys.length)
    throw new Fault('InvalidInput', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  const reserved = set.find(({ Key }) => /^aws:/i.test(Key!));
  if (reserved) throw new Fault('InvalidInput', `The tag key ${reserved.Key} begins with aws:, which is reserved.`);
  const kept = withoutTags(
    tags,
    set.map(({ Key }) => Key!),
  );
  const all = Object.fromEntries([...Object.entries(kept), ...set.map(({ Key, Value }) => [Key!, Value!])]);
  checkQuota(Object.keys(all).length, TAGS);
  return all;
}

export function withoutTags(tags: Tags, keys: readonly string[]): Tags {
  const gone = new Set(keys.map((key) => keyIn(tags, key)));
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !gone.has(key)));
}
