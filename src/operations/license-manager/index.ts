import type * as sdk from '@aws-sdk/client-license-manager';
import type { LicenseTokens } from '../../access/license-tokens.ts';
import type { OperationTable } from '../operation-table.ts';
import { createLicenseConfiguration } from './create-license-configuration.ts';
import { createLicenseConversionTaskForResource } from './create-license-conversion-task-for-resource.ts';
import { createLicenseManagerReportGenerator } from './create-license-manager-report-generator.ts';
import { deleteLicenseConfiguration } from './delete-license-configuration.ts';
import { deleteLicenseManagerReportGenerator } from './delete-license-manager-report-generator.ts';
import { getLicenseConfiguration } from './get-license-configuration.ts';
import { getLicenseConversionTask } from './get-license-conversion-task.ts';
import { getLicenseManagerReportGenerator } from './get-license-manager-report-generator.ts';
import { getServiceSettings } from './get-service-settings.ts';
import { grantOperations } from './grants/index.ts';
import { issuedOperations } from './issued/index.ts';
import { listAssociationsForLicenseConfiguration } from './list-associations-for-license-configuration.ts';
import { listFailuresForLicenseConfigurationOperations } from './list-failures-for-license-configuration-operations.ts';
import { listLicenseConfigurations } from './list-license-configurations.ts';
import { listLicenseConfigurationsForOrganization } from './list-license-configurations-for-organization.ts';
import { listLicenseConversionTasks } from './list-license-conversion-tasks.ts';
import { listLicenseManagerReportGenerators } from './list-license-manager-report-generators.ts';
import { listLicenseSpecificationsForResource } from './list-license-specifications-for-resource.ts';
import { listResourceInventory } from './list-resource-inventory.ts';
import { listTagsForResource } from './list-tags-for-resource.ts';
import { listUsageForLicenseConfiguration } from './list-usage-for-license-configuration.ts';
import { nothingIssued } from './nothing-issued.ts';
import { tagResource } from './tag-resource.ts';
import { untagResource } from './untag-resource.ts';
import { updateLicenseConfiguration } from './update-license-configuration.ts';
import { updateLicenseManagerReportGenerator } from './update-license-manager-report-generator.ts';
import { updateLicenseSpecificationsForResource } from './update-license-specifications-for-resource.ts';
import { updateServiceSettings } from './update-service-settings.ts';

/** The operations of License Manager that are built. */
export const licenseManagerOperations = (tokens: LicenseTokens): OperationTable<typeof sdk> => ({
  ...nothingIssued,
  ...grantOperations,
  ...issuedOperations(tokens),
  CreateLicenseConfiguration: createLicenseConfiguration,
  CreateLicenseConversionTaskForResource: createLicenseConversionTaskForResource,
  CreateLicenseManagerReportGenerator: createLicenseManagerReportGenerator,
  DeleteLicenseConfiguration: deleteLicenseConfiguration,
  DeleteLicenseManagerReportGenerator: deleteLicenseManagerReportGenerator,
  GetLicenseConfiguration: getLicenseConfiguration,
  GetLicenseConversionTask: getLicenseConversionTask,
  GetLicenseManagerReportGenerator: getLicenseManagerReportGenerator,
  GetServiceSettings: getServiceSettings,
  ListAssociationsForLicenseConfiguration: listAssociationsForLicenseConfiguration,
  ListFailuresForLicenseConfigurationOperations: listFailuresForLicenseConfigurationOperations,
  ListLicenseConfigurations: listLicenseConfigurations,
  ListLicenseConfigurationsForOrganization: listLicenseConfigurationsForOrganization,
  ListLicenseConversionTasks: listLicenseConversionTasks,
  ListLicenseManagerReportGenerators: listLicenseManagerReportGenerators,
  ListLicenseSpecificationsForResource: listLicenseSpecificationsForResource,
  ListResourceInventory: listResourceInventory,
  ListTagsForResource: listTagsForResource,
  ListUsageForLicenseConfiguration: listUsageForLicenseConfiguration,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateLicenseConfiguration: updateLicenseConfiguration,
  UpdateLicenseManagerReportGenerator: updateLicenseManagerReportGenerator,
  UpdateLicenseSpecificationsForResource: updateLicenseSpecificationsForResource,
  UpdateServiceSettings: updateServiceSettings,
});
