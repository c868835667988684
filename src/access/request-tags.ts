import type { RequestTags } from '../domain/policies/request-context.ts';

interface TagSpecification {
  readonly ResourceType?: string;
  readonly Tags?: unknown;
}

/**
 * The tags that a request gives or takes away, as every service writes them: `Tags` as pairs or as an object, `TagKeys` or
 * `Keys`, RAM's in small letters, or EC2's `TagSpecifications`, which are for resources of one type each. Asked by the type of a resource.
 */
export function tagsOfRequest(
  input: Readonly<Record<string, unknown>>,
): (resourceType: string) => RequestTags | undefined {
  const specifications = specificationsOf(input);
  const pairs = pairsOf(input['Tags'] ?? input['tags']);
  const taken = [input['TagKeys'], input['Keys'], input['tagKeys']].find((keys) => Array.isArray(keys)) as
    | string[]
    | undefined;
  return (type) => {
    const specified = specifications.find(({ ResourceType }) => ResourceType === type);
    const given = specified ? pairsOf(specified.Tags) : pairs;
    if (!given && !taken) return undefined;
    return { tags: Object.fromEntries(given ?? []), keys: [...(given ?? []).map(([key]) => key), ...(taken ?? [])] };
  };
}

/** EC2's tags of resources that a request makes; a Spot Fleet has them with its settings. */
export function specificationsOf({
  TagSpecifications,
  SpotFleetRequestConfig,
}: Readonly<Record<string, unknown>>): TagSpecification[] {
  const nested = (SpotFleetRequestConfig as { TagSpecifications?: unknown } | undefined)?.TagSpecifications;
  return [TagSpecifications, nested].flatMap((list) => (Array.isArray(list) ? list : []));
}

function pairsOf(tags: unknown): [string, string][] | undefined {
  if (Array.isArray(tags))
    return tags.flatMap(({ Key, Value, key = Key, value = Value }) =>
      typeof key === 'string' ? [[key, String(value ?? '')]] : [],
    );
  return tags !== null && typeof tags === 'object'
    ? Object.entries(tags).map(([key, value]) => [key, String(value)])
    : undefined;
}
