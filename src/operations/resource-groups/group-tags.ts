import type { Constraints } from '../../domain/constraints.ts';
import type { RequestContext } from '../../operation.ts';
import { type TagRow, tagRows } from '../../store/tag.ts';
import { badRequest } from './named-group.ts';

/** AWS's limit of tags, the same for all its services. */
export const TAGS_PER_GROUP = 50;

const TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** How Tag, Untag and GetTags name their group. */
export const taggedFrame = {
  constraints: { Arn: { length: [1, 1600] } } satisfies Constraints,
  resources: ({ Arn: arn }: { readonly Arn: string | undefined }): string[] => [arn!],
} as const;

/** The rows of a request's tags for a group; faults on what can be no tag. */
export function groupTagRows(
  arn: string,
  tags: Readonly<Record<string, string>> = {},
  { accountId, region }: RequestContext,
): TagRow[] {
  for (const [key, value] of Object.entries(tags)) {
    const problem = findTagProblem(key, value);
    if (problem) throw badRequest(problem);
  }
  if (Object.keys(tags).length > TAGS_PER_GROUP) throw tooManyTags(Object.keys(tags).length);
  return tagRows({ accountId, region, resourceId: arn, resourceType: 'resource-group' }, tags);
}

function findTagProblem(key: string, value: string): string | undefined {
  if (key.length < 1 || key.length > 128 || !TEXT.test(key))
    return `The tag key "${key.slice(0, 128)}" must have 1 to 128 letters, digits, spaces or any of _.:/=+-@.`;
  if (/^aws:/i.test(key)) return `The tag key "${key}" begins with aws:, which AWS keeps for itself.`;
  if (value.length > 256 || !TEXT.test(value))
    return `The value of the tag "${key}" must have at most 256 letters, digits, spaces or any of _.:/=+-@.`;
  return undefined;
}

export const tooManyTags = (count: number) =>
  badRequest(`A group can have ${TAGS_PER_GROUP} tags; with these it would have ${count}.`);
