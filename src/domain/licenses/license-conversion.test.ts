import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exampleInstance, NOW } from '../../../test/example-facts.ts';
import type { PublicSource } from '../images/image.ts';
import type { Instance, InstanceSettings } from '../instances/instance.ts';
import {
  converted,
  findMachineProblem,
  findPathProblem,
  findWorkflowProblem,
  type LicenseContext,
} from './license-conversion.ts';

const [RHEL_CODE, RHEL_SAP_CODE] = ['6cd5fxzrad0cu2j23p692xytz', 'du6111oq9lwrc996awt04qyql'];

/** `0800`, `RunInstances` or `00g0+CODE`. */
function context(text: string): LicenseContext {
  const [operation = '', ...productCodes] = text.split('+');
  return { usageOperation: operation === 'RunInstances' ? operation : `RunInstances:${operation}`, productCodes };
}

const conversion = (path: string) => {
  const [from = '', to = ''] = path.split(' > ');
  return { source: context(from), destination: context(to) };
};

describe('paths', () => {
  const windows = [
    '0800 > 0002',
    '0800 > 0202',
    '0800 > 0006',
    '0800 > 0102',
    '0002 > 0800',
    '0002 > 0202',
    '0002 > 0006',
  ];
  const fromSql = ['0202', '0006', '0102'].flatMap((from) => [`${from} > 0002`, `${from} > 0800`]);
  const linux = [
    ...['RunInstances > 0g00', '0010 > 00g0', '00g0 > 0010', `0010 > 00g0+${RHEL_CODE}`, `00g0+${RHEL_CODE} > 0010`],
    ...[`RunInstances+${RHEL_CODE} > 0010`, '0010+anyother > 00g0', `0010+anyother > 00g0+${RHEL_SAP_CODE}`],
  ];
  for (const path of [...windows, '0002 > 0102', ...fromSql, ...linux])
    test(`${path} is supported`, () => assert.equal(findPathProblem(conversion(path)), undefined));

  const others = [
    ...['0006 > 0102', '0202 > 0006', '0g00 > RunInstances', '0010 > 1010', '1010 > 0010', 'RunInstances > 0010'],
    ...['0002 > RunInstances', '0800 > 00g0', '000g > RunInstances', 'RunInstances > 0004', '0004 > RunInstances'],
    ...[`00g0+${RHEL_SAP_CODE} > 0010`, `0010 > 00g0+${RHEL_SAP_CODE}`, '0002+anyother > 0800', '0002 > 0800+anyother'],
    ...['0010 > 00g0+anyother', `RunInstances+${RHEL_CODE} > 0g00`, `0010 > 00g0+${RHEL_CODE}+${RHEL_CODE}`],
  ];
  for (const path of others)
    test(`${path} is not`, () =>
      assert.match(findPathProblem(conversion(path)) ?? '', /^A conversion from .* is not supported/));

  test('a usage operation that is unknown, and one that stays the same, have a text of their own', () => {
    assert.match(findPathProblem(conversion('0804 > 0002'))!, /"RunInstances:0804" is unknown/);
    assert.match(findPathProblem(conversion('0002 > toString'))!, /is unknown/);
    assert.match(findPathProblem(conversion('0002 > 0002'))!, /are the same, RunInstances:0002 \(Windows\)/);
  });
});

interface Given extends Partial<Omit<Instance, 'settings'>> {
  readonly settings?: Partial<InstanceSettings>;
}

/** A stopped m5.xlarge of the account's own media, a Dedicated Instance. */
const machine = (operation: string, { settings, ...given }: Given = {}): Instance => {
  const example = exampleInstance({ state: 'stopped', tenancy: 'dedicated', ...given });
  return {
    ...example,
    settings: { ...example.settings, usageOperation: context(operation).usageOperation, ...settings },
  };
};

const publicSource = (operation: string, name = 'Windows_Server-2022'): { publicSource: PublicSource } => ({
  publicSource: { name, usageOperation: context(operation).usageOperation },
});

describe('machines', () => {
  const rows: [what: string, path: string, Given, expected: RegExp | undefined][] = [
    ['stopped and of its own media', '0002 > 0800', {}, undefined],
    ['running', '0002 > 0800', { state: 'running' }, /is running; stop it/],
    ['stopping', '0002 > 0800', { state: 'stopping' }, /is stopping; stop it/],
    [
      'not what the source says',
      '0002 > 0800',
      { settings: { usageOperation: 'RunInstances:0006' } },
      /is RunInstances:0006 .*, not RunInstances:0002/,
    ],
    [
      'of a product that the source does not name',
      '00g0 > 0010',
      { settings: { productCodes: [RHEL_CODE] } },
      /product code 6cd5\w+, not RunInstances:00g0/,
    ],
    [
      'of the product that the source names',
      `00g0+${RHEL_CODE} > 0010`,
      { settings: { productCodes: [RHEL_CODE] } },
      undefined,
    ],
    [
      'of an image of AWS, to BYOL',
      '0002 > 0800',
      { settings: publicSource('0002') },
      /public image Windows_Server-2022; only a machine of an image of your own/,
    ],
    ['of an image of AWS, to license included', '0002 > 0006', { settings: publicSource('0002') }, undefined],
    [
      'of an image of AWS with SQL Server, to BYOL SQL Server',
      '0006 > 0002',
      { settings: publicSource('0006') },
      /whose SQL Server cannot be converted/,
    ],
    [
      'of an image of AWS and SQL Server of its own, to BYOL SQL Server',
      '0006 > 0002',
      { settings: publicSource('0002') },
      undefined,
    ],
    ['of an image of AWS, from RHEL', '0010 > 00g0', { settings: publicSource('0010', 'RHEL-9') }, undefined],
    ['of 4 vCPUs, to SQL Server', '0002 > 0102', { coreCount: 2, threadsPerCore: 2 }, undefined],
    [
      'of 3 vCPUs, to SQL Server',
      '0002 > 0102',
      { coreCount: 3, threadsPerCore: 1 },
      /needs 4 vCPUs at the least; .* has 3/,
    ],
    ['of 2 vCPUs, from SQL Server', '0102 > 0002', { coreCount: 1, threadsPerCore: 2 }, undefined],
    [
      'on a host, to SQL Server',
      '0800 > 0006',
      { tenancy: 'host' },
      /cannot run on a Dedicated Host.* has the tenancy host/,
    ],
    ['on a host, to Windows', '0800 > 0002', { tenancy: 'host' }, undefined],
    ['on a host, to RHEL', '00g0 > 0010', { tenancy: 'host' }, /cannot run on a Dedicated Host/],
    ['on a host, to Windows BYOL', '0002 > 0800', { tenancy: 'host' }, undefined],
    ['of shared tenancy, to Windows BYOL', '0002 > 0800', { tenancy: 'default' }, undefined],
    ['of shared tenancy, to SQL Server', '0002 > 0006', { tenancy: 'default' }, undefined],
  ];
  for (const [what, path, given, expected] of rows)
    test(`${what}: ${path}`, () => {
      const [operation = ''] = path.split(/[+ ]/);
      const problem = findMachineProblem(machine(operation, given), conversion(path));
      if (expected) assert.match(problem ?? '', expected);
      else assert.equal(problem, undefined);
    });
});

describe('the workflow', () => {
  test('finds stop protection and what is not Ubuntu, beside what the machine has become', () => {
    const windows = conversion('0002 > 0006');
    assert.equal(findWorkflowProblem(machine('0002'), windows), undefined);
    assert.match(
      findWorkflowProblem(machine('0002', { settings: { disableApiStop: true } }), windows)!,
      /stop protection/,
    );
    assert.match(findWorkflowProblem(machine('0002', { state: 'pending' }), windows)!, /is pending/);
    const toPro = (name?: string) =>
      findWorkflowProblem(
        machine('RunInstances', { settings: name ? publicSource('RunInstances', name) : {} }),
        conversion('RunInstances > 0g00'),
      );
    assert.match(toPro('al2023-ami')!, /only Ubuntu LTS/);
    assert.deepEqual([toPro('ubuntu/images/noble'), toPro()], [undefined, undefined]);
  });

  test('changes what the machine is billed as, and when it changed, and nothing else', () => {
    const before = machine('0010');
    const { settings, ...after } = converted(before, context(`00g0+${RHEL_CODE}`), NOW);
    const { settings: were, ...rest } = before;
    assert.deepEqual(after, rest);
    assert.deepEqual(settings, {
      ...were,
      usageOperation: 'RunInstances:00g0',
      platformDetails: 'Red Hat BYOL Linux',
      productCodes: [RHEL_CODE],
      usageOperationUpdatedAt: NOW.toISOString(),
    });
  });
});
