import type { ModifyLaunchTemplateRequest, ModifyLaunchTemplateResult } from '@aws-sdk/client-ec2';
import { CommonFault, Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { lockLaunchTemplate, setDefaultVersion } from '../../../store/launch-template.ts';
import { versionNumber } from '../../../views/ec2/launch-templates.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { change } from '../../change.ts';
import { ec2Arn, LAUNCH_TEMPLATE } from '../ec2-ids.ts';
import { describeTemplate } from './launch-template-description.ts';
import {
  checkVersionForm,
  namedLaunchTemplate,
  namedLaunchTemplateArn,
  requireTemplate,
} from './launch-template-faults.ts';

/** Sets the default version, which has the same effect however often it is asked for: the client token adds nothing. */
export const modifyLaunchTemplate: Operation<ModifyLaunchTemplateRequest, ModifyLaunchTemplateResult> = {
  resources: namedLaunchTemplateArn,
  constraints: { ClientToken: { length: [0, 128] } },

  async handle(request, context) {
    const template = await requireTemplate(context.db, context, namedLaunchTemplate(request));
    const { launchTemplateId: id } = template;
    const { DefaultVersion: text } = request;
    if (!text) throw new CommonFault('MissingMember', 'The request must contain the parameter DefaultVersion');
    checkVersionForm(text);
    const version = versionNumber(text, template);
    const record = { resources: [ec2Arn(LAUNCH_TEMPLATE, id, context)], detail: { defaultVersion: version } };
    await change(context, record, async (trx) => {
      if (!(await lockLaunchTemplate(trx, id))) throw LAUNCH_TEMPLATE.notFound([id]);
      if (version === undefined || !(await setDefaultVersion(trx, id, version))) throw versionNotFound(text);
    });
    const tags = await readTags(context.db, [id]);
    return { LaunchTemplate: describeTemplate({ ...template, defaultVersion: version! }, tags.get(id)) };
  },
};

const versionNotFound = (version: string): Fault =>
  new Fault(
    'InvalidLaunchTemplateId.VersionNotFound',
    `The launch template version ${version} is not found for the specified launch template.`,
  );
