import type { DescribeTagsRequest, DescribeTagsResult, ResourceType } from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import type { Operation } from '../../../operation.ts';
import { type ListedTag, listTags } from '../../../views/ec2/tags.ts';
import { filterItems } from '../listing/filter-items.ts';
import { pageItems } from '../listing/page-items.ts';

export const describeTags: Operation<DescribeTagsRequest, DescribeTagsResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, context) {
    const narrowed = { resourceIds: exactValues(request, 'resource-id'), keys: exactValues(request, 'key') };
    const tags = (await listTags(context.db, context, narrowed)).sort(byKey);
    const matching = await filterItems(tags, request.Filters, { accessors, tagsOf: (tag) => [tag] });
    const paging = { operation: 'DescribeTags', keyOf, keyParts: 2, defaultLimit: 1000 };
    const { items, nextToken } = pageItems(matching, request, paging);
    const described = items.map((tag) => ({ ...tag, ResourceType: tag.ResourceType as ResourceType }));
    return { Tags: described, NextToken: nextToken };
  },
};

const keyOf = (tag: ListedTag) => [tag.ResourceId, tag.Key];

function byKey(a: ListedTag, b: ListedTag): number {
  if (a.ResourceId !== b.ResourceId) return a.ResourceId < b.ResourceId ? -1 : 1;
  return a.Key < b.Key ? -1 : 1;
}

/** The values of a filter where the database can look for them: none of them with wildcards. */
function exactValues({ Filters: filters }: DescribeTagsRequest, name: string): readonly string[] | undefined {
  const values = filters?.find((filter) => filter.Name === name)?.Values;
  return values?.some((value) => /[*?\\]/.test(value)) ? undefined : values;
}

const accessors: Accessors<ListedTag> = {
  key: (tag) => tag.Key,
  'resource-id': (tag) => tag.ResourceId,
  'resource-type': (tag) => tag.ResourceType,
  value: (tag) => tag.Value,
};
