import type { LicenseManager } from '@aws-sdk/client-license-manager';
import type { Caller } from '../signed-request.ts';
import { createGrantWorld, type GrantWorld, grantInputs } from './grant-inputs.ts';
import { createIssuedWorld, type IssuedWorld, issuedInputs } from './issued-inputs.ts';
import { createReportWorld, type ReportWorld, reportInputs } from './report-inputs.ts';
import { conversionInputs, type TaskWorld } from './task-world.ts';

/** What requests about licenses name. */
interface LicenseWorld extends TaskWorld, ReportWorld, IssuedWorld, GrantWorld {
  readonly licenseArn: string;
  readonly spareLicenseArn: string;
  readonly imageId: string;
}

export const createLicenseWorld = async (
  licenseManager: LicenseManager,
  caller: Caller,
): Promise<ReportWorld & IssuedWorld & GrantWorld> => ({
  ...(await createReportWorld(licenseManager)),
  ...(await createIssuedWorld(licenseManager)),
  ...(await createGrantWorld(caller)),
});

const imageArn = (id: string) => `arn:aws:ec2:us-east-1::image/${id}`;

export const licenseInputs: Readonly<Record<string, (world: LicenseWorld) => Record<string, unknown>>> = {
  CreateLicenseConfiguration: () => ({
    Name: 'fuzz',
    LicenseCountingType: 'Instance',
    LicenseCount: 3,
    LicenseRules: ['#allowedTenancy=EC2-Default'],
    Tags: [{ Key: 'a', Value: 'b' }],
  }),
  GetLicenseConfiguration: ({ licenseArn }) => ({ LicenseConfigurationArn: licenseArn }),
  ListLicenseConfigurationsForOrganization: () => ({
    MaxResults: 5,
    Filters: [{ Name: 'licenseCountingType', Values: ['vCPU'] }],
  }),
  ListLicenseConfigurations: ({ licenseArn }) => ({
    LicenseConfigurationArns: [licenseArn],
    MaxResults: 5,
    Filters: [{ Name: 'enforceLicenseCount', Values: ['true'] }],
  }),
  UpdateLicenseConfiguration: ({ licenseArn }) => ({
    LicenseConfigurationArn: licenseArn,
    LicenseCount: 65,
    Name: 'x',
  }),
  DeleteLicenseConfiguration: ({ spareLicenseArn }) => ({ LicenseConfigurationArn: spareLicenseArn }),
  UpdateLicenseSpecificationsForResource: ({ licenseArn, imageId }) => ({
    ResourceArn: imageArn(imageId),
    AddLicenseSpecifications: [{ LicenseConfigurationArn: licenseArn }],
    RemoveLicenseSpecifications: [],
  }),
  ListLicenseSpecificationsForResource: ({ imageId }) => ({ ResourceArn: imageArn(imageId), MaxResults: 5 }),
  ListAssociationsForLicenseConfiguration: ({ licenseArn }) => ({
    LicenseConfigurationArn: licenseArn,
    MaxResults: 5,
  }),
  ListResourceInventory: () => ({
    MaxResults: 5,
    Filters: [{ Name: 'application_name', Condition: 'BEGINS_WITH', Value: 'a' }],
  }),
  ListUsageForLicenseConfiguration: ({ licenseArn }) => ({
    LicenseConfigurationArn: licenseArn,
    Filters: [{ Name: 'resourceType', Values: ['EC2_INSTANCE'] }],
  }),
  ListFailuresForLicenseConfigurationOperations: ({ licenseArn }) => ({ LicenseConfigurationArn: licenseArn }),
  TagResource: ({ licenseArn }) => ({ ResourceArn: licenseArn, Tags: [{ Key: 'a', Value: 'b' }] }),
  UntagResource: ({ licenseArn }) => ({ ResourceArn: licenseArn, TagKeys: ['a'] }),
  ListTagsForResource: ({ licenseArn }) => ({ ResourceArn: licenseArn }),
  ...conversionInputs,
  ...issuedInputs,
  ...grantInputs,
  ...reportInputs,
  GetServiceSettings: () => ({}),
  UpdateServiceSettings: () => ({ S3BucketArn: 'arn:aws:s3:::aws-license-manager-service-fuzz' }),
};
