import type {
  DescribeLaunchTemplatesRequest,
  DescribeLaunchTemplatesResult,
  LaunchTemplate,
} from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { type LaunchTemplateRow, listLaunchTemplates } from '../../../views/ec2/launch-templates.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { pageRows } from '../listing/page-rows.ts';
import { describeTemplate } from './launch-template-description.ts';
import { checkLaunchTemplateId } from './launch-template-faults.ts';

export const describeLaunchTemplates: Operation<DescribeLaunchTemplatesRequest, DescribeLaunchTemplatesResult> = {
  constraints: { MaxResults: { range: [1, 200], integer: true } },

  async handle(request, context) {
    for (const id of request.LaunchTemplateIds ?? []) checkLaunchTemplateId(id);
    const named = await readNamed(request, context);
    const { items, nextToken } = await pageRows(request, {
      operation: 'DescribeLaunchTemplates',
      defaultLimit: 200,
      read: async (after, limit) =>
        named?.filter(({ sequence }) => sequence > after).slice(0, limit) ??
        (await listLaunchTemplates(context.db, context, { after, limit })),
      toItems: async (templates: readonly LaunchTemplateRow[]) => {
        const tags = await readTags(
          context.db,
          templates.map((template) => template.launchTemplateId),
        );
        return templates.map((template) => describeTemplate(template, tags.get(template.launchTemplateId)));
      },
      rules: { accessors, tagsOf: (template) => template.Tags ?? [] },
    });
    return { LaunchTemplates: items, NextToken: nextToken };
  },
};

const accessors: Accessors<LaunchTemplate> = {
  'create-time': (template) => template.CreateTime,
  'launch-template-name': (template) => template.LaunchTemplateName,
};

async function readNamed(
  { LaunchTemplateIds: ids = [], LaunchTemplateNames: names = [] }: DescribeLaunchTemplatesRequest,
  context: RequestContext,
): Promise<readonly LaunchTemplateRow[] | undefined> {
  if (ids.length + names.length === 0) return undefined;
  const templates = await listLaunchTemplates(context.db, context, { named: { ids, names } });
  const missing = 'At least one of the launch templates specified in the request does not exist.';
  if (!ids.every((id) => templates.some((template) => template.launchTemplateId === id)))
    throw new Fault('InvalidLaunchTemplateId.NotFound', missing);
  if (!names.every((name) => templates.some((template) => template.launchTemplateName === name)))
    throw new Fault('InvalidLaunchTemplateName.NotFoundException', missing);
  return templates;
}
