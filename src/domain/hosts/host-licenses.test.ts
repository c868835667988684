import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  consumedOf,
  exampleActor,
  exampleFacts,
  exampleLicense,
  hardVcpuLicense,
  hostId,
  instanceId,
  licenseId,
} from '../../../test/example-facts.ts';
import {
  act,
  advance,
  coreLicense,
  heldByHosts,
  host,
  launchOnHost,
  machineOnHost,
  move,
  payingHost,
  release,
  socketLicense,
  specify,
} from '../../../test/host-commands.ts';
import { decide } from '../decide.ts';
import type { InstanceState } from '../instances/instance.ts';
import type { License } from '../licenses/license.ts';

const stoppedToo = { ruleTexts: ['#includedStoppedInstances=True'] };

describe('what a machine on a Dedicated Host and its host take', () => {
  const table: [what: string, license: License, family: string, type: string, byHost: number, byMachine: number][] = [
    ['vCPUs by the machine', hardVcpuLicense(), 'm5', 'm5.xlarge', 0, 4],
    ['one by the machine', exampleLicense(), 'm5', 'm5.xlarge', 0, 1],
    ['all cores by the host', coreLicense(), 'm5', 'm5.xlarge', 48, 0],
    ['all sockets by the host', socketLicense(), 'm5', 'm5.xlarge', 2, 0],
    ['one thread a core: cores', coreLicense(), 'c6g', 'c6g.medium', 64, 0],
    ['one thread a core: sockets', socketLicense(), 'c6g', 'c6g.medium', 1, 0],
    ['one thread a core: vCPUs', hardVcpuLicense(), 'c6g', 'c6g.medium', 0, 1],
    ['burstable', coreLicense(), 't3', 't3.nano', 48, 0],
    ['bare metal: cores', coreLicense(), 'm5', 'm5.metal', 48, 0],
    ['bare metal: sockets', socketLicense(), 'm5', 'm5.metal', 2, 0],
    ['bare metal that is a third of its host', coreLicense(), 'c7g', 'c7g.metal', 192, 0],
    ['four sockets', socketLicense(), 'x1e', 'x1e.xlarge', 4, 0],
  ];
  for (const [what, license, family, instanceType, byHost, byMachine] of table)
    test(`${what}: ${byHost} and ${byMachine} by ${license.countingType} on ${family}`, () => {
      const unlimited = { ...license, hardLimit: false };
      const image = { id: 'ami-0aaaaaaaaaaaaaaaa', architecture: /g\./.test(instanceType) ? 'arm64' : 'x86_64' };
      const facts = exampleFacts({ licenses: [unlimited], hosts: [host(1, { family })] });
      facts.images.set(image.id, { ...facts.images.get(image.id)!, ...image });
      const { outcome } = launchOnHost(facts, [unlimited], { hostId: hostId(1), instanceType });
      assert.equal(outcome.ok, true);
      const held = [...facts.consumption].map(([key, { amount }]) => [key.includes('h-') ? 'host' : 'machine', amount]);
      assert.deepEqual(held, byHost ? [['host', byHost]] : [['machine', byMachine]]);
      assert.deepEqual(consumedOf(facts), [byHost + byMachine]);
    });

  test('a license by cores and one by vCPUs both charge', () => {
    const licenses = [coreLicense(), exampleLicense({ id: licenseId(2), countingType: 'vCPU' })];
    const facts = exampleFacts({ licenses, hosts: [host(1)] });
    launchOnHost(facts, licenses, { hostId: hostId(1), minCount: 2 });
    assert.deepEqual(consumedOf(facts), [48, 8]);
  });

  test('an empty host takes nothing', () => {
    const facts = exampleFacts({ licenses: [coreLicense()] });
    const plan = { availabilityZone: 'us-east-1a', family: 'm5' };
    decide({ kind: 'allocate-hosts', actor: exampleActor('ec2:AllocateHosts'), quantity: 2, plan, tags: {} }, facts);
    assert.deepEqual([facts.hosts.size, consumedOf(facts)], [2, [0]]);
  });
});

describe('a host pays once', () => {
  test('however many machines use the license', () => {
    const facts = exampleFacts({ licenses: [coreLicense()], hosts: [host(1)] });
    for (const request of ['a', 'b']) launchOnHost(facts, [coreLicense()], { hostId: hostId(1), minCount: 3 }, request);
    assert.deepEqual([consumedOf(facts), heldByHosts(facts)], [[48], { 'host 1': { 'license 1': 48 } }]);
  });

  test('and another host pays for itself', () => {
    const facts = exampleFacts({ licenses: [coreLicense()], hosts: [host(1), host(2)] });
    for (const n of [1, 2]) launchOnHost(facts, [coreLicense()], { hostId: hostId(n) }, `request-${n}`);
    assert.deepEqual(heldByHosts(facts), { 'host 1': { 'license 1': 48 }, 'host 2': { 'license 1': 48 } });
  });

  test('a machine without the license makes it pay nothing', () => {
    const facts = exampleFacts({ licenses: [coreLicense()], hosts: [host(1)] });
    launchOnHost(facts, [], { hostId: hostId(1) });
    assert.deepEqual(heldByHosts(facts), {});
  });

  test('for both a host and a machine on it', () => {
    const license = coreLicense({ licenseCount: 48, hardLimit: true });
    const facts = exampleFacts({ licenses: [license], hosts: [host(1)] });
    specify(facts, `dedicated-host/${hostId(1)}`, { add: [license] });
    assert.equal(launchOnHost(facts, [license], { hostId: hostId(1) }).text, 'permitted');
    assert.deepEqual(consumedOf(facts), [48]);
  });
});

describe('what life-cycle events do to the count of a host', () => {
  const table: [event: string, state: InstanceState, license: Partial<License>, after: InstanceState, held: number][] =
    [
      ['the last machine runs', 'pending', {}, 'running', 48],
      ['the last machine stopped', 'stopping', {}, 'stopped', 0],
      ['the last machine stopped, stopped ones count', 'stopping', stoppedToo, 'stopped', 48],
      ['the last machine terminated', 'shutting-down', {}, 'terminated', 0],
      ['the last machine terminated, stopped ones count', 'shutting-down', stoppedToo, 'terminated', 0],
    ];
  for (const [event, state, license, after, held] of table)
    test(`${event}: ${held}`, () => {
      const facts = payingHost([coreLicense(license)], [machineOnHost({ state })]);
      advance(facts);
      assert.deepEqual([facts.instances.get(instanceId(1))!.state, consumedOf(facts)], [after, [held]]);
    });

  test('one of two machines stopped: kept', () => {
    const facts = payingHost(
      [coreLicense()],
      [machineOnHost({ state: 'stopping' }), machineOnHost({ id: instanceId(2) })],
    );
    advance(facts);
    assert.deepEqual(consumedOf(facts), [48]);
  });

  test('on the way to a stop: kept', () => {
    const facts = payingHost([coreLicense()]);
    act(facts, 'stop', 1);
    assert.deepEqual(consumedOf(facts), [48]);
  });

  test('started again: taken again, and refused where the limit has no room', () => {
    const limited = coreLicense({ licenseCount: 48, hardLimit: true });
    const facts = payingHost([limited], [machineOnHost({ state: 'stopped' })], { held: false });
    act(facts, 'start', 1);
    assert.deepEqual(consumedOf(facts), [48]);
    const short = payingHost([{ ...limited, licenseCount: 47 }], [machineOnHost({ state: 'stopped' })], {
      held: false,
    });
    assert.match(
      act(short, 'start', 1).text,
      /^No licenses available\. .* has 47 of 47 cores left; starting i-0+1 needs 48\.$/,
    );
  });

  test('a stopped machine that is terminated takes nothing to shut down, even under a limit without room', () => {
    const facts = payingHost(
      [coreLicense({ licenseCount: 0, hardLimit: true })],
      [machineOnHost({ state: 'stopped' })],
      {
        held: false,
      },
    );
    assert.equal(act(facts, 'terminate', 1).text, 'permitted');
    assert.deepEqual([facts.instances.get(instanceId(1))!.state, heldByHosts(facts)], ['shutting-down', {}]);
    assert.equal(release(facts, 1).text, 'ok');
  });

  test('released: the count ends, though stopped machines that count name it', () => {
    const facts = payingHost([coreLicense(stoppedToo)], [machineOnHost({ state: 'stopped' })]);
    assert.equal(release(facts, 1).text, 'ok');
    assert.deepEqual([consumedOf(facts), facts.hosts.get(hostId(1))!.state], [[0], 'released']);
  });

  test('a license is tied to a running machine, and taken off again', () => {
    const facts = exampleFacts({ licenses: [coreLicense()], hosts: [host(1)], instances: [machineOnHost()] });
    specify(facts, `instance/${instanceId(1)}`, { add: [coreLicense()] });
    assert.deepEqual(consumedOf(facts), [48]);
    specify(facts, `instance/${instanceId(1)}`, { remove: [coreLicense()] });
    assert.deepEqual(consumedOf(facts), [0]);
  });

  test('tied past a hard limit: refused; past a soft one: told', () => {
    const tieUnder = (license: License) =>
      specify(
        exampleFacts({ licenses: [license], hosts: [host(1)], instances: [machineOnHost()] }),
        `instance/${instanceId(1)}`,
        { add: [license] },
      );
    assert.match(
      tieUnder(coreLicense({ licenseCount: 40, hardLimit: true })).text,
      /has 40 of 40 cores left; this association needs 48\.$/,
    );
    assert.deepEqual(
      tieUnder(coreLicense({ licenseCount: 40 })).permitted.overages?.map(({ consumed }) => consumed),
      [48],
    );
  });

  test('tied to a stopped machine: nothing yet, unless stopped ones count', () => {
    for (const [license, held] of [
      [coreLicense(), 0],
      [coreLicense(stoppedToo), 48],
    ] as const) {
      const facts = exampleFacts({
        licenses: [license],
        hosts: [host(1)],
        instances: [machineOnHost({ state: 'stopped' })],
      });
      specify(facts, `instance/${instanceId(1)}`, { add: [license] });
      assert.deepEqual(consumedOf(facts), [held]);
    }
  });

  test('moved to another host while stopped: nothing moves, but for a license that counts stopped machines', () => {
    for (const [license, before, after] of [
      [coreLicense(), {}, {}],
      [
        coreLicense({ ...stoppedToo, licenseCount: 48, hardLimit: true }),
        { 'host 1': { 'license 1': 48 } },
        { 'host 2': { 'license 1': 48 } },
      ],
    ] as const) {
      const facts = payingHost([license], [machineOnHost({ state: 'stopped' })], {
        held: license.ruleTexts.length > 0,
      });
      facts.hosts.set(hostId(2), host(2));
      assert.deepEqual(heldByHosts(facts), before);
      assert.equal(move(facts, { hostId: hostId(2) }).text, 'permitted');
      assert.deepEqual(heldByHosts(facts), after);
    }
  });

  test('moved off hosts: given back', () => {
    const facts = payingHost([coreLicense(stoppedToo)], [machineOnHost({ state: 'stopped' })]);
    move(facts, { tenancy: 'default' });
    assert.deepEqual([consumedOf(facts), facts.instances.get(instanceId(1))!.hostId], [[0], undefined]);
  });
});
