import type { LicenseConfiguration, ProductInformation } from '@aws-sdk/client-license-manager';
import { licenseConfigurationArn } from '../../domain/arn.ts';
import type { LicenseConfigurationRow } from '../../views/license-manager/license-configurations.ts';

/** What AWS prints in every summary, with 0 where nothing is used (CLI reference, get-license-configuration). */
const USED_BY = ['EC2_INSTANCE', 'EC2_HOST', 'SYSTEMS_MANAGER_MANAGED_INSTANCE'];
const TIED_TO = [...USED_BY, 'EC2_AMI'];

/** A license configuration as License Manager prints it. What was never set is left out; counts are there as 0. */
export function licenseConfigurationShape(row: LicenseConfigurationRow): LicenseConfiguration {
  const used = row.counters.filter(({ type, consumed }) => consumed > 0 || USED_BY.includes(type));
  const tied = row.counters.filter(({ type, associations }) => associations > 0 || TIED_TO.includes(type));
  return {
    LicenseConfigurationId: row.id,
    LicenseConfigurationArn: licenseConfigurationArn(row, row.id),
    Name: row.name,
    Description: row.description ?? undefined,
    LicenseCountingType: row.countingType,
    LicenseRules: row.ruleTexts,
    LicenseCount: row.licenseCount ?? undefined,
    LicenseCountHardLimit: row.hardLimit,
    DisassociateWhenNotFound: row.disassociateWhenNotFound ?? undefined,
    ConsumedLicenses: row.consumed,
    Status: row.status,
    OwnerAccountId: row.accountId,
    ConsumedLicenseSummaryList: used.map(({ type, consumed }) => ({ ResourceType: type, ConsumedLicenses: consumed })),
    ManagedResourceSummaryList: tied.map(({ type, associations }) => ({
      ResourceType: type,
      AssociationCount: associations,
    })),
    ProductInformationList:
      row.productInformation.length > 0 ? (row.productInformation as ProductInformation[]) : undefined,
    LicenseExpiry: row.licenseExpiry ?? undefined,
  };
}
