import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostFacts } from './host-facts.ts';
import { allInstanceTypes } from './instance-types.ts';

test('published hosts have the sockets and cores that licenses count', () => {
  const socketsAndCores = (family: string) => [hostFacts(family)?.sockets, hostFacts(family)?.cores];
  assert.deepEqual(socketsAndCores('m5'), [2, 48]);
  assert.deepEqual(socketsAndCores('c6g'), [1, 64]);
  assert.deepEqual(socketsAndCores('x1e'), [4, 72]);
  assert.deepEqual(socketsAndCores('u-6tb1'), [8, 224]);
  assert.deepEqual(socketsAndCores('m7g'), [3, 192]);
});

test('published slots are kept where they are not cores over cores', () => {
  assert.equal(hostFacts('m5')?.slots['8xlarge'], 2);
  assert.equal(hostFacts('c4')?.slots['large'], 16);
  assert.equal(hostFacts('m7g')?.slots['metal'], 3);
});

test('a size that the published figures lack fits as often as its cores do', () => {
  assert.equal(hostFacts('c5')?.slots['12xlarge'], 1);
  assert.equal(hostFacts('c7i')?.slots['metal-48xl'], 1);
  assert.equal(hostFacts('c5d')?.slots['24xlarge'], undefined, 'has more cores than the host');
});

test('a host for such a size alone is estimated, and has the cores that the size needs', () => {
  assert.deepEqual(hostFacts('c5', '12xlarge'), { sockets: 2, cores: 36, slots: { '12xlarge': 1 }, estimated: true });
  assert.deepEqual(hostFacts('c5d', '24xlarge'), { sockets: 2, cores: 48, slots: { '24xlarge': 1 }, estimated: true });
  assert.deepEqual(hostFacts('c5d', '18xlarge'), hostFacts('c5d'), 'a published size has the published host');
  assert.deepEqual(hostFacts('m8i', 'large'), hostFacts('m8i'), 'nothing of the family is published');
});

test('a family without published figures is estimated from its largest size', () => {
  const { slots, ...host } = hostFacts('m8i')!;
  assert.deepEqual(host, { sockets: 2, cores: 192, estimated: true });
  assert.equal(slots['large'], 192);
  assert.equal(slots['metal-48xl'], 2);
  assert.equal(hostFacts('im4gn')?.sockets, 1, 'up to 64 one-thread cores are one socket');
});

test('every type that runs on hosts has a slot on the host that is allocated for it', () => {
  for (const { name, family, size, dedicatedHosts } of allInstanceTypes())
    if (dedicatedHosts) assert.ok((hostFacts(family, size)?.slots[size] ?? 0) >= 1, name);
});

test('and no more cores than that host', () => {
  const over = allInstanceTypes()
    .filter(({ dedicatedHosts }) => dedicatedHosts)
    .filter(({ family, size, cores }) => cores > hostFacts(family, size)!.cores);
  assert.deepEqual(over, []);
});

test('of a family of which no size runs on hosts there are none', () => {
  assert.equal(hostFacts('c5a'), undefined);
  assert.equal(hostFacts('nonesuch'), undefined);
});
