import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  ACCOUNT,
  arnOf,
  consumedOf,
  effectsOf,
  exampleActor,
  exampleFacts,
  exampleLicense,
  hardVcpuLicense,
  hostId,
} from '../../../test/example-facts.ts';
import { coreLicense, host, payingHost, release, socketLicense, specify } from '../../../test/host-commands.ts';
import type { Command } from '../commands.ts';
import { decide } from '../decide.ts';
import type { License } from '../licenses/license.ts';

describe('a host that is tied to a license itself', () => {
  const hostArn = `dedicated-host/${hostId(1)}`;
  const table: [what: string, license: License, given: Parameters<typeof host>[1], text: RegExp, consumed: number][] = [
    ['pays, empty', coreLicense(), {}, /^permitted$/, 48],
    ['pays by sockets', socketLicense(), {}, /^permitted$/, 2],
    ['within a limit', coreLicense({ licenseCount: 48, hardLimit: true }), {}, /^permitted$/, 48],
    [
      'not past a hard limit',
      coreLicense({ licenseCount: 47, hardLimit: true }),
      {},
      /has 47 of 47 cores left; this association needs 48\.$/,
      0,
    ],
    ['past a soft limit', coreLicense({ licenseCount: 47 }), {}, /^permitted$/, 48],
    ['not by vCPUs', hardVcpuLicense(), {}, /counts vCPUs of machines; only Core and Socket licenses/, 0],
    ['not by instances', exampleLicense(), {}, /counts instances of machines/, 0],
    [
      'not with more sockets than the rule allows',
      socketLicense({ ruleTexts: ['#maximumSockets=1'] }),
      {},
      /#maximumSockets=1; h-0+1 has 2\.$/,
      0,
    ],
    [
      'not with fewer sockets than the rule asks',
      socketLicense({ ruleTexts: ['#minimumSockets=3'] }),
      {},
      /#minimumSockets=3; h-0+1 has 2\.$/,
      0,
    ],
    ['core bounds are of machines', coreLicense({ ruleTexts: ['#maximumCores=16'] }), {}, /^permitted$/, 48],
    ['not when it is disabled', coreLicense({ status: 'DISABLED' }), {}, /is disabled/, 0],
    ['not when the host failed', coreLicense(), { state: 'permanent-failure' }, /while it is permanent-failure/, 0],
    ['not when the host is released', coreLicense(), { state: 'released' }, /^Resource .* does not exist/, 0],
    [
      'not when it is of another account',
      coreLicense(),
      { accountId: '222222222222' },
      /^Resource .* does not exist/,
      0,
    ],
    ['not when it is of another Region', coreLicense(), { region: 'eu-west-1' }, /^Resource .* does not exist/, 0],
  ];
  for (const [what, license, given, text, consumed] of table)
    test(what, () => {
      const facts = exampleFacts({ licenses: [license], hosts: [host(1, given)] });
      assert.match(specify(facts, hostArn, { add: [license] }).text, text);
      assert.deepEqual(consumedOf(facts), [consumed]);
      assert.equal((facts.associations.get(hostId(1)) ?? []).length, consumed > 0 ? 1 : 0);
    });

  test('twice changes nothing; taken off, it pays no more', () => {
    const license = coreLicense();
    const facts = exampleFacts({ licenses: [license], hosts: [host(1)] });
    specify(facts, hostArn, { add: [license] });
    assert.deepEqual(specify(facts, hostArn, { add: [license] }).effects, []);
    const { effects } = specify(facts, hostArn, { remove: [license] });
    assert.deepEqual(consumedOf(facts), [0]);
    assert.deepEqual(effectsOf(effects, 'audit')[0]!.detail, { removed: [arnOf(license)], added: [] });
  });

  test('taken off while a machine uses it, it pays on', () => {
    const facts = payingHost([coreLicense()]);
    specify(facts, hostArn, { add: [coreLicense()] });
    specify(facts, hostArn, { remove: [coreLicense()] });
    assert.deepEqual(consumedOf(facts), [48]);
  });

  test('released, it is tied no more', () => {
    const license = coreLicense();
    const facts = exampleFacts({ licenses: [license], hosts: [host(1)] });
    specify(facts, hostArn, { add: [license] });
    release(facts, 1);
    assert.deepEqual(
      [consumedOf(facts), facts.associations.get(hostId(1)), facts.associationCounts.get(license.id)],
      [[0], [], 0],
    );
  });

  test('a license of a host cannot be deleted', () => {
    const license = coreLicense();
    const facts = exampleFacts({ licenses: [license], hosts: [host(1)] });
    specify(facts, hostArn, { add: [license] });
    const deletion: Command = {
      kind: 'delete-license-configuration',
      actor: exampleActor('x', { accountId: ACCOUNT }),
      licenseId: license.id,
    };
    assert.equal(decide(deletion, facts).outcome.ok, false);
  });
});
