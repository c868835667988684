import type { LicenseConfiguration, ProductInformation } from '@aws-sdk/client-license-manager';
import { licenseConfigurationArn } from '../../domain/arn.ts';
import { RESOURCE_TYPES, type ResourceType } from '../../domain/resource.ts';
import type { LicenseConfigurationRow } from '../../views/license-manager/license-configurations.ts';

/** What AWS prints in every summary and in this order, with 0 where nothing is used (CLI reference, get-license-configuration). */
const USED_BY: readonly ResourceType[] = ['EC2_INSTANCE', 'EC2_HOST', 'SYSTEMS_MANAGER_MANAGED_INSTANCE'];
const TIED_TO: readonly ResourceType[] = ['EC2_INSTANCE', 'EC2_HOST', 'EC2_AMI', 'SYSTEMS_MANAGER_MANAGED_INSTANCE'];

/** The counters of a summary: those that AWS always prints, then others that count something. */
function summaryOf(row: LicenseConfigurationRow, always: readonly ResourceType[], member: 'consumed' | 'associations') {
  const counts = new Map(row.counters.map((counter) => [counter.type, counter[member]]));
  const others = RESOURCE_TYPES.filter((type) => !always.includes(type) && counts.get(type));
  return [...always, ...others].map((type) => ({ type, count: counts.get(type) ?? 0 }));
}

/** A license configuration as License Manager prints it. What was never set is left out; counts are there as 0. */
export function licenseConfigurationShape(row: LicenseConfigurationRow): LicenseConfiguration {
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
    ConsumedLicenseSummaryList: summaryOf(row, USED_BY, 'consumed').map(({ type, count }) => ({
      ResourceType: type,
      ConsumedLicenses: count,
    })),
    ManagedResourceSummaryList: summaryOf(row, TIED_TO, 'associations').map(({ type, count }) => ({
      ResourceType: type,
      AssociationCount: count,
    })),
    ProductInformationList:
      row.productInformation.length > 0 ? (row.productInformation as ProductInformation[]) : undefined,
    LicenseExpiry: row.licenseExpiry ?? undefined,
  };
}
