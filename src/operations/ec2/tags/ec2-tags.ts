import type { Tag, TagSpecification } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';

/** Tags of one resource at the most (EC2 user guide, tag restrictions). */
const TAGS_PER_RESOURCE = 50;
const KEY_LENGTH = 128;
const VALUE_LENGTH = 256;

/** What the request that creates a resource can tag beside it. */
const CREATED_ALONG: Readonly<Record<string, readonly string[]>> = {
  instance: ['volume', 'network-interface', 'elastic-gpu', 'spot-instances-request'],
  image: ['snapshot'],
  'instant-fleet': ['fleet', 'instance', 'volume', 'network-interface', 'spot-instances-request'],
};

/** The tags that a request's TagSpecifications give to the resource it creates, or to `wanted` beside it; faults InvalidParameterValue, TagLimitExceeded. */
export function tagsFor(
  specifications: readonly TagSpecification[] | undefined,
  resourceType: string,
  wanted = resourceType,
): Record<string, string> {
  const taggable = [resourceType, ...(CREATED_ALONG[resourceType] ?? [])];
  const tagsByType = new Map<string, Record<string, string>>();
  for (const { ResourceType: type, Tags: tags } of specifications ?? []) {
    if (type === undefined) throw invalid('Tag specification resource type must have a value');
    if (!taggable.includes(type)) throw invalid(`'${type}' is not a valid taggable resource type for this operation.`);
    if (tagsByType.has(type))
      throw invalid('The same resource type may not be specified more than once in tag specifications');
    if (!tags?.length) throw invalid('Tag specification must have at least one tag');
    tagsByType.set(type, tagRecord(tags));
  }
  return tagsByType.get(wanted) ?? {};
}

/** Tags in EC2's form, in the order of their keys. */
export const tagList = (tags: Readonly<Record<string, string>>): Tag[] =>
  Object.entries(tags)
    .map(([Key, Value]) => ({ Key, Value }))
    .sort((a, b) => (a.Key < b.Key ? -1 : 1));

/** Tags by key, checked: each key once, not one of AWS's own, and not too many or too long. */
export function tagRecord(tags: readonly Tag[]): Record<string, string> {
  const values = new Map<string, string>();
  for (const { Key: key, Value: value } of tags) {
    checkTagKey(key);
    if (value === undefined) throw invalid('Tag value cannot be null. Use empty string instead.');
    if ([...value].length > VALUE_LENGTH)
      throw invalid(`Tag value exceeds the maximum length of ${VALUE_LENGTH} characters`);
    if (values.has(key)) throw invalid(`Duplicate tag key '${key}' specified.`);
    values.set(key, value);
  }
  checkTagCount(values.size);
  return Object.fromEntries(values);
}

export function checkTagKey(key: string | undefined): asserts key is string {
  if (!key) throw invalid('Tag key cannot be null or empty.');
  if ([...key].length > KEY_LENGTH) throw invalid(`Tag key exceeds the maximum length of ${KEY_LENGTH} characters`);
  if (/^aws:/i.test(key))
    throw invalid(
      `Value ( ${key} ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved for internal use`,
    );
}

export function checkTagCount(count: number): void {
  if (count > TAGS_PER_RESOURCE)
    throw new Fault('TagLimitExceeded', 'The maximum number of Tags for a resource has been reached.');
}

const invalid = (message: string): Fault => new Fault('InvalidParameterValue', message);
