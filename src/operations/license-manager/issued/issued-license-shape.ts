import type { Entitlement, License } from '@aws-sdk/client-license-manager';
import { issuedLicenseArn } from '../../../domain/arn.ts';
import { keyFingerprint, statusAt } from '../../../domain/issued/issued-license.ts';
import type { IssuedLicenseRow } from '../../../views/license-manager/issued-licenses.ts';

/** A version of an issued license as License Manager prints it at a time. */
export function issuedLicenseShape(row: IssuedLicenseRow, now: Date): License {
  const { Issuer: issuer, Entitlements: entitlements, ...terms } = row.terms;
  return {
    ...(terms as Omit<License, 'Issuer' | 'Entitlements'>),
    LicenseArn: issuedLicenseArn(row.accountId, row.id),
    ProductSKU: row.productSku,
    Issuer: { ...issuer, KeyFingerprint: keyFingerprint(row.accountId, issuer.Name) },
    HomeRegion: row.homeRegion,
    Status: statusAt(row, now),
    Beneficiary: row.beneficiary,
    Entitlements: entitlements as Entitlement[],
    CreateTime: row.createdAt.toISOString(),
    Version: String(row.version),
  };
}
