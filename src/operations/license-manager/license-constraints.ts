import type { Constraints } from '../../domain/constraints.ts';
import { COUNTING_TYPES } from '../../domain/licenses/license-rules.ts';

const ONE_LINE = /^\P{Cc}*$/u;
const LINES = /^[\t\r\n\P{Cc}]*$/u;

const count = { range: [0, Number.MAX_SAFE_INTEGER], integer: true } as const;
const value = { length: [1, 256], pattern: ONE_LINE, form: 'one line without control characters' } as const;

/**
 * What the members of a license configuration must satisfy. AWS's model bounds none of them; its newer resources take
 * 128 characters of name and 1,024 of description. Names have more room here, for those that exist in AWS already.
 */
export const licenseConstraints: Constraints = {
  Name: { length: [1, 255], pattern: ONE_LINE, form: 'one line without control characters' },
  Description: { length: [0, 1024], pattern: LINES, form: 'text without control characters' },
  LicenseCountingType: { oneOf: COUNTING_TYPES },
  LicenseCount: count,
  LicenseRules: { items: [0, 50] },
  'LicenseRules[]': { length: [0, 255] },
  LicenseConfigurationStatus: { oneOf: ['AVAILABLE', 'DISABLED'] },
  ProductInformationList: { items: [0, 50] },
  'ProductInformationList[].ResourceType': { length: [0, 64] },
  'ProductInformationList[].ProductInformationFilterList': { items: [0, 50] },
  'ProductInformationList[].ProductInformationFilterList[].ProductInformationFilterName': value,
  'ProductInformationList[].ProductInformationFilterList[].ProductInformationFilterComparator': { length: [0, 64] },
  'ProductInformationList[].ProductInformationFilterList[].ProductInformationFilterValue': { items: [0, 100] },
  'ProductInformationList[].ProductInformationFilterList[].ProductInformationFilterValue[]': value,
  LicenseExpiry: count,
};
