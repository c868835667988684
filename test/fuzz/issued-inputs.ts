import { randomUUID } from 'node:crypto';
import type { LicenseManager } from '@aws-sdk/client-license-manager';
import { issuedLicense } from '../license-manager/issued-license.ts';
import type { Input } from './valid-inputs.ts';

/** Licenses that an account issued, and their tokens; the spare ones are to be deleted. */
export interface IssuedWorld {
  readonly issuedArn: string;
  readonly spareIssuedArn: string;
  readonly issuedTokenId: string;
  readonly spareTokenId: string;
  readonly refreshToken: string;
}

export async function createIssuedWorld(licenseManager: LicenseManager): Promise<IssuedWorld> {
  const license = async () => (await licenseManager.createLicense(issuedLicense())).LicenseArn!;
  const [issuedArn, spareIssuedArn] = [await license(), await license()];
  const token = () => licenseManager.createToken({ LicenseArn: issuedArn, ClientToken: randomUUID() });
  const [{ TokenId: issuedTokenId, Token: refreshToken }, { TokenId: spareTokenId }] = [await token(), await token()];
  return {
    ...{ issuedArn, spareIssuedArn, issuedTokenId: issuedTokenId!, spareTokenId: spareTokenId! },
    refreshToken: refreshToken!,
  };
}

const grantArn = 'arn:aws:license-manager::123456789012:grant:g-0123456789abcdef0123456789abcdef';
const page = (Name: string, value: string) => ({ MaxResults: 5, Filters: [{ Name, Values: [value] }] });

/** One valid request of every operation on what vendors issue. */
export const issuedInputs: Readonly<Record<string, (world: IssuedWorld) => Input>> = {
  CreateLicense: () =>
    issuedLicense({ LicenseMetadata: [{ Name: 'a', Value: 'b' }], Tags: [{ Key: 'a', Value: 'b' }] }),
  CreateLicenseVersion: ({ issuedArn }) => {
    const { ProductSKU: _sku, Beneficiary: _beneficiary, ...terms } = issuedLicense();
    return { ...terms, LicenseArn: issuedArn, Status: 'AVAILABLE' };
  },
  GetLicense: ({ issuedArn }) => ({ LicenseArn: issuedArn, Version: '1' }),
  ListLicenses: ({ issuedArn }) => ({ LicenseArns: [issuedArn], ...page('Status', 'AVAILABLE') }),
  ListLicenseVersions: ({ issuedArn }) => ({ LicenseArn: issuedArn, MaxResults: 1 }),
  DeleteLicense: ({ spareIssuedArn }) => ({ LicenseArn: spareIssuedArn, SourceVersion: '1' }),
  CreateToken: ({ issuedArn }) => ({
    LicenseArn: issuedArn,
    RoleArns: ['arn:aws:iam::123456789012:role/Consumption'],
    ExpirationInDays: 3,
    TokenProperties: ['a'],
    ClientToken: randomUUID(),
  }),
  ListTokens: ({ issuedArn, issuedTokenId }) => ({ TokenIds: [issuedTokenId], ...page('LicenseArns', issuedArn) }),
  DeleteToken: ({ spareTokenId }) => ({ TokenId: spareTokenId }),
  GetAccessToken: ({ refreshToken }) => ({ Token: refreshToken, TokenProperties: ['a'] }),
  ListReceivedLicenses: ({ issuedArn }) => ({ LicenseArns: [issuedArn], ...page('Beneficiary', 'x') }),
  ListReceivedLicensesForOrganization: () => page('ProductSKU', 'x'),
  ListDistributedGrants: () => ({ GrantArns: [grantArn], ...page('GrantStatus', 'ACTIVE') }),
  ListReceivedGrants: () => ({ GrantArns: [grantArn], ...page('GranterAccountId', '123456789012') }),
  ListReceivedGrantsForOrganization: ({ issuedArn }) => ({ LicenseArn: issuedArn, ...page('ParentArn', grantArn) }),
  ListLicenseAssetGroups: () => page('LicenseAssetRulesetArn', grantArn),
  ListLicenseAssetRulesets: () => ({ ShowAWSManagedLicenseAssetRulesets: true, ...page('Name', 'x') }),
};
