import type { Filter } from '@aws-sdk/client-ec2';
import type { InstanceColumn, InstanceSelection } from '../../../views/ec2/instances.ts';
import type { Texts } from '../../../views/ec2/tag-conditions.ts';

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

/**
 * What of EC2's filters the database can narrow a list by, so that few rows come back of many. It is no more than that:
 * every filter is applied to what comes back.
 */
export function narrowing(
  filters: readonly Filter[] | undefined,
): Required<Pick<InstanceSelection, 'columns' | 'tags'>> {
  const given = (filters ?? []).map(({ Name = '', Values = [] }) => ({ name: Name, texts: textsOf(Values) }));
  return {
    columns: given.flatMap(({ name, texts }) =>
      Object.hasOwn(COLUMNS, name) ? [{ column: COLUMNS[name]!, texts }] : [],
    ),
    tags: given.flatMap(({ name, texts }) => {
      if (name === 'tag-key') return [{ keys: texts }];
      return name.startsWith('tag:')
        ? [{ keys: { whole: [name.slice('tag:'.length)], patterns: [] }, values: texts }]
        : [];
    }),
  };
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
