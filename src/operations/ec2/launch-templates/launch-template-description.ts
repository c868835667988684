import type { LaunchTemplate, LaunchTemplateVersion, ResponseLaunchTemplateData, Tag } from '@aws-sdk/client-ec2';
import type { LaunchTemplateRow, LaunchTemplateVersionRow } from '../../../views/ec2/launch-templates.ts';

export const describeTemplate = (template: LaunchTemplateRow, tags: readonly Tag[] = []): LaunchTemplate => ({
  LaunchTemplateId: template.launchTemplateId,
  LaunchTemplateName: template.launchTemplateName,
  CreateTime: template.createdAt,
  CreatedBy: template.createdBy,
  DefaultVersionNumber: template.defaultVersion,
  LatestVersionNumber: template.latestVersion,
  Tags: [...tags],
});

export const describeVersion = (version: LaunchTemplateVersionRow): LaunchTemplateVersion => ({
  LaunchTemplateId: version.launchTemplateId,
  LaunchTemplateName: version.launchTemplateName,
  VersionNumber: version.version,
  VersionDescription: version.description ?? undefined,
  CreateTime: version.createdAt,
  CreatedBy: version.createdBy,
  DefaultVersion: version.isDefault,
  // Members of a request's data have the same names in the response's.
  LaunchTemplateData: version.data as ResponseLaunchTemplateData,
});
