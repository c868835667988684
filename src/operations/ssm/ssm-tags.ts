import type { Tag } from '@aws-sdk/client-ssm';
import type { Constraints } from '../../domain/constraints.ts';
import { Fault } from '../../fault.ts';
import { type TagRow, tagRows } from '../../store/tag.ts';

/** AWS's limit of tags, the same for all its services. */
export const TAGS_PER_RESOURCE = 50;

const TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

export const tagConstraints: Constraints = {
  Tags: { items: [0, 1000] },
  'Tags[].Key': { length: [1, 128], pattern: TEXT, form: 'letters, digits, spaces and _ . : / = + - @' },
  'Tags[].Value': { length: [0, 256], pattern: TEXT, form: 'letters, digits, spaces and _ . : / = + - @' },
};

/** The rows of a request's tags for a resource; faults on AWS's own keys, a key given twice, and too many. */
export function ssmTagRows(resource: Omit<TagRow, 'key' | 'value'>, tags: readonly Tag[] = []): TagRow[] {
  const pairs = tags.map(({ Key: key, Value: value }): [string, string] => [key!, value!]);
  const keys = pairs.map(([key]) => key);
  const own = keys.find((key) => /^aws:/i.test(key));
  if (own !== undefined) throw invalid(`The tag key "${own}" begins with aws:, which AWS keeps for itself.`);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw invalid(`The tag key "${twice}" is given twice.`);
  if (keys.length > TAGS_PER_RESOURCE) throw tooManyTags(keys.length);
  return tagRows(resource, Object.fromEntries(pairs));
}

export const tooManyTags = (count: number): Fault =>
  new Fault('TooManyTagsError', `A resource can have ${TAGS_PER_RESOURCE} tags; with these it would have ${count}.`);

const invalid = (message: string): Fault => new Fault('ValidationException', message);
