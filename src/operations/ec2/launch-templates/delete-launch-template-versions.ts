import type {
  DeleteLaunchTemplateVersionsRequest,
  DeleteLaunchTemplateVersionsResult,
  ResponseError,
} from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { deleteVersions, lockLaunchTemplate } from '../../../store/launch-template.ts';
import { type LaunchTemplateRow, versionNumber } from '../../../views/ec2/launch-templates.ts';
import { change } from '../../change.ts';
import { ec2Arn, LAUNCH_TEMPLATE } from '../ec2-ids.ts';
import {
  checkVersionForm,
  namedLaunchTemplate,
  namedLaunchTemplateArn,
  requireTemplate,
} from './launch-template-faults.ts';

/** Deletes what can be deleted and says of each other version why it cannot. */
export const deleteLaunchTemplateVersions: Operation<
  DeleteLaunchTemplateVersionsRequest,
  DeleteLaunchTemplateVersionsResult
> = {
  resources: namedLaunchTemplateArn,
  constraints: { Versions: { items: [1, 200] } },

  async handle(request, context) {
    const versions = request.Versions!;
    const named = namedLaunchTemplate(request);
    for (const version of versions) checkVersionForm(version);
    const found = await requireTemplate(context.db, context, named);
    const { launchTemplateId: LaunchTemplateId, launchTemplateName: LaunchTemplateName } = found;
    const record = { resources: [ec2Arn(LAUNCH_TEMPLATE, LaunchTemplateId, context)], detail: { versions } };
    const { template, wanted, deleted } = await change(context, record, async (trx) => {
      await lockLaunchTemplate(trx, LaunchTemplateId);
      const template = await requireTemplate(trx, context, { launchTemplateId: LaunchTemplateId });
      const wanted = [...new Set(versions.map((text) => versionNumber(text, template)!))];
      return { template, wanted, deleted: new Set(await deleteVersions(trx, LaunchTemplateId, wanted)) };
    });
    const item = (VersionNumber: number) => ({ LaunchTemplateId, LaunchTemplateName, VersionNumber });
    const kept = wanted.filter((version) => !deleted.has(version));
    return {
      SuccessfullyDeletedLaunchTemplateVersions: wanted.filter((version) => deleted.has(version)).map(item),
      UnsuccessfullyDeletedLaunchTemplateVersions: kept.map((version) => ({
        ...item(version),
        ResponseError: explain(version, template),
      })),
    };
  },
};

function explain(version: number, { defaultVersion, launchTemplateId }: LaunchTemplateRow): ResponseError {
  if (version === defaultVersion)
    return {
      Code: 'unexpectedError',
      Message: `Version ${version} is the default version of launch template ${launchTemplateId} and cannot be deleted. Set another version as the default first, or delete the launch template.`,
    };
  return {
    Code: 'launchTemplateVersionDoesNotExist',
    Message: `Could not find the specified version ${version} for the launch template with ID ${launchTemplateId}.`,
  };
}
