import type { DescribeTagsRequest, DescribeTagsResult, ResourceType } from '@aws-sdk/client-ec2';
import { findAction } from '../../../access/action-table.ts';
import type { Accessors, FilterRules } from '../../../domain/filters.ts';
import { decodePageToken, encodePageToken } from '../../../domain/page.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { type ListedTag, listTags, type TagPlace } from '../../../views/ec2/tags.ts';
import { filterItems, filterTest } from '../listing/filter-items.ts';
import { scanPage } from '../listing/scan-page.ts';

export const describeTags: Operation<DescribeTagsRequest, DescribeTagsResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle({ MaxResults: wanted = UNPAGED_LIMIT, NextToken, ...chosen }, context) {
    const list = { operation: 'DescribeTags', scope: chosen };
    filterTest(chosen.Filters, rules); // what is refused must not get to the database
    const narrowed = narrowing(chosen);
    const { items, next } = await scanPage<ListedTag, ListedTag, TagPlace>({
      after: NextToken ? startOf(NextToken, list) : undefined,
      wanted,
      exact: (chosen.Filters ?? []).length === Object.values(narrowed).filter((values) => values).length,
      read: async (after, { take }) => {
        const tags = await listTags(context.db, context, { ...narrowed, after, limit: take });
        const found = tags.map((tag) => ({ value: tag, place: placeOf(tag) }));
        return { found, lookedAt: tags.length, next: tags.length === take ? found.at(-1)?.place : undefined };
      },
      itemsOf: async (found) => {
        const tags = found.map(({ value }) => value).filter((tag) => isOfEc2(tag.ResourceType));
        const matching = await filterItems(tags, chosen.Filters, rules);
        return matching.map((tag) => ({ value: tag, place: placeOf(tag) }));
      },
    });
    const described = items.map((tag) => ({ ...tag, ResourceType: tag.ResourceType as ResourceType }));
    return {
      Tags: described.sort(byResource),
      NextToken: next && encodePageToken({ ...list, after: next }),
    };
  },
};

const UNPAGED_LIMIT = 1_000;

/** Whether a type of resource is EC2's; other services list their tags themselves. */
const isOfEc2 = (type: string): boolean => findAction('ec2:CreateTags')!.types.includes(type);

const placeOf = ({ Key, Value, ResourceId }: ListedTag): TagPlace => [Key, Value, ResourceId];

function startOf(token: string, list: { operation: string; scope: unknown }): TagPlace {
  const place = decodePageToken(token, { ...list, kinds: ['string', 'string', 'string'] });
  if (!place) throw new Fault('InvalidParameterValue', 'The NextToken is not of this request.');
  return place as unknown as TagPlace;
}

function byResource(a: ListedTag, b: ListedTag): number {
  if (a.ResourceId !== b.ResourceId) return a.ResourceId < b.ResourceId ? -1 : 1;
  return a.Key < b.Key ? -1 : 1;
}

/** What an index answers: resources, or keys and with them values, that are given without wildcards. */
function narrowing({ Filters: filters = [] }: DescribeTagsRequest) {
  const exact = (name: string): readonly string[] | undefined => {
    const values = filters.find((filter) => filter.Name === name)?.Values;
    return values?.some((value) => /[*?\\]/.test(value)) ? undefined : values && [...new Set(values)];
  };
  const [resourceIds, keys] = [exact('resource-id'), exact('key')];
  return resourceIds ? { resourceIds } : { keys, values: keys && exact('value') };
}

const accessors: Accessors<ListedTag> = {
  key: (tag) => tag.Key,
  'resource-id': (tag) => tag.ResourceId,
  'resource-type': (tag) => tag.ResourceType,
  value: (tag) => tag.Value,
};

const rules: FilterRules<ListedTag> = { accessors, tagsOf: (tag) => [tag] };
