import type * as sdk from '@aws-sdk/client-license-manager';
import type { LicenseTokens } from '../../../access/license-tokens.ts';
import type { OperationTable } from '../../operation-table.ts';
import { checkInLicense } from './check-in-license.ts';
import { checkoutBorrowLicense } from './checkout-borrow-license.ts';
import { checkoutLicense } from './checkout-license.ts';
import { createLicense } from './create-license.ts';
import { createLicenseVersion } from './create-license-version.ts';
import { createToken } from './create-token.ts';
import { deleteLicense } from './delete-license.ts';
import { deleteToken } from './delete-token.ts';
import { extendLicenseConsumption } from './extend-license-consumption.ts';
import { getAccessToken } from './get-access-token.ts';
import { getLicense } from './get-license.ts';
import { getLicenseUsage } from './get-license-usage.ts';
import { listLicenseVersions } from './list-license-versions.ts';
import { listLicenses } from './list-licenses.ts';
import { listTokens } from './list-tokens.ts';

/** The operations on licenses that an account issues, and on their tokens. */
export const issuedOperations = (tokens: LicenseTokens) =>
  ({
    CheckInLicense: checkInLicense,
    CheckoutBorrowLicense: checkoutBorrowLicense(tokens),
    CheckoutLicense: checkoutLicense(tokens),
    CreateLicense: createLicense,
    CreateLicenseVersion: createLicenseVersion,
    CreateToken: createToken(tokens),
    DeleteLicense: deleteLicense,
    DeleteToken: deleteToken,
    ExtendLicenseConsumption: extendLicenseConsumption,
    GetAccessToken: getAccessToken(tokens),
    GetLicense: getLicense,
    GetLicenseUsage: getLicenseUsage,
    ListLicenseVersions: listLicenseVersions,
    ListLicenses: listLicenses,
    ListTokens: listTokens,
  }) satisfies OperationTable<typeof sdk>;
