import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  consumedOf,
  exampleFacts,
  exampleGroup,
  hostId,
  instanceId,
  REGION,
  type Tie,
} from '../../../test/example-facts.ts';
import { act, coreLicense, heldByHosts, host, machineOnHost, placesOf } from '../../../test/host-commands.ts';
import type { Facts } from '../facts.ts';
import type { Host } from '../hosts/host.ts';
import type { Instance, InstanceSettings } from '../instances/instance.ts';
import type { License } from '../licenses/license.ts';

// What a start checks and takes of licenses that count machines is in lifecycle-decision.test.ts.

const { arn } = exampleGroup();
const settingsWith = (more: Partial<InstanceSettings>): InstanceSettings => ({ ...machineOnHost().settings, ...more });
const bound = settingsWith({ affinity: 'host' });
const inGroup = settingsWith({ hostResourceGroupArn: arn });
const stopped = (n: number, given: Partial<Instance> = {}) =>
  machineOnHost({ id: instanceId(n), instanceType: 'm5.12xlarge', coreCount: 24, state: 'stopped', ...given });
const running = (n: number, given: Partial<Instance> = {}) => stopped(n, { state: 'running', ...given });
const open = (n: number, given: Partial<Host> = {}) => host(n, { autoPlacement: true, ...given });
const full = (on: number) => [running(101, { hostId: hostId(on) }), running(102, { hostId: hostId(on) })];

describe('where a stopped machine starts', () => {
  const table: [what: string, hosts: Host[], machines: Instance[], place: number | undefined, text: RegExp][] = [
    ['on its host, without auto-placement too', [host(1), open(2)], [stopped(1)], 1, /^permitted$/],
    [
      'on another with auto-placement when its own is full',
      [host(1), open(2)],
      [stopped(1), ...full(1)],
      2,
      /^permitted$/,
    ],
    [
      'on no other under affinity',
      [host(1), open(2)],
      [stopped(1, { settings: bound }), ...full(1)],
      1,
      /^Dedicated host h-0+1 has insufficient capacity/,
    ],
    ['on another when its own was released', [host(1, { state: 'released' }), open(2)], [stopped(1)], 2, /^permitted$/],
    [
      'not under affinity when its own was released',
      [host(1, { state: 'released' }), open(2)],
      [stopped(1, { settings: bound })],
      1,
      /is released; it must be available/,
    ],
    [
      'not under affinity when its own is gone',
      [open(2)],
      [stopped(1, { settings: bound })],
      1,
      /^The Dedicated Host 'h-0+1' does not exist$/,
    ],
    [
      'on any with auto-placement when it has none yet',
      [host(1), open(2)],
      [stopped(1, { hostId: undefined })],
      2,
      /^permitted$/,
    ],
    [
      'and then under affinity too',
      [host(1), open(2)],
      [stopped(1, { hostId: undefined, settings: bound })],
      2,
      /^permitted$/,
    ],
    [
      'on none in a group when it is not of that',
      [open(1, { groupArn: arn })],
      [stopped(1, { hostId: undefined })],
      undefined,
      /^You do not have a host/,
    ],
    ['on its own though that came into a group', [host(1, { groupArn: arn }), open(2)], [stopped(1)], 1, /^permitted$/],
    ['and under affinity too', [host(1, { groupArn: arn })], [stopped(1, { settings: bound })], 1, /^permitted$/],
    [
      'on none in another zone',
      [open(1, { availabilityZone: `${REGION}b` })],
      [stopped(1)],
      1,
      /^You do not have a host/,
    ],
    ['nowhere when all is full', [open(1)], [stopped(1), ...full(1)], 1, /^You do not have a host/],
  ];
  for (const [what, hosts, machines, place, text] of table)
    test(what, () => {
      const facts = exampleFacts({ hosts, instances: machines, groups: [exampleGroup()] });
      assert.match(act(facts, 'start', 1).text, text);
      assert.equal(placesOf(facts)[0], place);
    });

  test('not on its own in a group that does not allow a license of it any more', () => {
    const [license, machine] = [coreLicense(), stopped(1, { settings: bound })];
    const facts = exampleFacts({
      groups: [exampleGroup({ anyLicense: false, allowedLicenseArns: [] })],
      hosts: [host(1, { groupArn: arn })],
      licenses: [license],
      instances: [machine],
      ties: [{ license, instance: machine }],
    });
    assert.match(act(facts, 'start', 1).text, /does not allow license configuration lic-0+1 .*which this machine uses/);
  });

  test('several of one call see the room that the others took, and start all or none', () => {
    const facts = exampleFacts({ hosts: [open(1), open(2)], instances: [stopped(1), stopped(2), stopped(3)] });
    assert.equal(act(facts, 'start', 1, 2, 3).text, 'permitted');
    assert.deepEqual(placesOf(facts), [1, 1, 2]);
    const short = exampleFacts({ hosts: [open(1)], instances: [stopped(1), stopped(2), stopped(3)] });
    assert.match(act(short, 'start', 1, 2, 3).text, /^You do not have a host/);
    assert.deepEqual(
      [...short.instances.values()].map(({ state }) => state),
      ['stopped', 'stopped', 'stopped'],
    );
  });
});

describe('what its host takes', () => {
  const given = (license: License, hosts: Host[], machines: Instance[], paying: number[] = []): Facts =>
    exampleFacts({
      licenses: [{ ...license, consumed: paying.length * 48 }],
      hosts,
      groups: [exampleGroup({ autoAllocate: true })],
      instances: machines,
      ties: machines.map((instance): Tie => ({ license, instance })),
      hostTies: paying.map((n) => ({ license, host: hosts[n - 1]!, tied: false, held: 48 })),
    });
  const limited = (licenseCount: number, ruleTexts: string[] = []) =>
    coreLicense({ licenseCount, hardLimit: true, ruleTexts });
  const stoppedToo = ['#includedStoppedInstances=True'];

  test('is taken once for several', () => {
    for (const other of [{}, { hostId: undefined }]) {
      const facts = given(limited(48), [open(1)], [stopped(1), stopped(2, other)]);
      assert.equal(act(facts, 'start', 1, 2).text, 'permitted');
      assert.deepEqual([placesOf(facts), consumedOf(facts)], [[1, 1], [48]]);
    }
  });

  test('is nothing for the next on the same host, so it goes there and to no other', () => {
    const machines = [stopped(1, { hostId: hostId(2) }), stopped(2, { hostId: undefined })];
    const facts = given(coreLicense(), [open(1), open(2)], machines);
    facts.instances.set(running(3, { hostId: hostId(1) }));
    act(facts, 'start', 1, 2);
    assert.deepEqual([placesOf(facts), consumedOf(facts)], [[2, 2, 1], [48]]);
  });

  test('is nothing on another host that pays, when its own cannot be paid for', () => {
    const facts = given(limited(48), [host(1), open(2)], [stopped(1), running(2, { hostId: hostId(2) })], [2]);
    assert.equal(act(facts, 'start', 1).text, 'permitted');
    assert.deepEqual([placesOf(facts), consumedOf(facts)], [[2, 2], [48]]);
  });

  test('is what a refusal tells, also when no other host has room', () => {
    const facts = given(limited(47), [host(1)], [stopped(1)]);
    assert.match(
      act(facts, 'start', 1).text,
      /^No licenses available\. .*has 47 of 47 cores left; starting i-0+1 needs 48\.$/,
    );
  });

  test('comes along from the host where it was kept while the machine was stopped', () => {
    const facts = given(limited(48, stoppedToo), [host(1, { state: 'permanent-failure' }), open(2)], [stopped(1)], [1]);
    assert.equal(act(facts, 'start', 1).text, 'permitted');
    assert.deepEqual(heldByHosts(facts), { 'host 2': { 'license 1': 48 } });
  });

  test('is taken by a host that its group allocates', () => {
    const facts = given(limited(48), [host(1)], [stopped(1, { hostId: undefined, settings: inGroup })]);
    assert.equal(act(facts, 'start', 1).text, 'permitted');
    assert.deepEqual([placesOf(facts), heldByHosts(facts)], [['new'], { 'host new': { 'license 1': 48 } }]);
  });

  test('is taken by each of several hosts that its group allocates', () => {
    const whole = (n: number) => stopped(n, { instanceType: 'm5.24xlarge', hostId: undefined, settings: inGroup });
    const facts = given(limited(96), [host(1)], [whole(1), whole(2)]);
    assert.equal(act(facts, 'start', 1, 2).text, 'permitted');
    assert.deepEqual([facts.hosts.size, consumedOf(facts)], [3, [96]]);
  });

  test('must be a Core or Socket license in a group', () => {
    const facts = exampleFacts({
      groups: [exampleGroup({ autoAllocate: true })],
      instances: [stopped(1, { settings: inGroup })],
    });
    assert.match(act(facts, 'start', 1).text, /takes machines with a Core or Socket license/);
  });

  test('is held against its rules, with the sockets of the host', () => {
    const license = coreLicense({ ruleTexts: ['#maximumCores=16'] });
    assert.match(
      act(given(license, [open(1)], [stopped(1)]), 'start', 1).text,
      /#maximumCores=16; starting i-0+1 has 24/,
    );
    const sockets = coreLicense({ countingType: 'Socket', ruleTexts: ['#maximumSockets=1'] });
    assert.match(
      act(given(sockets, [open(1)], [stopped(1)]), 'start', 1).text,
      /#maximumSockets=1; starting i-0+1 has 2/,
    );
  });

  test('is refused off a host', () => {
    const facts = given(coreLicense(), [], [stopped(1, { tenancy: 'default', hostId: undefined })]);
    assert.match(
      act(facts, 'start', 1).text,
      /is counted by Core, which needs a Dedicated Host .* starting i-0+1 has EC2-Default/,
    );
  });
});
