import type * as sdk from '@aws-sdk/client-ec2';
import type { OperationTable } from '../operation-table.ts';
import { copyImage } from './copy-image.ts';
import { createImage } from './create-image.ts';
import { createLaunchTemplate } from './create-launch-template.ts';
import { createLaunchTemplateVersion } from './create-launch-template-version.ts';
import { createTags } from './create-tags.ts';
import { deleteLaunchTemplate } from './delete-launch-template.ts';
import { deleteLaunchTemplateVersions } from './delete-launch-template-versions.ts';
import { deleteTags } from './delete-tags.ts';
import { deregisterImage } from './deregister-image.ts';
import { describeAvailabilityZones } from './describe-availability-zones.ts';
import { describeImages } from './describe-images.ts';
import { describeInstanceAttribute } from './describe-instance-attribute.ts';
import { describeInstanceStatus } from './describe-instance-status.ts';
import { describeInstanceTypeOfferings } from './describe-instance-type-offerings.ts';
import { describeInstanceTypes } from './describe-instance-types.ts';
import { describeInstances } from './describe-instances.ts';
import { describeLaunchTemplateVersions } from './describe-launch-template-versions.ts';
import { describeLaunchTemplates } from './describe-launch-templates.ts';
import { describeRegions } from './describe-regions.ts';
import { describeSecurityGroups } from './describe-security-groups.ts';
import { describeSubnets } from './describe-subnets.ts';
import { describeTags } from './describe-tags.ts';
import { describeVpcs } from './describe-vpcs.ts';
import { modifyInstanceAttribute } from './modify-instance-attribute.ts';
import { modifyLaunchTemplate } from './modify-launch-template.ts';
import { rebootInstances } from './reboot-instances.ts';
import { registerImage } from './register-image.ts';
import { runInstances } from './run-instances.ts';
import { startInstances } from './start-instances.ts';
import { stopInstances } from './stop-instances.ts';
import { terminateInstances } from './terminate-instances.ts';

/** The EC2 operations that are built. */
export const ec2Operations = {
  CopyImage: copyImage,
  CreateImage: createImage,
  CreateLaunchTemplate: createLaunchTemplate,
  CreateLaunchTemplateVersion: createLaunchTemplateVersion,
  CreateTags: createTags,
  DeleteLaunchTemplate: deleteLaunchTemplate,
  DeleteLaunchTemplateVersions: deleteLaunchTemplateVersions,
  DeleteTags: deleteTags,
  DeregisterImage: deregisterImage,
  DescribeAvailabilityZones: describeAvailabilityZones,
  DescribeImages: describeImages,
  DescribeInstanceAttribute: describeInstanceAttribute,
  DescribeInstanceStatus: describeInstanceStatus,
  DescribeInstanceTypeOfferings: describeInstanceTypeOfferings,
  DescribeInstanceTypes: describeInstanceTypes,
  DescribeInstances: describeInstances,
  DescribeLaunchTemplateVersions: describeLaunchTemplateVersions,
  DescribeLaunchTemplates: describeLaunchTemplates,
  DescribeRegions: describeRegions,
  DescribeSecurityGroups: describeSecurityGroups,
  DescribeSubnets: describeSubnets,
  DescribeTags: describeTags,
  DescribeVpcs: describeVpcs,
  ModifyInstanceAttribute: modifyInstanceAttribute,
  ModifyLaunchTemplate: modifyLaunchTemplate,
  RebootInstances: rebootInstances,
  RegisterImage: registerImage,
  RunInstances: runInstances,
  StartInstances: startInstances,
  StopInstances: stopInstances,
  TerminateInstances: terminateInstances,
} satisfies OperationTable<typeof sdk>;
