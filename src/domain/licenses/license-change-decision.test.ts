import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  arnOf,
  effectsOf,
  exampleActor,
  exampleFacts,
  exampleHost,
  exampleImage,
  exampleInstance,
  exampleLaunch,
  exampleLicense,
  hostId,
  licenseId,
  NOW,
  OTHER_ACCOUNT,
  textOf,
} from '../../../test/example-facts.ts';
import type { UpdateLicenseConfigurationCommand } from '../commands.ts';
import { decide } from '../decide.ts';
import type { Facts } from '../facts.ts';
import type { License } from './license.ts';

const actor = exampleActor('license-manager:UpdateLicenseConfiguration');

function change(facts: Facts, given: UpdateLicenseConfigurationCommand['change'], id = licenseId(1)) {
  const decision = decide({ kind: 'update-license-configuration', actor, licenseId: id, change: given }, facts);
  return { ...decision, text: textOf(decision.outcome), license: facts.licenses.get(id)! };
}

function remove(facts: Facts, id = licenseId(1)) {
  const decision = decide({ kind: 'delete-license-configuration', actor, licenseId: id }, facts);
  return { ...decision, text: textOf(decision.outcome) };
}

const given = (license: Partial<License>) => exampleFacts({ licenses: [exampleLicense(license)] });
const launch = (facts: Facts) =>
  textOf(decide(exampleLaunch({ licenseConfigurationArns: [arnOf(exampleLicense())] }), facts).outcome);

describe('a change of the terms', () => {
  const affinity = '#licenseAffinityToHost=90';
  const table: [
    what: string,
    before: Partial<License>,
    given: UpdateLicenseConfigurationCommand['change'],
    text: RegExp,
  ][] = [
    ['name and description', {}, { name: 'Oracle', description: 'x' }, /^permitted$/],
    ['nothing at all', {}, {}, /^permitted$/],
    ['a higher count', { licenseCount: 10, hardLimit: true }, { licenseCount: 20 }, /^permitted$/],
    [
      'a count below what is consumed',
      { licenseCount: 10, hardLimit: true, consumed: 8 },
      { licenseCount: 5 },
      /^permitted$/,
    ],
    ['a hard limit that is passed already', { licenseCount: 10, consumed: 12 }, { hardLimit: true }, /^permitted$/],
    ['a hard limit without a count', {}, { hardLimit: true }, /LicenseCountHardLimit is true without a LicenseCount/],
    ['a hard limit with a count', {}, { hardLimit: true, licenseCount: 0 }, /^permitted$/],
    ['the limit made soft', { licenseCount: 10, hardLimit: true }, { hardLimit: false }, /^permitted$/],
    ['status DISABLED', {}, { status: 'DISABLED' }, /^permitted$/],
    ['status AVAILABLE again', { status: 'DISABLED' }, { status: 'AVAILABLE' }, /^permitted$/],
    ['an affinity added', { countingType: 'Core' }, { ruleTexts: [affinity] }, /^permitted$/],
    [
      'an affinity added for vCPU',
      { countingType: 'vCPU' },
      { ruleTexts: [affinity] },
      /#licenseAffinityToHost does not apply to counting type vCPU/,
    ],
    [
      'an affinity that is out of range',
      { countingType: 'Core' },
      { ruleTexts: ['#licenseAffinityToHost=181'] },
      /from 1 to 180/,
    ],
    [
      'an affinity changed',
      { countingType: 'Core', ruleTexts: [affinity] },
      { ruleTexts: ['#licenseAffinityToHost=1'] },
      /cannot be changed or removed/,
    ],
    [
      'another rule added',
      { countingType: 'vCPU' },
      { ruleTexts: ['#minimumVcpus=2'] },
      /cannot be added after creation/,
    ],
    [
      'a rule removed',
      { countingType: 'vCPU', ruleTexts: ['#minimumVcpus=2'] },
      { ruleTexts: [] },
      /cannot be changed or removed/,
    ],
    [
      'RDS products under a hard limit',
      { countingType: 'vCPU', licenseCount: 1, hardLimit: true },
      { productInformation: [{ ResourceType: 'RDS' }] },
      /RDS does not go with LicenseCountHardLimit/,
    ],
    [
      'a hard limit over RDS products',
      { countingType: 'vCPU', licenseCount: 1, productResourceTypes: ['RDS'] },
      { hardLimit: true },
      /RDS does not go with LicenseCountHardLimit/,
    ],
    [
      'a hard limit while RDS products are taken off',
      { countingType: 'vCPU', licenseCount: 1, productResourceTypes: ['RDS'] },
      { hardLimit: true, productInformation: [] },
      /^permitted$/,
    ],
  ];
  for (const [what, before, changes, text] of table)
    test(what, () => {
      const facts = given(before);
      const { effects, text: told, outcome } = change(facts, changes);
      assert.match(told, text);
      assert.equal(effects.length, outcome.ok ? 2 : 0);
      if (outcome.ok) return;
      assert.deepEqual(facts, given(before));
    });

  test('leaves what it does not name, and what is consumed', () => {
    const { license, effects } = change(given({ licenseCount: 10, hardLimit: true, consumed: 8 }), { name: 'Oracle' });
    assert.deepEqual(license, exampleLicense({ name: 'Oracle', licenseCount: 10, hardLimit: true, consumed: 8 }));
    assert.deepEqual(effectsOf(effects, 'audit')[0], {
      kind: 'audit',
      resources: [arnOf(license)],
      detail: { name: 'Oracle' },
    });
  });

  test('is at work for the next launch: a lowered limit blocks, a disabled license refuses', () => {
    const facts = given({ licenseCount: 10, hardLimit: true, consumed: 8 });
    change(facts, { licenseCount: 5 });
    assert.match(launch(facts), /has 0 of 5 instances left \(8 are in use\); this launch needs 1\./);
    change(facts, { hardLimit: false });
    assert.equal(launch(facts), 'permitted');
    change(facts, { status: 'DISABLED' });
    assert.match(launch(facts), /is disabled/);
  });

  test('an added affinity is parsed', () => {
    assert.equal(
      change(given({ countingType: 'Core' }), { ruleTexts: [affinity] }).license.rules.licenseAffinityToHost,
      90,
    );
  });
});

describe('deletion', () => {
  test('marks the license deleted; it is not found from then on', () => {
    const facts = given({});
    assert.equal(remove(facts).text, 'permitted');
    assert.equal(facts.licenses.get(licenseId(1))!.status, 'DELETED');
    for (const text of [remove(facts).text, change(facts, {}).text, launch(facts)])
      assert.match(text, /does not exist, or is not visible/);
  });

  test('is refused while a machine is tied to it, also a stopped one that holds nothing', () => {
    const license = exampleLicense();
    const instance = exampleInstance({ state: 'stopped' });
    const facts = exampleFacts({ licenses: [license], instances: [instance], ties: [{ license, instance }] });
    assert.match(remove(facts).text, /is in use: 1 resource\(s\) are associated with it/);
    assert.equal(facts.licenses.get(license.id)!.status, 'AVAILABLE');
  });

  test('is refused while an image is tied to it', () => {
    const license = exampleLicense();
    assert.match(
      remove(exampleFacts({ licenses: [license], imageTies: [{ license, image: exampleImage }] })).text,
      /is in use/,
    );
  });

  test('is refused while hosts keep it under licenseAffinityToHost, with how much and until when', () => {
    const license = exampleLicense({ countingType: 'Core', consumed: 96 });
    const hostTies = [9, 5].map((days, n) => ({
      license,
      host: exampleHost({ id: hostId(n + 1), state: 'released' }),
      tied: false,
      held: 48,
      holdUntil: new Date(NOW.getTime() + days * 86_400_000),
    }));
    const facts = exampleFacts({ licenses: [license], hosts: hostTies.map(({ host }) => host), hostTies });
    assert.equal(
      remove(facts).text,
      `${arnOf(license)} is in use: 2 host(s) keep 96 cores of it under licenseAffinityToHost, the last until 2026-12-03T12:00:00.000Z. Delete it once they are given back, within a minute of then.`,
    );
    assert.equal(facts.licenses.get(license.id)!.status, 'AVAILABLE');
  });

  test('of a disabled license is permitted', () => {
    assert.equal(remove(given({ status: 'DISABLED' })).text, 'permitted');
  });
});

describe('a license that is not the account’s own cannot be changed or deleted', () => {
  const table: [what: string, license: Partial<License>][] = [
    ['of another account', { accountId: OTHER_ACCOUNT }],
    ['shared by another account', { accountId: OTHER_ACCOUNT, sharedWith: ['111111111111'] }],
    ['of another Region', { region: 'eu-west-1' }],
    ['deleted', { status: 'DELETED' }],
    ['unknown', { id: licenseId(9) }],
  ];
  for (const [what, license] of table)
    test(what, () => {
      for (const { text, effects } of [change(given(license), { name: 'x' }), remove(given(license))]) {
        assert.match(text, /license-configuration:lic-0+1 does not exist, or is not visible/);
        assert.deepEqual(effects, []);
      }
    });
});
