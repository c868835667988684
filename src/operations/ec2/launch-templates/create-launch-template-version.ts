import type {
  CreateLaunchTemplateVersionRequest,
  CreateLaunchTemplateVersionResult,
  RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { countVersions, insertLaunchTemplateVersion, lockLaunchTemplate } from '../../../store/launch-template.ts';
import { findLaunchTemplateVersion, listVersions } from '../../../views/ec2/launch-templates.ts';
import { changeOnce } from '../../change-once.ts';
import { ec2Arn, LAUNCH_TEMPLATE } from '../ec2-ids.ts';
import { checkLaunchTemplateData } from './launch-template-data.ts';
import { describeVersion } from './launch-template-description.ts';
import {
  launchTemplateFault,
  namedLaunchTemplate,
  namedLaunchTemplateArn,
  requireTemplate,
} from './launch-template-faults.ts';

/** EC2 user guide, launch template restrictions. */
const VERSIONS_PER_TEMPLATE = 10_000;

export const createLaunchTemplateVersion: Operation<
  CreateLaunchTemplateVersionRequest,
  CreateLaunchTemplateVersionResult
> = {
  resources: namedLaunchTemplateArn,
  constraints: { ClientToken: { length: [0, 128] }, VersionDescription: { length: [0, 255] } },

  async handle(request, context) {
    const { db, now: createdAt, principal } = context;
    const template = await requireTemplate(db, context, namedLaunchTemplate(request));
    const { launchTemplateId: id } = template;
    checkLaunchTemplateData(request.LaunchTemplateData!, context);
    const data = { ...(await findSourceData(request, context, id)), ...request.LaunchTemplateData };
    const record = { resources: [ec2Arn(LAUNCH_TEMPLATE, id, context)] };
    const created = await changeOnce(context, { input: request, ...record }, async (trx) => {
      if (!(await lockLaunchTemplate(trx, id))) throw LAUNCH_TEMPLATE.notFound([id]);
      if ((await countVersions(trx, id)) >= VERSIONS_PER_TEMPLATE) throw tooManyVersions();
      const by = { createdAt, createdBy: principal.arn };
      const version = { description: request.VersionDescription, data, ...by };
      return { launchTemplateId: id, version: await insertLaunchTemplateVersion(trx, id, version) };
    });
    const [version] = await listVersions(db, [created]);
    if (!version)
      throw launchTemplateFault({
        ok: false,
        kind: 'version-not-found',
        launchTemplateId: id,
        version: String(created.version),
      });
    return { LaunchTemplateVersion: describeVersion(version) };
  },
};

/** What the new version takes over: all of the source version that it does not give itself, and nothing without one. */
async function findSourceData(
  { SourceVersion: version }: CreateLaunchTemplateVersionRequest,
  context: RequestContext,
  launchTemplateId: string,
): Promise<RequestLaunchTemplateData> {
  if (!version) return {};
  const source = await findLaunchTemplateVersion(context.db, context, { launchTemplateId, version });
  if (!source.ok) throw launchTemplateFault(source);
  return source.data;
}

const tooManyVersions = (): Fault =>
  new Fault(
    'VersionsLimitExceeded',
    `A launch template can have ${VERSIONS_PER_TEMPLATE} versions at most. Delete some that are not needed.`,
  );
