import type { Input } from './valid-inputs.ts';

const licenseArn = 'arn:aws:license-manager::123456789012:license:l-0123456789abcdef0123456789abcdef';
const grantArn = 'arn:aws:license-manager::123456789012:grant:g-0123456789abcdef0123456789abcdef';
const page = (Name: string, value: string) => ({ MaxResults: 5, Filters: [{ Name, Values: [value] }] });

/** One valid request of every list of what vendors issue. */
export const issuedInputs: Readonly<Record<string, () => Input>> = {
  ListLicenses: () => ({ LicenseArns: [licenseArn], ...page('Status', 'AVAILABLE') }),
  ListReceivedLicenses: () => ({ LicenseArns: [licenseArn], ...page('Beneficiary', 'x') }),
  ListReceivedLicensesForOrganization: () => page('ProductSKU', 'x'),
  ListDistributedGrants: () => ({ GrantArns: [grantArn], ...page('GrantStatus', 'ACTIVE') }),
  ListReceivedGrants: () => ({ GrantArns: [grantArn], ...page('GranterAccountId', '123456789012') }),
  ListReceivedGrantsForOrganization: () => ({ LicenseArn: licenseArn, ...page('ParentArn', grantArn) }),
  ListTokens: () => ({ TokenIds: ['x'], ...page('LicenseArns', licenseArn) }),
  ListLicenseAssetGroups: () => page('LicenseAssetRulesetArn', licenseArn),
  ListLicenseAssetRulesets: () => ({ ShowAWSManagedLicenseAssetRulesets: true, ...page('Name', 'x') }),
};
