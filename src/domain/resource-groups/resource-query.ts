import { ALL_SUPPORTED } from './tagged-resource.ts';

/** What a query of the type TAG_FILTERS_1_0 asks of resources: one of the types, and a tag for each filter. */
export interface TagQuery {
  readonly types: readonly string[];
  readonly tags: readonly TagFilter[];
}

export interface TagFilter {
  readonly key: string;
  /** Those that the tag may have; none: any. */
  readonly values: readonly string[];
}

export type ParsedTagQuery =
  | { readonly ok: true; readonly query: TagQuery }
  | { readonly ok: false; readonly problem: string };

const MEMBERS = ['ResourceTypeFilters', 'TagFilters'];

/** The Tagging API's limits of GetResources, whose filters a query has. */
const [MOST_TYPES, MOST_TAGS, MOST_VALUES] = [100, 50, 20];

const TYPE = /^AWS::[A-Za-z0-9]{1,64}(::[A-Za-z0-9]{1,64})?$/;

/**
 * Reads the Query of a ResourceQuery. TagFilters are needed and ResourceTypeFilters are all types where they are left out
 * (CloudFormation, AWS::ResourceGroups::Group). A type that this server has nothing of is no error: it has no resources.
 */
export function parseTagQuery(text: string): ParsedTagQuery {
  const given = parseObject(text);
  if (!given) return wrong('it is not a JSON object with ResourceTypeFilters and TagFilters');
  const unknown = Object.keys(given).find((name) => !MEMBERS.includes(name));
  if (unknown !== undefined) return wrong(`it has no member "${unknown}", only ${MEMBERS.join(' and ')}`);
  const { ResourceTypeFilters: types = [ALL_SUPPORTED], TagFilters: tags } = given;
  if (!(isList(types, 1, MOST_TYPES) && types.every((type) => typeof type === 'string' && TYPE.test(type))))
    return wrong(
      `ResourceTypeFilters is a list of 1 to ${MOST_TYPES} types such as AWS::EC2::Instance, or ${ALL_SUPPORTED}`,
    );
  if (!(isList(tags, 1, MOST_TAGS) && tags.every(isTagFilter)))
    return wrong(
      `TagFilters is a list of 1 to ${MOST_TAGS} filters, each with a Key of 1 to 128 characters and at most ${MOST_VALUES} Values of at most 256`,
    );
  const query = {
    types,
    tags: tags.map(({ Key: key, Values: values = [] }) => ({ key, values: [...new Set(values)] })),
  };
  const twice = query.tags.find(({ key }, at) => query.tags.findIndex((tag) => tag.key === key) !== at);
  if (twice) return wrong(`the tag key "${twice.key}" has two filters: give one filter all its Values`);
  return { ok: true, query: query as TagQuery };
}

const wrong = (problem: string): ParsedTagQuery => ({ ok: false, problem: `Query not valid: ${problem}.` });

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (value: unknown, least: number, most: number): value is unknown[] =>
  Array.isArray(value) && value.length >= least && value.length <= most;

function isTagFilter(value: unknown): value is { Key: string; Values?: string[] } {
  if (!isObject(value) || Object.keys(value).some((name) => !['Key', 'Values'].includes(name))) return false;
  const { Key: key, Values: values = [] } = value;
  return isText(key, 1, 128) && isList(values, 0, MOST_VALUES) && values.every((one) => isText(one, 0, 256));
}

const isText = (value: unknown, least: number, most: number): value is string =>
  typeof value === 'string' && value.length >= least && value.length <= most && isStorable(value);

/** No tag has a NUL or half a character: PostgreSQL can be asked for neither. */
const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();
