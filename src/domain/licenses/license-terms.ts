import { type CountingType, parseLicenseRules } from './license-rules.ts';

/** What of a license configuration must fit together, at creation and at every change. */
export interface LicenseTerms {
  readonly countingType: CountingType;
  readonly licenseCount: number | undefined;
  readonly hardLimit: boolean;
  readonly ruleTexts: readonly string[];
  /** The ResourceType of each entry of ProductInformationList. */
  readonly productResourceTypes: readonly string[];
}

/**
 * What is wrong with the terms, or undefined. A hard limit needs a count; products of RDS are counted by vCPU, without
 * rules and without a hard limit (user guide, automated discovery).
 */
export function findTermsProblem(terms: LicenseTerms): string | undefined {
  const rules = parseLicenseRules(terms.ruleTexts, terms.countingType);
  if (!rules.ok) return rules.problem;
  if (terms.hardLimit && terms.licenseCount === undefined)
    return 'LicenseCountHardLimit is true without a LicenseCount; give the number of licenses that the limit is.';
  if (!terms.productResourceTypes.includes('RDS')) return undefined;
  if (terms.countingType !== 'vCPU')
    return `Product information of RDS needs the counting type vCPU, not ${terms.countingType}.`;
  if (terms.hardLimit) return 'Product information of RDS does not go with LicenseCountHardLimit true.';
  return terms.ruleTexts.length > 0 ? 'Product information of RDS does not go with license rules.' : undefined;
}
