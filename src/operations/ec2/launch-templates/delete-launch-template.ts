import type { DeleteLaunchTemplateRequest, DeleteLaunchTemplateResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { deleteLaunchTemplateRow } from '../../../store/launch-template.ts';
import { deleteAllTags } from '../../../store/tag.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { change } from '../../change.ts';
import { ec2Arn, LAUNCH_TEMPLATE } from '../ec2-ids.ts';
import { describeTemplate } from './launch-template-description.ts';
import { namedLaunchTemplate, namedLaunchTemplateArn, requireTemplate } from './launch-template-faults.ts';

export const deleteLaunchTemplate: Operation<DeleteLaunchTemplateRequest, DeleteLaunchTemplateResult> = {
  resources: namedLaunchTemplateArn,

  async handle(request, context) {
    const template = await requireTemplate(context.db, context, namedLaunchTemplate(request));
    const { launchTemplateId: id, launchTemplateName: name } = template;
    const tags = await readTags(context.db, [id]);
    await change(context, { resources: [ec2Arn(LAUNCH_TEMPLATE, id, context)], detail: { name } }, async (trx) => {
      if (!(await deleteLaunchTemplateRow(trx, id))) throw LAUNCH_TEMPLATE.notFound([id]);
      await deleteAllTags(trx, [id]);
    });
    return { LaunchTemplate: describeTemplate(template, tags.get(id)) };
  },
};
