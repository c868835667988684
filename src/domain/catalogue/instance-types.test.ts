import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allInstanceTypes, findInstanceType } from './instance-types.ts';

const all = allInstanceTypes();
const count = (condition: (type: (typeof all)[number]) => unknown) => all.filter(condition).length;

test('the catalogue holds every type once, in order of name', () => {
  assert.equal(all.length, 1373);
  assert.equal(new Set(all.map((type) => type.family)).size, 186);
  assert.deepEqual(
    all.map((type) => type.name),
    [...new Set(all.map((type) => type.name))].sort(),
  );
});

test('as many types have each property as EC2 reports', () => {
  assert.equal(
    count((type) => type.validCores),
    1151,
  );
  assert.equal(
    count((type) => type.validThreadsPerCore),
    1151,
  );
  assert.equal(
    count((type) => type.dedicatedHosts),
    1149,
  );
  assert.equal(
    count((type) => type.bareMetal),
    152,
  );
  assert.equal(
    count((type) => type.burstable),
    28,
  );
});

test('every type has cores times threads vCPUs, and its defaults among the valid values', () => {
  for (const type of all) {
    assert.equal(type.vcpus, type.cores * type.threadsPerCore, type.name);
    assert.ok(type.memoryMiB > 0 && type.architectures.length > 0, type.name);
    if (type.validCores) assert.ok(type.validCores.includes(type.cores), type.name);
    if (type.validThreadsPerCore) assert.ok(type.validThreadsPerCore.includes(type.threadsPerCore), type.name);
    assert.deepEqual(
      type.validCores,
      type.validCores?.toSorted((a, b) => a - b),
      type.name,
    );
  }
});

test('families run one or two threads per core throughout, but for m3 and u-6tb1', () => {
  const families = Map.groupBy(all, (type) => type.family);
  const threads = [...families].map(
    ([family, types]) => [family, new Set(types.map((t) => t.threadsPerCore))] as const,
  );
  assert.deepEqual(
    threads.filter(([, set]) => set.size > 1).map(([family]) => family),
    ['m3', 'u-6tb1'],
  );
  assert.equal(threads.filter(([, set]) => set.size === 1 && set.has(1)).length, 66);
  assert.equal(threads.filter(([, set]) => set.size === 1 && set.has(2)).length, 118);
});

test('cores are those of the type, which no family and no number of vCPUs tells', () => {
  const cores = {
    'm3.medium': [1, 1],
    'm3.large': [1, 2],
    'hpc6id.32xlarge': [64, 1],
    'u-6tb1.56xlarge': [224, 1],
    'u-6tb1.112xlarge': [224, 2],
    'mac2.metal': [4, 2],
    'mac2-m2.metal': [8, 1],
  };
  const found = Object.keys(cores).map((name) => findInstanceType(name)!);
  assert.deepEqual(Object.fromEntries(found.map((type) => [type.name, [type.cores, type.threadsPerCore]])), cores);
});

test('a type has all its facts', () => {
  assert.deepEqual(findInstanceType('m5.large'), {
    name: 'm5.large',
    family: 'm5',
    size: 'large',
    architectures: ['x86_64'],
    manufacturer: 'Intel',
    hypervisor: 'nitro',
    vcpus: 2,
    cores: 1,
    threadsPerCore: 2,
    memoryMiB: 8192,
    validCores: [1],
    validThreadsPerCore: [1, 2],
    dedicatedHosts: true,
    bareMetal: false,
    burstable: false,
    currentGeneration: false,
    spot: true,
    hibernation: true,
  });
});

test('ranges and steps of valid cores are spelled out', () => {
  const validCores = (name: string) => findInstanceType(name)?.validCores;
  assert.deepEqual(validCores('c4.2xlarge'), [1, 2, 3, 4]);
  assert.deepEqual(validCores('c5.12xlarge'), [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24]);
  assert.deepEqual(validCores('c5a.8xlarge'), [1, 2, 3, 4, 8, 12, 16]);
  assert.equal(validCores('c5.metal'), undefined);
  assert.equal(validCores('mac2.metal'), undefined);
});

test('bare metal and Macs have no hypervisor', () => {
  assert.equal(findInstanceType('m5.metal')?.hypervisor, undefined);
  assert.equal(findInstanceType('mac1.metal')?.hypervisor, undefined);
  assert.equal(findInstanceType('t2.micro')?.hypervisor, 'xen');
});

test('what is no type is not found', () => {
  for (const name of ['', 'm5', 'm5.huge', 'M5.large', 'constructor']) assert.equal(findInstanceType(name), undefined);
});
