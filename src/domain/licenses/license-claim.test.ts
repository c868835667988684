import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  arnOf,
  consumedOf,
  effectsOf,
  exampleFacts,
  exampleImage,
  exampleLaunch,
  exampleLicense,
  hardVcpuLicense,
  licenseId,
} from '../../../test/example-facts.ts';
import { launch } from '../../../test/example-launch.ts';
import type { Permitted } from '../commands.ts';
import { decide } from '../decide.ts';
import type { License } from './license.ts';

const sql = `License configuration ${licenseId(1)} ("SQL Server")`;

describe('how many fit, between MinCount and MaxCount', () => {
  const instances10 = { licenseCount: 10, hardLimit: true };
  const vcpus16 = { countingType: 'vCPU', licenseCount: 16, hardLimit: true } as const;
  const oracle = { id: licenseId(2), name: 'Oracle' };
  const table: [what: string, licenses: Partial<License>[], min: number, max: number, launched: number][] = [
    ['no licenses', [], 1, 3, 3],
    ['room for all', [instances10], 1, 10, 10],
    ['room for some', [instances10], 1, 20, 10],
    ['room for MinCount exactly', [instances10], 10, 20, 10],
    ['room for one less than MinCount', [instances10], 11, 20, 0],
    ['4 vCPUs each', [vcpus16], 1, 10, 4],
    ['what is taken counts', [{ ...vcpus16, consumed: 5 }], 1, 10, 2],
    ['the last one', [{ ...instances10, consumed: 9 }], 1, 1, 1],
    ['none left', [{ ...instances10, consumed: 10 }], 1, 1, 0],
    ['over the limit already', [{ ...instances10, consumed: 15 }], 1, 1, 0],
    ['a hard limit of 0', [{ licenseCount: 0, hardLimit: true }], 1, 1, 0],
    ['the scarcest of two', [vcpus16, { ...oracle, licenseCount: 3, hardLimit: true }], 1, 10, 3],
    ['one of two has no room', [vcpus16, { ...oracle, licenseCount: 0, hardLimit: true }], 1, 10, 0],
    ['a soft limit does not count', [vcpus16, { ...oracle, licenseCount: 0 }], 1, 10, 4],
    ['an unlimited one does not count', [{}], 1, 7, 7],
  ];
  for (const [what, given, minCount, maxCount, count] of table)
    test(`${what}: ${count} of ${minCount} to ${maxCount}`, () => {
      const { launched, effects, text } = launch(given, { minCount, maxCount });
      assert.equal(launched, count);
      assert.equal(effectsOf(effects, 'insert-instance').length, count);
      if (count === 0) assert.match(text, /^No licenses available\./);
    });

  test('the example: 4 of 16 vCPUs left, 8 needed', () => {
    const { text } = launch([hardVcpuLicense({ consumed: 12 })], { instanceType: 'm5.2xlarge' });
    assert.equal(text, `No licenses available. ${sql} has 4 of 16 vCPUs left; this launch needs 8.`);
  });

  test('honored CPU options fit where the defaults would not', () => {
    const given = { ...vcpus16, consumed: 14 };
    const cpuOptions = { coreCount: 2, threadsPerCore: 1 };
    assert.equal(launch([given], { cpuOptions }).launched, 0);
    assert.equal(launch([{ ...given, ruleTexts: ['#honorVcpuOptimization=True'] }], { cpuOptions }).launched, 1);
  });

  test('one license without room takes from none of the others', () => {
    const { facts, effects, text } = launch([vcpus16, { ...oracle, licenseCount: 0, hardLimit: true }]);
    assert.equal(
      text,
      `No licenses available. License configuration ${licenseId(2)} ("Oracle") has 0 of 0 instances left; this launch needs 1.`,
    );
    assert.deepEqual(consumedOf(facts), [0, 0]);
    assert.deepEqual(
      effectsOf(effects, 'record-failure').map((failure) => [failure.licenseId, failure.resource.id]),
      [[licenseId(2), exampleImage.id]],
    );
  });

  test('each launch of a group sees what the earlier ones took', () => {
    const facts = exampleFacts({ licenses: [exampleLicense(instances10)] });
    const licenseConfigurationArns = [...facts.licenses.values()].map(arnOf);
    const outcomes = Array.from(
      { length: 12 },
      (_, n) =>
        decide(exampleLaunch({ licenseConfigurationArns }, { actor: { requestId: `request-${n}` } }), facts).outcome.ok,
    );
    assert.deepEqual(outcomes, [...Array(10).fill(true), false, false]);
    assert.deepEqual(consumedOf(facts), [10]);
  });

  test('a launch past a soft limit goes through and tells the overage', () => {
    const { outcome, effects } = launch([
      { licenseCount: 1, consumed: 1 },
      { id: licenseId(2), licenseCount: 2 },
    ]);
    const licenseArn = (outcome as Permitted).overages![0]!.licenseArn;
    assert.match(licenseArn, new RegExp(`:license-configuration:${licenseId(1)}$`));
    const overages = [{ licenseId: licenseId(1), licenseArn, name: 'SQL Server', licenseCount: 1, consumed: 2 }];
    assert.deepEqual((outcome as Permitted).overages, overages);
    assert.deepEqual(effectsOf(effects, 'audit')[0]!.detail['overages'], overages);
  });
});
