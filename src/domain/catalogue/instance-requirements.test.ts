import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type InstanceRequirements, meetsRequirements } from './instance-requirements.ts';
import { allInstanceTypes, findInstanceType } from './instance-types.ts';

const anything: InstanceRequirements = { vcpuCount: { min: 0 }, memoryMiB: { min: 0 } };
const chosen = (asked: Partial<InstanceRequirements>) => {
  const types = allInstanceTypes().filter((type) => meetsRequirements(type, { ...anything, ...asked }));
  return new Set(types.map(({ name }) => name));
};

const table: [what: string, asked: Partial<InstanceRequirements>, takes: string[], leaves: string[]][] = [
  ['vCPUs', { vcpuCount: { min: 4, max: 8 } }, ['m5.xlarge', 'm5.2xlarge'], ['m5.large', 'm5.4xlarge']],
  ['memory', { memoryMiB: { min: 8192, max: 8192 } }, ['m5.large'], ['m5.xlarge', 'c5.large']],
  ['memory for a vCPU', { memoryGiBPerVcpu: { min: 8 } }, ['r5.large'], ['m5.large']],
  ['manufacturers', { cpuManufacturers: ['amd', 'amazon-web-services'] }, ['m5a.large', 'm6g.large'], ['m5.large']],
  [
    'excluded types',
    { excludedInstanceTypes: ['m5*', 'c5.large', '*.metal*'] },
    ['c5.xlarge'],
    ['m5.large', 'm5a.large', 'c5.large'],
  ],
  ['allowed types', { allowedInstanceTypes: ['m5.*', 'c*.l*e'] }, ['m5.large', 'c5.large'], ['m5a.large', 'c5.xlarge']],
  ['generations', { instanceGenerations: ['previous'] }, ['m1.small'], ['m7i.large']],
  ['nothing of bare metal', {}, ['m5.large'], ['m5.metal']],
  ['bare metal too', { bareMetal: 'included' }, ['m5.large', 'm5.metal'], []],
  ['bare metal alone', { bareMetal: 'required' }, ['m5.metal'], ['m5.large']],
  ['nothing of burstable types', {}, ['m5.large'], ['t3.large']],
  ['burstable types alone', { burstablePerformance: 'required' }, ['t3.large'], ['m5.large']],
  ['hibernation', { requireHibernateSupport: true }, ['m5.large'], ['m6g.metal']],
  ['disks', { localStorage: 'required' }, ['m5d.large'], ['m5.large']],
  ['no disks', { localStorage: 'excluded' }, ['m5.large'], ['m5d.large']],
  ['kinds of disks', { localStorage: 'required', localStorageTypes: ['hdd'] }, ['d2.xlarge'], ['m5d.large']],
  ['sizes of disks', { totalLocalStorageGB: { min: 100 } }, ['m5d.xlarge'], ['m5d.large', 'm5.large']],
  ['bandwidth', { networkBandwidthGbps: { min: 25 } }, ['c5n.large'], ['m5.large']],
  ['no accelerators', { acceleratorCount: { max: 0 } }, ['m5.large'], ['g4dn.xlarge', 'p5.48xlarge']],
  ['accelerators', { acceleratorCount: { min: 4 } }, ['g4dn.12xlarge'], ['g4dn.xlarge', 'm5.large']],
  ['accelerators of AWS', { acceleratorCount: { min: 16 } }, ['trn1.32xlarge', 'inf1.24xlarge'], ['g4dn.12xlarge']],
  ['GPUs', { acceleratorTypes: ['gpu'] }, ['g4dn.xlarge', 'g6.xlarge'], ['m5.large', 'inf1.xlarge']],
  ['other accelerators', { acceleratorTypes: ['fpga', 'media'] }, ['f2.6xlarge', 'vt1.3xlarge'], ['g4dn.xlarge']],
  [
    'manufacturers of accelerators',
    { acceleratorManufacturers: ['amd', 'amazon-web-services'] },
    ['g4ad.xlarge', 'inf2.xlarge', 'trn1.2xlarge'],
    ['g4dn.xlarge', 'm5a.large'],
  ],
  [
    'names of accelerators',
    { acceleratorNames: ['radeon-pro-v520', 't4', 'inferentia2'] },
    ['g4ad.xlarge', 'g4dn.xlarge', 'inf2.xlarge'],
    ['g5g.xlarge', 'inf1.xlarge'],
  ],
  ['memory of accelerators', { acceleratorMemoryMiB: { min: 60_000 } }, ['g4dn.12xlarge'], ['g4dn.xlarge', 'm5.large']],
  ['bandwidth to EBS', { baselineEbsBandwidthMbps: { min: 4750 } }, ['m5.4xlarge'], ['m5.large']],
  ['network interfaces', { networkInterfaceCount: { min: 8 } }, ['m5.4xlarge'], ['m5.large']],
  ['encryption in transit', { requireEncryptionInTransit: true }, ['m6i.large'], ['m5.large']],
  ['nothing, also of types that are younger than their details', {}, ['c9g.large'], []],
];

for (const [what, asked, takes, leaves] of table)
  test(`requirements of ${what} choose types`, () => {
    const types = chosen(asked);
    for (const name of [...takes, ...leaves]) assert.ok(findInstanceType(name), `${name} is there`);
    assert.deepEqual(
      takes.filter((name) => !types.has(name)),
      [],
    );
    assert.deepEqual(
      leaves.filter((name) => types.has(name)),
      [],
    );
  });

test('an asterisk stands for any text, as in a regular expression of its parts', () => {
  const pattern = fc.array(fc.constantFrom('*', 'm', '5', '.', 'l', 'a', 'large'), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(pattern, fc.constantFrom('m5.large', 'm5a.xlarge', 'a1.large', 'm5.metal'), (parts, name) => {
      const text = parts.join('');
      const expected = new RegExp(`^${text.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(name);
      const asked = { ...anything, bareMetal: 'included', allowedInstanceTypes: [text] } as const;
      assert.equal(meetsRequirements(findInstanceType(name)!, asked), expected);
    }),
  );
});
