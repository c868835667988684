import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exampleLicense } from '../../../test/example-facts.ts';
import {
  countedVcpus,
  countsHosts,
  findRuleBreach,
  hardLicensesLeft,
  isVisibleTo,
  licensesFor,
  licensesLeft,
  type Machine,
  type Tenancy,
} from './license.ts';
import type { CountingType } from './license-rules.ts';

/** 4 vCPUs by default, on 2 cores with 2 threads. */
const machine = (given: Partial<Machine> = {}): Machine => ({
  tenancy: 'default',
  vcpus: 4,
  coreCount: 2,
  threadsPerCore: 2,
  ...given,
});
const oneThread = { threadsPerCore: 1 };
const honor = ['#honorVcpuOptimization=True'];
const notHonored = ['#honorVcpuOptimization=False'];

describe('how many licenses a machine takes', () => {
  const table: [what: string, machine: Machine, rules: string[], amounts: Partial<Record<CountingType, number>>][] = [
    ['shared tenancy', machine(), [], { vCPU: 4, Instance: 1 }],
    ['with CPU options', machine(oneThread), [], { vCPU: 4, Instance: 1 }],
    ['with CPU options that are not honored', machine(oneThread), notHonored, { vCPU: 4 }],
    ['with CPU options that are honored', machine(oneThread), honor, { vCPU: 2 }],
    ['without CPU options, honored', machine(), honor, { vCPU: 4 }],
    ['a Dedicated Instance', machine({ tenancy: 'dedicated' }), [], { vCPU: 4, Instance: 1 }],
    [
      'on a Dedicated Host, which pays for cores and sockets',
      machine({ tenancy: 'host', sockets: 2 }),
      [],
      { vCPU: 4, Instance: 1, Core: 0, Socket: 0 },
    ],
  ];
  for (const [what, counted, ruleTexts, amounts] of table)
    for (const [countingType, amount] of Object.entries(amounts) as [CountingType, number][])
      test(`${what}: ${amount} by ${countingType}`, () => {
        assert.equal(licensesFor(exampleLicense({ countingType, ruleTexts }), counted), amount);
      });

  test('only a vCPU license honors CPU options', () => {
    assert.equal(countedVcpus(exampleLicense({ countingType: 'Instance' }), machine(oneThread)), 4);
  });

  test('Core and Socket licenses count hosts, the others machines', () => {
    const counting = (['vCPU', 'Instance', 'Core', 'Socket'] as const).filter((countingType) =>
      countsHosts({ countingType }),
    );
    assert.deepEqual(counting, ['Core', 'Socket']);
  });
});

describe('tenancy', () => {
  const all: Tenancy[] = ['default', 'dedicated', 'host'];
  const table: [countingType: CountingType, rules: string[], allowed: Tenancy[]][] = [
    ['vCPU', [], all],
    ['Instance', [], all],
    ['Core', [], ['host']],
    ['Socket', [], ['host']],
    ['Core', ['#allowedTenancy=EC2-DedicatedHost'], ['host']],
    ['vCPU', ['#allowedTenancy=EC2-Default'], ['default']],
    ['vCPU', ['#allowedTenancy=EC2-DedicatedInstance'], ['dedicated']],
    ['Instance', ['#allowedTenancy=EC2-Default,EC2-DedicatedHost'], ['default', 'host']],
  ];
  for (const [countingType, ruleTexts, allowed] of table)
    test(`${countingType} with ${ruleTexts.join(' ') || 'no rule'}: ${allowed.join(', ')}`, () => {
      const license = exampleLicense({ countingType, ruleTexts });
      assert.deepEqual(
        all.filter((tenancy) => !findRuleBreach(license, machine({ tenancy }))),
        allowed,
      );
    });

  test('a breach tells what the rule allows and what the machine has', () => {
    assert.deepEqual(findRuleBreach(exampleLicense({ countingType: 'Core' }), machine()), {
      rule: 'allowedTenancy',
      expected: 'EC2-DedicatedHost',
      actual: 'EC2-Default',
    });
  });
});

describe('bounds accept or refuse and never round up', () => {
  const onHost = (given: Partial<Machine>) => machine({ tenancy: 'host', sockets: 2, ...given });
  const table: [
    what: string,
    countingType: CountingType,
    rule: string,
    machine: Machine,
    breach: string | undefined,
  ][] = [
    ['at the minimum', 'vCPU', '#minimumVcpus=4', machine(), undefined],
    ['below the minimum', 'vCPU', '#minimumVcpus=5', machine(), '4'],
    ['at the maximum', 'vCPU', '#maximumVcpus=4', machine(), undefined],
    ['above the maximum', 'vCPU', '#maximumVcpus=3', machine(), '4'],
    ['vCPUs by default, not as launched', 'vCPU', '#minimumVcpus=3', machine(oneThread), undefined],
    ['default vCPUs of an Instance license', 'Instance', '#maximumVcpus=3', machine(oneThread), '4'],
    ['cores at the minimum', 'Core', '#minimumCores=8', onHost({ coreCount: 8 }), undefined],
    ['cores of the machine, not of its host', 'Core', '#minimumCores=8', onHost({ coreCount: 7 }), '7'],
    ['cores above the maximum', 'Instance', '#maximumCores=16', machine({ coreCount: 17 }), '17'],
    ['sockets of the host', 'Socket', '#minimumSockets=2', onHost({}), undefined],
    ['too few sockets', 'Socket', '#minimumSockets=3', onHost({}), '2'],
    ['too many sockets', 'Socket', '#maximumSockets=1', onHost({}), '2'],
    ['no sockets are known off a host', 'Instance', '#minimumSockets=2', machine(), undefined],
  ];
  for (const [what, countingType, rule, counted, actual] of table)
    test(`${what}: ${rule} ${actual ? 'refuses' : 'accepts'}`, () => {
      const [name, expected] = rule.slice(1).split('=');
      const breach = findRuleBreach(exampleLicense({ countingType, ruleTexts: [rule] }), counted);
      assert.deepEqual(breach, actual && { rule: name, expected, actual });
    });

  test('vCPUs as launched where CPU options are honored', () => {
    const license = exampleLicense({ countingType: 'vCPU', ruleTexts: [...honor, '#minimumVcpus=3'] });
    assert.deepEqual(findRuleBreach(license, machine(oneThread)), { rule: 'minimumVcpus', expected: '3', actual: '2' });
  });

  test('the example of the user guide: Dedicated Hosts, 8 to 16 cores', () => {
    const license = exampleLicense({
      countingType: 'Core',
      licenseCount: 96,
      hardLimit: true,
      ruleTexts: ['#minimumCores=8', '#maximumCores=16', '#allowedTenancy=EC2-DedicatedHost'],
    });
    const accepts = (given: Partial<Machine>) =>
      findRuleBreach(license, machine({ tenancy: 'host', ...given })) === undefined;
    assert.deepEqual(
      [7, 8, 16, 17].filter((coreCount) => accepts({ coreCount })),
      [8, 16],
    );
    assert.equal(accepts({ coreCount: 8, tenancy: 'default' }), false);
  });
});

describe('what is left', () => {
  const table: [
    count: number | undefined,
    hardLimit: boolean,
    consumed: number,
    left: number | undefined,
    hardLeft: number,
  ][] = [
    [10, true, 4, 6, 6],
    [10, true, 10, 0, 0],
    [10, true, 12, 0, 0],
    [0, true, 0, 0, 0],
    [10, false, 4, 6, Number.POSITIVE_INFINITY],
    [10, false, 12, 0, Number.POSITIVE_INFINITY],
    [undefined, false, 12, undefined, Number.POSITIVE_INFINITY],
  ];
  for (const [licenseCount, hardLimit, consumed, left, hardLeft] of table)
    test(`${consumed} of ${licenseCount ?? 'any number'} taken, ${hardLimit ? 'hard' : 'soft'}: ${left} left, ${hardLeft} to take`, () => {
      const license = exampleLicense({ licenseCount, hardLimit, consumed });
      assert.deepEqual([licensesLeft(license), hardLicensesLeft(license)], [left, hardLeft]);
    });
});

test('a license is visible to its owner and to those it is shared with', () => {
  const license = exampleLicense({ accountId: '111111111111', sharedWith: ['222222222222'] });
  const accounts = ['111111111111', '222222222222', '333333333333'];
  assert.deepEqual(
    accounts.map((account) => isVisibleTo(license, account)),
    [true, true, false],
  );
});
