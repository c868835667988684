import type { Filter } from '@aws-sdk/client-ec2';
import { SOURCE_COLUMNS, type Source } from '../../../views/ec2/instance-scan.ts';
import type { InstanceColumn, InstanceFilter } from '../../../views/ec2/instances.ts';
import type { TagTexts, Texts } from '../../../views/ec2/tag-conditions.ts';

const COLUMNS: Readonly<Record<string, InstanceColumn>> = {
  'availability-zone': 'availability_zone',
  'host-id': 'host_id',
  'image-id': 'image_id',
  'instance-id': 'instance_id',
  'instance-state-name': 'state',
  'instance-type': 'instance_type',
  'private-ip-address': 'private_ip',
  'reservation-id': 'reservation_id',
  'subnet-id': 'subnet_id',
  tenancy: 'tenancy',
};

export interface Narrowing {
  readonly filter: Required<Pick<InstanceFilter, 'columns' | 'tags'>>;
  /** What the list can be read by, the most telling first; each has all that fits. */
  readonly sources: readonly Source[];
  /** Whether the database looks at all that the filters say. */
  readonly exact: boolean;
}

/**
 * What of EC2's filters the database can narrow a list by, so that few rows come back of many. It is no more than that:
 * every filter is applied to what comes back.
 */
export function narrowing(filters: readonly Filter[] | undefined): Narrowing {
  const given = (filters ?? []).map(({ Name = '', Values = [] }) => ({ name: Name, texts: textsOf(Values) }));
  const columns = given.flatMap(({ name, texts }) =>
    Object.hasOwn(COLUMNS, name) ? [{ column: COLUMNS[name]!, texts }] : [],
  );
  const tags = tagTextsOf(filters);
  const sources = [...columns.flatMap(columnSource), ...tags.flatMap(tagSource)].toSorted(
    (a, b) => rankOf(a) - rankOf(b),
  );
  return { filter: { columns, tags }, sources, exact: columns.length + tags.length === given.length };
}

/** The tags that filters ask for. */
export const tagTextsOf = (filters: readonly Filter[] = []): TagTexts[] =>
  filters.flatMap(({ Name: name = '', Values = [] }) => {
    if (name === 'tag-key') return [{ keys: textsOf(Values) }];
    return name.startsWith('tag:') ? [{ keys: exactly([name.slice('tag:'.length)]), values: textsOf(Values) }] : [];
  });

const exactly = (whole: readonly string[]): Texts => ({ whole, patterns: [] });

function columnSource({ column, texts }: { column: InstanceColumn; texts: Texts }): Source[] {
  if (texts.patterns.length > 0 || !SOURCE_COLUMNS.includes(column)) return [];
  return [{ kind: 'column', column, values: [...new Set(texts.whole)] }];
}

function tagSource({ keys, values }: TagTexts): Source[] {
  const [key] = keys.whole;
  if (key === undefined || keys.whole.length + keys.patterns.length > 1) return [];
  if (values?.patterns.length === 0) return [{ kind: 'tag', key, values: [...new Set(values.whole)] }];
  const [only = ''] = values && values.whole.length === 0 && values.patterns.length === 1 ? values.patterns : [];
  return [{ kind: 'tag-range', key, prefix: /^[^%_\\]*/.exec(only)![0], texts: values }];
}

/** Sources of which one value has few machines come first, and tags before what divides the estate by a few. */
function rankOf(source: Source): number {
  if (source.kind === 'column') return source.column === 'state' ? 200 : SOURCE_COLUMNS.indexOf(source.column) * 10;
  return source.kind === 'tag' ? 35 : 100;
}

function textsOf(values: readonly string[]): Texts {
  const isPattern = (value: string) => /[*?\\]/.test(value);
  return { whole: values.filter((value) => !isPattern(value)), patterns: values.filter(isPattern).map(likePattern) };
}

/** EC2's wildcards as those of SQL's LIKE. */
const likePattern = (pattern: string): string =>
  pattern.replace(/\\[*?\\]|[*?%_\\]/g, (part) => {
    if (part === '*') return '%';
    if (part === '?') return '_';
    return part === '\\*' || part === '\\?' ? part.slice(1) : `\\${part.at(-1)}`;
  });
