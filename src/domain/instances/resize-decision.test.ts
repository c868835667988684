import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  consumedOf,
  effectsOf,
  exampleActor,
  exampleFacts,
  exampleInstance,
  exampleLicense,
  hardVcpuLicense,
  instanceId,
  licenseId,
  OTHER_ACCOUNT,
  textOf,
} from '../../../test/example-facts.ts';
import type { Permitted } from '../commands.ts';
import { decide } from '../decide.ts';
import type { Facts } from '../facts.ts';
import type { License } from '../licenses/license.ts';
import type { Instance } from './instance.ts';

const stopped = (given: Partial<Instance> = {}) => exampleInstance({ state: 'stopped', ...given });
const stoppedToo = ['#includedStoppedInstances=True'];

function resize(facts: Facts, instanceType: string) {
  const actor = exampleActor('ec2:ModifyInstanceAttribute');
  const decision = decide({ kind: 'change-instance-type', actor, instanceId: instanceId(1), instanceType }, facts);
  return { ...decision, text: textOf(decision.outcome) };
}

const instanceOf = (facts: Facts): Instance => facts.instances.get(instanceId(1))!;

/** A stopped m5.xlarge (4 vCPUs), tied to a license and holding `held` of it. */
function given(license: License, held: number, instance = stopped()): Facts {
  return exampleFacts({ instances: [instance], licenses: [license], ties: [{ license, instance, held }] });
}

test('a stopped machine gets the new type, and CPU options return to its defaults', () => {
  const facts = exampleFacts({ instances: [stopped({ threadsPerCore: 1 })] });
  const { effects } = resize(facts, 'm5.4xlarge');
  const { instanceType, coreCount, threadsPerCore } = instanceOf(facts);
  assert.deepEqual([instanceType, coreCount, threadsPerCore], ['m5.4xlarge', 8, 2]);
  assert.deepEqual(effectsOf(effects, 'audit')[0]!.detail, {
    from: { instanceType: 'm5.xlarge', coreCount: 2, threadsPerCore: 1 },
    to: { instanceType: 'm5.4xlarge', coreCount: 8, threadsPerCore: 2 },
  });
});

test('licenses that it does not hold while stopped are counted at the next start, not now', () => {
  const facts = given(hardVcpuLicense({ consumed: 16 }), 0);
  assert.equal(resize(facts, 'm5.4xlarge').text, 'permitted');
  assert.deepEqual(consumedOf(facts), [16]);
});

describe('licenses that it holds while stopped are counted anew at once', () => {
  const license = (more: Partial<License>) => hardVcpuLicense({ ruleTexts: stoppedToo, ...more });
  const table: [what: string, license: License, to: string, text: RegExp, consumed: number][] = [
    ['with room', license({ consumed: 12 }), 'm5.2xlarge', /^permitted$/, 16],
    [
      'without room',
      license({ consumed: 13 }),
      'm5.2xlarge',
      /has 3 of 16 vCPUs left; changing i-0+1 to m5\.2xlarge needs 4\.$/,
      13,
    ],
    ['past a soft limit', license({ consumed: 16, hardLimit: false }), 'm5.2xlarge', /^permitted$/, 20],
    ['to a smaller type', license({ consumed: 16 }), 'm5.large', /^permitted$/, 14],
    ['to a smaller type, over the limit', license({ consumed: 30 }), 'm5.large', /^permitted$/, 28],
    ['to a type of the same size, over the limit', license({ consumed: 30 }), 'm5d.xlarge', /^permitted$/, 30],
    [
      'to one that a rule refuses',
      license({ consumed: 4, ruleTexts: [...stoppedToo, '#maximumVcpus=4'] }),
      'm5.2xlarge',
      /#maximumVcpus=4; changing i-0+1 to m5\.2xlarge has 8/,
      4,
    ],
  ];
  for (const [what, held, to, text, consumed] of table)
    test(what, () => {
      const facts = given(held, 4);
      const done = resize(facts, to);
      assert.match(done.text, text);
      assert.deepEqual(consumedOf(facts), [consumed]);
      assert.equal(instanceOf(facts).instanceType, done.outcome.ok ? to : 'm5.xlarge');
    });

  test('by Instance nothing changes', () => {
    const facts = given(exampleLicense({ ruleTexts: stoppedToo, licenseCount: 1, hardLimit: true, consumed: 1 }), 1);
    const { effects } = resize(facts, 'm5.2xlarge');
    assert.deepEqual(
      effects.filter((effect) => effect.kind === 'consume' || effect.kind === 'release'),
      [],
    );
  });

  test('an overage is told', () => {
    const { outcome } = resize(given(license({ consumed: 16, hardLimit: false }), 4), 'm5.2xlarge');
    assert.deepEqual(
      (outcome as Permitted).overages?.map((overage) => overage.consumed),
      [20],
    );
  });
});

describe('what cannot be changed', () => {
  const table: [what: string, instance: Instance, to: string, text: RegExp][] = [
    [
      'a running machine',
      exampleInstance(),
      'm5.large',
      /can be changed to another type \(it must be stopped\); it is running/,
    ],
    ['a terminated machine', stopped({ state: 'terminated' }), 'm5.large', /it is terminated/],
    ['to an unknown type', stopped(), 'm5.tiny', /Invalid value 'm5\.tiny' for InstanceType/],
    [
      'to a type of another architecture',
      stopped(),
      'm6g.large',
      /architecture 'arm64' .* does not match the architecture 'x86_64'/,
    ],
    ['an unknown machine', stopped({ id: instanceId(2) }), 'm5.large', /'i-0+1' does not exist/],
    ['a machine of another account', stopped({ accountId: OTHER_ACCOUNT }), 'm5.large', /'i-0+1' does not exist/],
  ];
  for (const [what, instance, to, text] of table)
    test(what, () => {
      const { effects, text: told } = resize(
        exampleFacts({ instances: [instance], licenses: [exampleLicense({ id: licenseId(1) })] }),
        to,
      );
      assert.match(told, text);
      assert.deepEqual(effects, []);
    });
});
