import { randomUUID } from 'node:crypto';
import type { CreateLicenseRequest } from '@aws-sdk/client-license-manager';

/** A valid request for a license of ten seats, that lasts. */
export const issuedLicense = (change: Partial<CreateLicenseRequest> = {}) => ({
  LicenseName: 'CAD',
  ProductName: 'Drawing',
  ProductSKU: 'cad-1',
  Issuer: { Name: 'Example' },
  HomeRegion: 'us-east-1',
  Validity: { Begin: '2026-01-01T00:00:00Z', End: '2100-01-01T00:00:00Z' },
  Entitlements: [{ Name: 'seats', Unit: 'Count' as const, MaxCount: 10, AllowCheckIn: true }],
  Beneficiary: '111111111111',
  ConsumptionConfiguration: { ProvisionalConfiguration: { MaxTimeToLiveInMinutes: 60 } },
  ClientToken: randomUUID(),
  ...change,
});
