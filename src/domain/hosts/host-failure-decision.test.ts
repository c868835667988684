import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  consumedOf,
  effectsOf,
  exampleFacts,
  exampleGroup,
  hostId,
  instanceId,
  type Tie,
} from '../../../test/example-facts.ts';
import {
  act,
  advance,
  coreLicense,
  daysLater,
  fail,
  heldByHosts,
  host,
  launchOnHost,
  machineOnHost,
  payingHost,
  socketLicense,
} from '../../../test/host-commands.ts';
import type { Facts } from '../facts.ts';
import type { Instance } from '../instances/instance.ts';
import type { License } from '../licenses/license.ts';
import type { Host } from './host.ts';

/** A host with recovery that runs machines with a license, and pays for it. */
function given(
  license: License,
  machines: Instance[] = [machineOnHost()],
  of: Partial<Host> = {},
  holdUntil?: Date,
): Facts {
  const one = host(1, { hostRecovery: true, autoPlacement: true, ...of });
  const held = license.countingType === 'Core' ? 48 : 2;
  return exampleFacts({
    licenses: [{ ...license, consumed: held }],
    hosts: [one],
    groups: [exampleGroup({ autoRelease: true })],
    instances: machines,
    ties: machines.map((instance): Tie => ({ license, instance })),
    hostTies: [{ license, host: one, tied: false, held, ...(holdUntil && { holdUntil }) }],
  });
}

const statesOf = (facts: Facts) => [...facts.instances.values()].map(({ state }) => state);
const one = (facts: Facts) => facts.hosts.get(hostId(1))!;

describe('a host that fails, with recovery', () => {
  test('is replaced by one of its kind, which takes its machines and licenses', () => {
    const facts = given(coreLicense({ licenseCount: 48, hardLimit: true }), undefined, {
      groupArn: exampleGroup().arn,
      instanceType: 'm5.xlarge',
    });
    const { recoveredTo } = fail(facts).permitted;
    const fresh = facts.hosts.get(recoveredTo!)!;
    const { id, state, groupArn, releasedAt, allocatedAt, ...kind } = one(facts);
    assert.deepEqual([state, groupArn, releasedAt], ['released-permanent-failure', undefined, facts.at]);
    assert.notEqual(fresh.id, id);
    assert.deepEqual(fresh, {
      ...kind,
      id: fresh.id,
      state: 'available',
      groupArn: exampleGroup().arn,
      allocatedAt,
      releasedAt: undefined,
    });
    assert.deepEqual([facts.instances.get(instanceId(1))!.hostId, statesOf(facts)], [fresh.id, ['running']]);
    assert.deepEqual([consumedOf(facts), heldByHosts(facts)], [[48], { 'host new': { 'license 1': 48 } }]);
  });

  test('its machines that are up move, with their affinity; those that are stopped stay, bound to it or not', () => {
    const settings = { ...machineOnHost().settings, affinity: 'host' as const };
    const states = ['pending', 'running', 'stopping', 'shutting-down', 'stopped', 'terminated'] as const;
    const machines = [
      ...states.map((state, n) => machineOnHost({ id: instanceId(n + 1), state })),
      machineOnHost({ id: instanceId(7), state: 'stopped', settings }),
      machineOnHost({ id: instanceId(8), settings }),
    ];
    const facts = given(coreLicense(), machines);
    const { recoveredTo } = fail(facts).permitted;
    const moved = [...facts.instances.values()].map(({ hostId: on }) => on === recoveredTo);
    assert.deepEqual(moved, [true, true, true, true, false, false, false, true]);
    assert.equal(facts.instances.get(instanceId(8))!.settings.affinity, 'host');
    assert.match(act(facts, 'start', 7).text, /Host 'h-0+1' is released-permanent-failure; it must be available/);
    assert.equal(act(facts, 'start', 5).text, 'permitted');
    assert.equal(facts.instances.get(instanceId(5))!.hostId, recoveredTo);
  });

  test('a stopped machine that stays keeps no license on it, though stopped machines count', () => {
    const license = coreLicense({ licenseCount: 48, hardLimit: true, ruleTexts: ['#includedStoppedInstances=True'] });
    const facts = given(license, [machineOnHost(), machineOnHost({ id: instanceId(2), state: 'stopped' })]);
    assert.ok(fail(facts).permitted.recoveredTo);
    assert.deepEqual([consumedOf(facts), heldByHosts(facts)], [[48], { 'host new': { 'license 1': 48 } }]);
  });

  test('licenses that are tied to it are tied to the new one', () => {
    const license = socketLicense();
    const failing = host(1, { hostRecovery: true });
    const facts = exampleFacts({
      licenses: [{ ...license, consumed: 2 }],
      hosts: [failing],
      hostTies: [{ license, host: failing, held: 2 }],
    });
    const { recoveredTo } = fail(facts).permitted;
    assert.deepEqual([facts.associations.get(hostId(1)), facts.associations.get(recoveredTo!)?.length], [[], 1]);
    assert.deepEqual(
      [facts.associationCounts.get(license.id), heldByHosts(facts)],
      [1, { 'host new': { 'license 2': 2 } }],
    );
  });

  test('keeps under licenseAffinityToHost what it took, and the new one takes it too', () => {
    const facts = given(coreLicense({ ruleTexts: ['#licenseAffinityToHost=9'] }), undefined, {}, daysLater(9));
    fail(facts);
    assert.deepEqual(consumedOf(facts), [96]);
  });

  test('and a hard limit that has no room for both blocks the recovery, and it is on the list of failures', () => {
    const facts = given(
      coreLicense({ licenseCount: 95, hardLimit: true, ruleTexts: ['#licenseAffinityToHost=9'] }),
      undefined,
      {},
      daysLater(9),
    );
    const { effects, permitted } = fail(facts);
    assert.deepEqual(
      [permitted.recoveredTo, one(facts).state, statesOf(facts), facts.hosts.size],
      [undefined, 'permanent-failure', ['stopping'], 1],
    );
    const [failure] = effectsOf(effects, 'record-failure');
    assert.match(
      failure!.message,
      /^Host recovery was blocked\. .* has 47 of 95 cores left; the replacement host needs 48\.$/,
    );
    assert.deepEqual(consumedOf(facts), [48]);
  });

  test('past a soft limit goes through and tells the overage', () => {
    const facts = given(
      coreLicense({ licenseCount: 95, ruleTexts: ['#licenseAffinityToHost=9'] }),
      undefined,
      {},
      daysLater(9),
    );
    assert.deepEqual(
      fail(facts).permitted.overages?.map(({ consumed }) => consumed),
      [96],
    );
  });
});

describe('a host that fails, without recovery', () => {
  test('stops its machines and takes no more', () => {
    const machines = (['pending', 'running', 'stopping', 'shutting-down', 'stopped'] as const).map((state, n) =>
      machineOnHost({ id: instanceId(n + 1), state }),
    );
    const facts = given(coreLicense(), machines, { hostRecovery: false });
    const { effects } = fail(facts);
    assert.deepEqual(statesOf(facts), ['stopping', 'stopping', 'stopping', 'shutting-down', 'stopped']);
    assert.match(facts.instances.get(instanceId(2))!.stateReason!, /HostFailure/);
    assert.deepEqual([one(facts).state, effectsOf(effects, 'audit')[0]!.detail], ['permanent-failure', { stopped: 2 }]);
    assert.match(launchOnHost(facts, [], { hostId: hostId(1) }).text, /is permanent-failure; it must be available/);
  });

  test('is no blocked recovery, though licenses would not have sufficed for one', () => {
    const license = coreLicense({ licenseCount: 48, hardLimit: true, ruleTexts: ['#licenseAffinityToHost=9'] });
    const { effects } = fail(payingHost([license], [machineOnHost()], { holdUntil: daysLater(9) }));
    assert.deepEqual(effectsOf(effects, 'record-failure'), []);
  });

  test('gives its licenses back once they are stopped', () => {
    const facts = given(coreLicense(), undefined, { hostRecovery: false });
    fail(facts);
    assert.deepEqual(consumedOf(facts), [48]);
    advance(facts);
    assert.deepEqual(consumedOf(facts), [0]);
    assert.match(act(facts, 'start', 1).text, /^You do not have a host/);
  });
});

test('a host fails once, and only if it is there', () => {
  const facts = given(coreLicense(), [], { hostRecovery: false });
  fail(facts);
  assert.match(fail(facts).text, /is permanent-failure; it must be available/);
  assert.match(fail(exampleFacts({ hosts: [host(1, { state: 'released' })] })).text, /does not exist/);
  assert.match(fail(exampleFacts()).text, /does not exist/);
});
