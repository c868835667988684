import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  COUNTING_TYPES,
  type CountingType,
  parseLicenseRules,
  ruleChangeProblem,
  updatedRules,
} from './license-rules.ts';

const problemOf = (texts: string[], countingType: CountingType): string | undefined => {
  const parsed = parseLicenseRules(texts, countingType);
  return parsed.ok ? undefined : parsed.problem;
};

describe('each rule goes with these counting types and is refused for the others', () => {
  const table: [rule: string, value: string, read: unknown, allowedFor: CountingType[]][] = [
    ['allowedTenancy', 'EC2-DedicatedHost', ['EC2-DedicatedHost'], ['vCPU', 'Instance', 'Core', 'Socket']],
    ['licenseAffinityToHost', '90', 90, ['Core', 'Socket']],
    ['minimumCores', '8', 8, ['Core', 'Instance']],
    ['maximumCores', '16', 16, ['Core', 'Instance']],
    ['minimumSockets', '1', 1, ['Socket', 'Instance']],
    ['maximumSockets', '2', 2, ['Socket', 'Instance']],
    ['minimumVcpus', '4', 4, ['vCPU', 'Instance']],
    ['maximumVcpus', '10000', 10_000, ['vCPU', 'Instance']],
    ['honorVcpuOptimization', 'True', true, ['vCPU']],
    ['includedStoppedInstances', 'False', false, ['vCPU', 'Instance', 'Core', 'Socket']],
  ];
  for (const [rule, value, read, allowedFor] of table)
    for (const countingType of COUNTING_TYPES)
      test(`${rule}, ${countingType}: ${allowedFor.includes(countingType) ? 'allowed' : 'refused'}`, () => {
        const parsed = parseLicenseRules([`#${rule}=${value}`], countingType);
        if (allowedFor.includes(countingType)) assert.deepEqual(parsed, { ok: true, rules: { [rule]: read } });
        else
          assert.deepEqual(parsed, {
            ok: false,
            problem: `License rule #${rule} does not apply to counting type ${countingType}; it applies to ${allowedFor.join(', ')}.`,
          });
      });
});

describe('what is not valid is refused, and the text says what is', () => {
  const table: [what: string, texts: string[], countingType: CountingType, problem: RegExp][] = [
    ['an unknown rule', ['#maximumRam=1'], 'vCPU', /#maximumRam is unknown; the rules are allowedTenancy, /],
    ['another spelling of a rule', ['#MinimumVcpus=1'], 'vCPU', /#MinimumVcpus is unknown/],
    ['a name that every object has', ['#constructor=1'], 'vCPU', /#constructor is unknown/],
    ['the name of the prototype', ['#__proto__=1'], 'vCPU', /#__proto__ is unknown/],
    ['no #', ['minimumVcpus=1'], 'vCPU', /"minimumVcpus=1" is not valid; the expected form is #name=value/],
    ['no value', ['#minimumVcpus='], 'vCPU', /the expected form is #name=value/],
    ['no =', ['#minimumVcpus'], 'vCPU', /the expected form is #name=value/],
    ['an empty text', [''], 'vCPU', /the expected form is #name=value/],
    [
      'a minimum above its maximum',
      ['#minimumVcpus=5', '#maximumVcpus=4'],
      'vCPU',
      /#minimumVcpus=5 is above #maximumVcpus=4/,
    ],
    [
      'a minimum above its maximum, in the other order',
      ['#maximumCores=4', '#minimumCores=5'],
      'Core',
      /#minimumCores=5 is above/,
    ],
    ['the same rule twice', ['#minimumVcpus=4', '#minimumVcpus=4'], 'vCPU', /#minimumVcpus is given twice/],
    [
      'Core on shared tenancy',
      ['#allowedTenancy=EC2-Default'],
      'Core',
      /Core counts Dedicated Hosts; #allowedTenancy can only be EC2-DedicatedHost/,
    ],
    [
      'Socket on hosts and more',
      ['#allowedTenancy=EC2-DedicatedHost,EC2-DedicatedInstance'],
      'Socket',
      /Socket counts Dedicated Hosts/,
    ],
    [
      'affinity of 0 days',
      ['#licenseAffinityToHost=0'],
      'Core',
      /has value "0"; expected a whole number from 1 to 180/,
    ],
    ['affinity of 181 days', ['#licenseAffinityToHost=181'], 'Socket', /expected a whole number from 1 to 180/],
    ['a bound of 0', ['#minimumVcpus=0'], 'vCPU', /expected a whole number from 1 to 10000/],
    ['a bound beyond the ceiling', ['#maximumVcpus=10001'], 'vCPU', /expected a whole number from 1 to 10000/],
    ['a negative bound', ['#minimumVcpus=-1'], 'vCPU', /expected a whole number/],
    ['a fraction', ['#minimumVcpus=1.5'], 'vCPU', /expected a whole number/],
    ['an exponent', ['#minimumVcpus=1e2'], 'vCPU', /expected a whole number/],
    ['a number with a space', ['#minimumVcpus= 1'], 'vCPU', /expected a whole number/],
    [
      'an unknown tenancy',
      ['#allowedTenancy=EC2-Shared'],
      'vCPU',
      /expected a list of EC2-Default, EC2-DedicatedHost, EC2-DedicatedInstance/,
    ],
    ['a tenancy twice', ['#allowedTenancy=EC2-Default,EC2-Default'], 'vCPU', /each at most once/],
    ['a list that ends with a comma', ['#allowedTenancy=EC2-Default,'], 'vCPU', /expected a list/],
    [
      'another word than True or False',
      ['#honorVcpuOptimization=yes'],
      'vCPU',
      /has value "yes"; expected True or False/,
    ],
    ['a word that every object knows', ['#honorVcpuOptimization=constructor'], 'vCPU', /expected True or False/],
    ['the name of the prototype as value', ['#includedStoppedInstances=__proto__'], 'vCPU', /expected True or False/],
  ];
  for (const [what, texts, countingType, problem] of table)
    test(what, () => assert.match(problemOf(texts, countingType) ?? 'accepted', problem));
});

test('the first rule that is not valid is the one that the text names', () => {
  assert.match(problemOf(['#minimumVcpus=4', '#bad', '#worse'], 'vCPU')!, /"#bad"/);
});

test('the example of the user guide is valid: 8 to 16 cores on Dedicated Hosts', () => {
  const texts = ['#minimumCores=8', '#maximumCores=16', '#allowedTenancy=EC2-DedicatedHost'];
  assert.deepEqual(parseLicenseRules(texts, 'Core'), {
    ok: true,
    rules: { minimumCores: 8, maximumCores: 16, allowedTenancy: ['EC2-DedicatedHost'] },
  });
});

test('tenancies are a list, with or without spaces', () => {
  const parsed = parseLicenseRules(['#allowedTenancy=EC2-Default, EC2-DedicatedHost'], 'vCPU');
  assert.deepEqual(parsed, { ok: true, rules: { allowedTenancy: ['EC2-Default', 'EC2-DedicatedHost'] } });
});

test('a minimum may equal its maximum, and no rules restrict nothing', () => {
  assert.equal(problemOf(['#minimumVcpus=4', '#maximumVcpus=4'], 'vCPU'), undefined);
  assert.deepEqual(parseLicenseRules([], 'Core'), { ok: true, rules: {} });
});

test('whatever the text, it is parsed or its problem is told', () => {
  const text = fc.oneof(
    fc.string(),
    fc.tuple(fc.constantFrom('#minimumVcpus=', '#honorVcpuOptimization='), fc.string()).map(([a, b]) => a + b),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 3 }), fc.constantFrom(...COUNTING_TYPES), (texts, countingType) => {
      const parsed = parseLicenseRules(texts, countingType);
      if (!parsed.ok) return assert.ok(parsed.problem.length > 0);
      for (const value of Object.values(parsed.rules)) assert.match(typeof value, /^(number|boolean|object)$/);
    }),
  );
});

test('an update with licenseAffinityToHost alone adds it to the rules', () => {
  const [rule, affinity] = ['#minimumCores=8', '#licenseAffinityToHost=90'];
  assert.deepEqual(updatedRules([rule!], [affinity!]), [rule, affinity]);
  assert.deepEqual(updatedRules([rule!, affinity!], ['#licenseAffinityToHost=9']), ['#licenseAffinityToHost=9']);
  assert.deepEqual(updatedRules([rule!], [rule!]), [rule]);
});

describe('an update of the rules', () => {
  const before = ['#allowedTenancy=EC2-DedicatedHost', '#minimumCores=8'];
  const table: [what: string, after: string[], problem: RegExp | undefined][] = [
    ['leaves all as it is', before, undefined],
    ['names them in another order', [...before].reverse(), undefined],
    ['adds licenseAffinityToHost', [...before, '#licenseAffinityToHost=90'], undefined],
    [
      'adds another rule',
      [...before, '#maximumCores=16'],
      /"#maximumCores=16" cannot be added after creation: repeat all rules as they are; only #licenseAffinityToHost may be/,
    ],
    [
      'changes a value',
      ['#allowedTenancy=EC2-DedicatedHost', '#minimumCores=9'],
      /"#minimumCores=8" cannot be changed or removed/,
    ],
    ['removes one', ['#minimumCores=8'], /"#allowedTenancy=EC2-DedicatedHost" cannot be changed or removed/],
    ['removes all', [], /cannot be changed or removed/],
    [
      'adds a rule that only begins like licenseAffinityToHost',
      [...before, '#licenseAffinityToHosts=1'],
      /cannot be added/,
    ],
  ];
  for (const [what, after, problem] of table)
    test(what, () => {
      const found = ruleChangeProblem(before, after);
      if (problem) assert.match(found ?? 'accepted', problem);
      else assert.equal(found, undefined);
    });

  test('does not change licenseAffinityToHost once it is there', () => {
    assert.match(ruleChangeProblem(['#licenseAffinityToHost=1'], ['#licenseAffinityToHost=2'])!, /cannot be changed/);
  });
});
