import type {
  DescribeLaunchTemplateVersionsRequest,
  DescribeLaunchTemplateVersionsResult,
  RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import type { Accessors, FilterValue } from '../../../domain/filters.ts';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import {
  type LaunchTemplateRow,
  type LaunchTemplateVersionRow,
  listLaunchTemplates,
  listVersions,
  listVersionsDown,
  versionNumber,
} from '../../../views/ec2/launch-templates.ts';
import { resolveImageId } from '../images/resolve-image-id.ts';
import { pageByKey } from '../listing/page-rows.ts';
import { describeVersion } from './launch-template-description.ts';
import {
  checkVersionForm,
  launchTemplateFault,
  namedLaunchTemplate,
  requireTemplate,
} from './launch-template-faults.ts';

type Request = DescribeLaunchTemplateVersionsRequest;

/** Newest versions first. */
export const describeLaunchTemplateVersions: Operation<Request, DescribeLaunchTemplateVersionsResult> = {
  constraints: { MaxResults: { range: [1, 200], integer: true } },

  async handle(request, context) {
    const isOfOne = request.LaunchTemplateId || request.LaunchTemplateName;
    const list = isOfOne ? await versionsOfOne(request, context) : versionsOfAll(request, context);
    const shapeOf = (row: LaunchTemplateVersionRow) =>
      describeVersion(request.ResolveAlias ? withImageResolved(row, context) : row);
    const { items, nextToken } = await pageByKey(request, {
      operation: 'DescribeLaunchTemplateVersions',
      defaultLimit: 200,
      start: 0,
      toItems: (rows: readonly LaunchTemplateVersionRow[]) => rows,
      rules: { accessors },
      ...list,
    });
    return { LaunchTemplateVersions: items.map(shapeOf), NextToken: nextToken };
  },
};

/** What is read behind a key, in the order of the keys; these ascend, so that the newest version has the lowest. */
interface VersionList {
  readonly read: (after: number, limit: number) => Promise<readonly LaunchTemplateVersionRow[]>;
  readonly keyOf: (row: LaunchTemplateVersionRow) => number;
}

function withImageResolved(row: LaunchTemplateVersionRow, { region }: RequestContext): LaunchTemplateVersionRow {
  const { ImageId: given } = row.data;
  return given ? { ...row, data: { ...row.data, ImageId: resolveImageId(given, region) } } : row;
}

async function versionsOfOne(request: Request, context: RequestContext): Promise<VersionList> {
  const texts = request.Versions ?? [];
  const bounds = [request.MinVersion, request.MaxVersion];
  for (const text of [...texts, ...bounds]) if (text !== undefined) checkVersionForm(text);
  const template = await requireTemplate(context.db, context, namedLaunchTemplate(request));
  const { launchTemplateId } = template;
  const numbers = texts.map((text) => versionNumber(text, template)!);
  const found = await listVersions(
    context.db,
    numbers.map((version) => ({ launchTemplateId, version })),
  );
  const missing = texts.find((_, index) => !found.some(({ version }) => version === numbers[index]));
  if (missing !== undefined)
    throw launchTemplateFault({ ok: false, kind: 'version-not-found', launchTemplateId, version: missing });
  const [to = 0, most = Number.MAX_SAFE_INTEGER] = bounds.map((text) => boundOf(text, template));
  return {
    keyOf: ({ version }) => Number.MAX_SAFE_INTEGER - version,
    async read(after, limit) {
      const from = Math.min(most, Number.MAX_SAFE_INTEGER - after - 1);
      if (texts.length === 0) return listVersionsDown(context.db, launchTemplateId, { from, to, limit });
      return found.filter(({ version }) => version >= to && version <= from).slice(0, limit);
    },
  };
}

const boundOf = (text: string | undefined, template: LaunchTemplateRow): number | undefined =>
  text === undefined ? undefined : versionNumber(text, template);

/** Of all launch templates only the latest and the default version can be asked for. */
function versionsOfAll({ Versions: texts = [] }: Request, context: RequestContext): VersionList {
  const isFit = texts.every((text) => text === '$Latest' || text === '$Default');
  if (texts.length === 0 || !isFit)
    throw new Fault(texts.length === 0 ? 'MissingParameter' : 'InvalidParameterValue', HOW_TO_ASK);
  // Of two versions of a template the latest comes first, and the default one, where it is another, second.
  const keyOf = ({ sequence, isDefault, isLatest }: LaunchTemplateVersionRow & { isLatest?: boolean }) =>
    2 * sequence + (isDefault && !isLatest ? 1 : 0);
  return {
    keyOf,
    async read(after, limit) {
      // One more than asked for: of the first nothing may be left.
      const page = { after: Math.floor((after - 1) / 2), limit: limit + 1 };
      const templates = await listLaunchTemplates(context.db, context, page);
      const latest = new Map(templates.map((template) => [template.launchTemplateId, template.latestVersion]));
      const named = templates.flatMap((template) => {
        const versions = new Set(texts.map((text) => versionNumber(text, template)!));
        return [...versions].map((version) => ({ launchTemplateId: template.launchTemplateId, version }));
      });
      const rows = await listVersions(context.db, named);
      return rows
        .map((row) => ({ ...row, isLatest: latest.get(row.launchTemplateId) === row.version }))
        .filter((row) => keyOf(row) > after)
        .slice(0, limit);
    },
  };
}

// AWS's own text, which clients show.
const HOW_TO_ASK =
  'To describe the launch template data for all your launch templates, for ‘--versions’ specify ‘$Latest’, ‘$Default’, or both, and omit ‘--launch-template-id’, ‘--launch-template-name’, and version numbers. To describe the launch template data for a specific launch template, specify ‘--launch-template-id’ or ‘--launch-template-name’, and for ‘--versions’ specify one or more of the following values: ‘$Latest’, ‘$Default’, or one or more version numbers.';

const ofData = (pick: (data: RequestLaunchTemplateData) => FilterValue) => (version: LaunchTemplateVersionRow) =>
  pick(version.data);

const accessors: Accessors<LaunchTemplateVersionRow> = {
  'create-time': (version) => version.createdAt,
  'ebs-optimized': ofData((data) => data.EbsOptimized),
  'host-resource-group-arn': ofData((data) => data.Placement?.HostResourceGroupArn),
  'http-endpoint': ofData((data) => data.MetadataOptions?.HttpEndpoint),
  'http-protocol-ipv4': ofData((data) => data.MetadataOptions?.HttpEndpoint),
  'http-tokens': ofData((data) => data.MetadataOptions?.HttpTokens),
  'iam-instance-profile': ofData((data) => data.IamInstanceProfile?.Arn),
  'image-id': ofData((data) => data.ImageId),
  'instance-type': ofData((data) => data.InstanceType),
  'is-default-version': (version) => version.isDefault,
  'kernel-id': ofData((data) => data.KernelId),
  'license-configuration-arn': ofData((data) =>
    data.LicenseSpecifications?.flatMap(({ LicenseConfigurationArn: arn }) => arn ?? []),
  ),
  'network-card-index': ofData((data) => data.NetworkInterfaces?.flatMap((item) => item.NetworkCardIndex ?? [])),
  'ram-disk-id': ofData((data) => data.RamDiskId),
};
