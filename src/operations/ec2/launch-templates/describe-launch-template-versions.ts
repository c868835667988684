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
  versionNumber,
} from '../../../views/ec2/launch-templates.ts';
import { sortableNumber } from '../catalogue/sortable-number.ts';
import { resolveImageId } from '../images/resolve-image-id.ts';
import { filterItems } from '../listing/filter-items.ts';
import { pageItems } from '../listing/page-items.ts';
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
    const versions = isOfOne ? await versionsOfOne(request, context) : await versionsOfAll(request, context);
    const matching = await filterItems(versions, request.Filters, { accessors });
    const shapeOf = (row: LaunchTemplateVersionRow) =>
      describeVersion(request.ResolveAlias ? withImageResolved(row, context) : row);
    const paging = { operation: 'DescribeLaunchTemplateVersions', keyOf, keyParts: 2, defaultLimit: 200 };
    const { items, nextToken } = pageItems(matching, request, paging);
    return { LaunchTemplateVersions: items.map(shapeOf), NextToken: nextToken };
  },
};

function withImageResolved(row: LaunchTemplateVersionRow, { region }: RequestContext): LaunchTemplateVersionRow {
  const { ImageId: given } = row.data;
  return given ? { ...row, data: { ...row.data, ImageId: resolveImageId(given, region) } } : row;
}

// A token compares keys as they ascend, so that the newest version has the lowest.
const keyOf = ({ sequence, version }: LaunchTemplateVersionRow) => [
  sortableNumber(sequence),
  sortableNumber(Number.MAX_SAFE_INTEGER - version),
];

async function versionsOfOne(request: Request, context: RequestContext): Promise<LaunchTemplateVersionRow[]> {
  const texts = request.Versions ?? [];
  const bounds = [request.MinVersion, request.MaxVersion];
  for (const text of [...texts, ...bounds]) if (text !== undefined) checkVersionForm(text);
  const template = await requireTemplate(context.db, context, namedLaunchTemplate(request));
  const { launchTemplateId } = template;
  const numbers = texts.map((text) => versionNumber(text, template)!);
  const found = await listVersions(context.db, [launchTemplateId], numbers.length > 0 ? { versions: numbers } : {});
  const missing = texts.find((_, index) => !found.some(({ version }) => version === numbers[index]));
  if (missing !== undefined)
    throw launchTemplateFault({ ok: false, kind: 'version-not-found', launchTemplateId, version: missing });
  const [from, to] = bounds.map((text) => boundOf(text, template));
  return found.filter(({ version }) => version >= (from ?? 0) && version <= (to ?? Number.POSITIVE_INFINITY));
}

const boundOf = (text: string | undefined, template: LaunchTemplateRow): number | undefined =>
  text === undefined ? undefined : versionNumber(text, template);

/** Of all launch templates only the latest and the default version can be asked for. */
async function versionsOfAll({ Versions: texts = [] }: Request, context: RequestContext) {
  const isFit = texts.every((text) => text === '$Latest' || text === '$Default');
  if (texts.length === 0 || !isFit)
    throw new Fault(texts.length === 0 ? 'MissingParameter' : 'InvalidParameterValue', HOW_TO_ASK);
  const templates = await listLaunchTemplates(context.db, context);
  const wanted = new Map(
    templates.map((template) => [template.launchTemplateId, texts.map((text) => versionNumber(text, template))]),
  );
  const versions = await listVersions(context.db, [...wanted.keys()], {
    versions: [...new Set([...wanted.values()].flat())].filter((version) => version !== undefined),
  });
  return versions.filter(({ launchTemplateId, version }) => wanted.get(launchTemplateId)?.includes(version));
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
