import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findTermsProblem, type LicenseTerms } from './license-terms.ts';

const terms = (given: Partial<LicenseTerms>): LicenseTerms => ({
  countingType: 'vCPU',
  licenseCount: 10,
  hardLimit: false,
  ruleTexts: [],
  productResourceTypes: [],
  ...given,
});

describe('what of a license configuration must fit together', () => {
  const table: [what: string, given: Partial<LicenseTerms>, problem: RegExp | undefined][] = [
    ['a count and a soft limit', {}, undefined],
    ['a count and a hard limit', { hardLimit: true }, undefined],
    ['a count of 0 under a hard limit', { hardLimit: true, licenseCount: 0 }, undefined],
    ['no count, no limit', { licenseCount: undefined }, undefined],
    [
      'a hard limit without a count',
      { hardLimit: true, licenseCount: undefined },
      /LicenseCountHardLimit is true without a LicenseCount/,
    ],
    ['a rule that is not valid', { ruleTexts: ['#nonsense=1'] }, /#nonsense is unknown/],
    [
      'SSM products with all of it',
      { hardLimit: true, ruleTexts: ['#minimumVcpus=2'], productResourceTypes: ['SSM_MANAGED'] },
      undefined,
    ],
    ['RDS products by vCPU', { productResourceTypes: ['RDS'] }, undefined],
    [
      'RDS products by Instance',
      { productResourceTypes: ['RDS'], countingType: 'Instance' },
      /needs the counting type vCPU, not Instance/,
    ],
    [
      'RDS products under a hard limit',
      { productResourceTypes: ['RDS'], hardLimit: true },
      /does not go with LicenseCountHardLimit true/,
    ],
    [
      'RDS products with rules',
      { productResourceTypes: ['SSM_MANAGED', 'RDS'], ruleTexts: ['#minimumVcpus=2'] },
      /does not go with license rules/,
    ],
  ];
  for (const [what, given, problem] of table)
    test(`${what}: ${problem ? 'refused' : 'accepted'}`, () => {
      const found = findTermsProblem(terms(given));
      if (problem) assert.match(found ?? 'accepted', problem);
      else assert.equal(found, undefined);
    });
});
