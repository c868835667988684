import type { DescribeLaunchTemplatesRequest, DescribeLaunchTemplatesResult } from '@aws-sdk/client-ec2';
import type { Accessors, Tag } from '../../../domain/filters.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { type LaunchTemplateRow, listLaunchTemplates } from '../../../views/ec2/launch-templates.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { sortableNumber } from '../catalogue/sortable-number.ts';
import { filterItems } from '../listing/filter-items.ts';
import { pageItems } from '../listing/page-items.ts';
import { describeTemplate } from './launch-template-description.ts';
import { checkLaunchTemplateId } from './launch-template-faults.ts';

export const describeLaunchTemplates: Operation<DescribeLaunchTemplatesRequest, DescribeLaunchTemplatesResult> = {
  constraints: { MaxResults: { range: [1, 200], integer: true } },

  async handle(request, context) {
    for (const id of request.LaunchTemplateIds ?? []) checkLaunchTemplateId(id);
    const named = chooseNamed(await listLaunchTemplates(context.db, context), request);
    const tags = await readTags(
      context.db,
      named.map((template) => template.launchTemplateId),
    );
    const tagsOf = (template: LaunchTemplateRow): readonly Tag[] => tags.get(template.launchTemplateId) ?? [];
    const matching = await filterItems(named, request.Filters, { accessors, tagsOf });
    const paging = { operation: 'DescribeLaunchTemplates', keyOf, keyParts: 1, defaultLimit: 200 };
    const { items, nextToken } = pageItems(matching, request, paging);
    const described = items.map((template) => describeTemplate(template, tags.get(template.launchTemplateId)));
    return { LaunchTemplates: described, NextToken: nextToken };
  },
};

const keyOf = (template: LaunchTemplateRow) => [sortableNumber(template.sequence)];

const accessors: Accessors<LaunchTemplateRow> = {
  'create-time': (template) => template.createdAt,
  'launch-template-name': (template) => template.launchTemplateName,
};

function chooseNamed(
  templates: readonly LaunchTemplateRow[],
  { LaunchTemplateIds: ids = [], LaunchTemplateNames: names = [] }: DescribeLaunchTemplatesRequest,
): readonly LaunchTemplateRow[] {
  if (ids.length + names.length === 0) return templates;
  const missing = 'At least one of the launch templates specified in the request does not exist.';
  if (!ids.every((id) => templates.some((template) => template.launchTemplateId === id)))
    throw new Fault('InvalidLaunchTemplateId.NotFound', missing);
  if (!names.every((name) => templates.some((template) => template.launchTemplateName === name)))
    throw new Fault('InvalidLaunchTemplateName.NotFoundException', missing);
  return templates.filter((t) => ids.includes(t.launchTemplateId) || names.includes(t.launchTemplateName));
}
