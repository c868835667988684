import { randomUUID } from 'node:crypto';
import type { CheckoutLicenseRequest, LicenseManager } from '@aws-sdk/client-license-manager';
import { issuedLicense } from '../license-manager/issued-license.ts';
import type { Input } from './valid-inputs.ts';

/** Licenses that an account issued, and their tokens; the spare ones are to be deleted. */
export interface IssuedWorld {
  readonly issuedArn: string;
  readonly spareIssuedArn: string;
  readonly issuedTokenId: string;
  readonly spareTokenId: string;
  readonly refreshToken: string;
  readonly consumptionToken: string;
  readonly spareConsumptionToken: string;
  readonly checkoutRequest: CheckoutLicenseRequest;
}

const terms = {
  Entitlements: [{ Name: 'seats', Unit: 'Count' as const, MaxCount: 1_000_000, AllowCheckIn: true }],
  ConsumptionConfiguration: {
    RenewType: 'Weekly' as const,
    ProvisionalConfiguration: { MaxTimeToLiveInMinutes: 60 },
    BorrowConfiguration: { AllowEarlyCheckIn: true, MaxTimeToLiveInMinutes: 60 },
  },
};
const seat = [{ Name: 'seats', Unit: 'Count' as const, Value: '1' }];

export async function createIssuedWorld(licenseManager: LicenseManager): Promise<IssuedWorld> {
  const ProductSKU = `fuzz-${randomUUID()}`;
  const license = async (change: object = {}) =>
    (await licenseManager.createLicense(issuedLicense({ ...terms, ...change }))).LicenseArn!;
  const [issuedArn, spareIssuedArn] = [await license({ ProductSKU }), await license()];
  const token = () => licenseManager.createToken({ LicenseArn: issuedArn, ClientToken: randomUUID() });
  const [{ TokenId: issuedTokenId, Token: refreshToken }, { TokenId: spareTokenId }] = [await token(), await token()];
  const [, , , , Beneficiary] = issuedArn.split(':');
  const KeyFingerprint = `aws:${Beneficiary}:Example:issuer-fingerprint`;
  const asked = { ProductSKU, KeyFingerprint, CheckoutType: 'PROVISIONAL' as const, Beneficiary, Entitlements: seat };
  const checkoutRequest = () => ({ ...asked, ClientToken: randomUUID() });
  const checkOut = async () => (await licenseManager.checkoutLicense(checkoutRequest())).LicenseConsumptionToken!;
  return {
    ...{ consumptionToken: await checkOut(), spareConsumptionToken: await checkOut() },
    checkoutRequest: checkoutRequest(),
    ...{ issuedArn, spareIssuedArn, issuedTokenId: issuedTokenId!, spareTokenId: spareTokenId! },
    refreshToken: refreshToken!,
  };
}

const rulesetArn = 'arn:aws:license-manager:us-east-1:123456789012:license-asset-ruleset:r-1';
const page = (Name: string, value: string) => ({ MaxResults: 5, Filters: [{ Name, Values: [value] }] });

/** One valid request of every operation on what vendors issue. */
export const issuedInputs: Readonly<Record<string, (world: IssuedWorld) => Input>> = {
  CreateLicense: () =>
    issuedLicense({ LicenseMetadata: [{ Name: 'a', Value: 'b' }], Tags: [{ Key: 'a', Value: 'b' }] }),
  CreateLicenseVersion: ({ issuedArn }) => {
    const { ProductSKU: _sku, Beneficiary: _beneficiary, ...version } = issuedLicense(terms);
    return { ...version, LicenseArn: issuedArn, Status: 'AVAILABLE' };
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
  CheckoutLicense: ({ checkoutRequest }) => ({ ...checkoutRequest, NodeId: 'pc-17', ClientToken: randomUUID() }),
  CheckoutBorrowLicense: ({ issuedArn }) => ({
    LicenseArn: issuedArn,
    Entitlements: seat,
    DigitalSignatureMethod: 'JWT_PS384',
    NodeId: 'ship',
    CheckoutMetadata: [{ Name: 'a', Value: 'b' }],
    ClientToken: randomUUID(),
  }),
  ExtendLicenseConsumption: ({ consumptionToken }) => ({ LicenseConsumptionToken: consumptionToken, DryRun: false }),
  CheckInLicense: ({ spareConsumptionToken, checkoutRequest }) => ({
    LicenseConsumptionToken: spareConsumptionToken,
    Beneficiary: checkoutRequest.Beneficiary,
  }),
  GetLicenseUsage: ({ issuedArn }) => ({ LicenseArn: issuedArn }),
  ListLicenseAssetGroups: () => page('LicenseAssetRulesetArn', rulesetArn),
  ListLicenseAssetRulesets: () => ({ ShowAWSManagedLicenseAssetRulesets: true, ...page('Name', 'x') }),
};
