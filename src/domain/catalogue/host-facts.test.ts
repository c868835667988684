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
  assert.equal(hostFacts('c5d')?.slots['24xlarge'], undefined, 'has more cores than the host');
});

test('a family without published figures is estimated from its largest size', () => {
  const { slots, ...host } = hostFacts('m8i')!;
  assert.deepEqual(host, { sockets: 2, cores: 192, estimated: true });
  assert.equal(slots['large'], 192);
  assert.equal(slots['metal-48xl'], 2);
  assert.equal(hostFacts('im4gn')?.sockets, 1, 'up to 64 one-thread cores are one socket');
});

test('a family has host facts if any of its sizes runs on hosts, with a slot for each that fits', () => {
  for (const type of allInstanceTypes().filter((each) => each.dedicatedHosts)) {
    const facts = hostFacts(type.family);
    assert.ok(facts, type.family);
    if (type.cores <= facts.cores) assert.ok(facts.slots[type.size]! >= 1, type.name);
  }
  assert.equal(hostFacts('c5a'), undefined);
  assert.equal(hostFacts('nonesuch'), undefined);
});
