import type { CreateLaunchTemplateRequest, CreateLaunchTemplateResult } from '@aws-sdk/client-ec2';
import type { Transaction } from 'kysely';
import { idFromSeed } from '../../../domain/ids.ts';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { insertLaunchTemplate, insertLaunchTemplateVersion } from '../../../store/launch-template.ts';
import type { DB } from '../../../store/schema.ts';
import { putTags, tagRows } from '../../../store/tag.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { changeOnce } from '../../change-once.ts';
import { ec2Arn, LAUNCH_TEMPLATE } from '../ec2-ids.ts';
import { tagsFor } from '../tags/ec2-tags.ts';
import { checkLaunchTemplateData } from './launch-template-data.ts';
import { describeTemplate } from './launch-template-description.ts';
import { requireTemplate } from './launch-template-faults.ts';

const NAME = /^[A-Za-z0-9().\-/_]{3,128}$/;

export const createLaunchTemplate: Operation<CreateLaunchTemplateRequest, CreateLaunchTemplateResult> = {
  constraints: { ClientToken: { length: [0, 128] }, VersionDescription: { length: [0, 255] } },

  async handle(request, context) {
    const { LaunchTemplateName: name } = request;
    checkName(name!);
    checkLaunchTemplateData(request.LaunchTemplateData!, context);
    const tags = tagsFor(request.TagSpecifications, 'launch-template');
    const id = idFromSeed('lt', context.requestId);
    const record = { resources: [ec2Arn(LAUNCH_TEMPLATE, id, context)], detail: { name } };
    const created = await changeOnce(context, { input: request, ...record }, async (trx) => {
      await insert(trx, { request, id, context });
      const { accountId, region } = context;
      await putTags(trx, tagRows({ accountId, region, resourceId: id, resourceType: 'launch-template' }, tags));
      return { launchTemplateId: id };
    });
    const template = await requireTemplate(context.db, context, created);
    const tagsById = await readTags(context.db, [template.launchTemplateId]);
    return { LaunchTemplate: describeTemplate(template, tagsById.get(template.launchTemplateId)) };
  },
};

function checkName(name: string): void {
  if (!NAME.test(name))
    throw new Fault(
      'InvalidLaunchTemplateName.MalformedException',
      'A launch template name must be between 3 and 128 characters, and may contain letters, numbers, and the following characters: - ( ) . / _.',
    );
}

interface NewTemplate {
  readonly request: CreateLaunchTemplateRequest;
  readonly id: string;
  readonly context: RequestContext;
}

async function insert(trx: Transaction<DB>, { request, id, context }: NewTemplate): Promise<void> {
  const { accountId, region, now: createdAt, principal } = context;
  const by = { createdAt, createdBy: principal.arn };
  const { LaunchTemplateName: name, LaunchTemplateData: data, VersionDescription: description } = request;
  if (!(await insertLaunchTemplate(trx, { accountId, region, id, name: name!, ...by })))
    throw new Fault('InvalidLaunchTemplateName.AlreadyExistsException', 'Launch template name already in use.');
  await insertLaunchTemplateVersion(trx, id, { description, data: data!, ...by });
}
