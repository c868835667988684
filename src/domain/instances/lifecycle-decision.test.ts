import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  ACCOUNT,
  consumedOf,
  contentOf,
  effectsOf,
  exampleActor,
  exampleFacts,
  exampleInstance,
  exampleLicense,
  hardVcpuLicense,
  instanceId,
  licenseId,
  NOW,
  OTHER_ACCOUNT,
  type Tie,
  textOf,
} from '../../../test/example-facts.ts';
import type { InstancesCommand, Permitted } from '../commands.ts';
import { decide } from '../decide.ts';
import type { Facts } from '../facts.ts';
import type { License } from '../licenses/license.ts';
import type { Instance, InstanceState } from './instance.ts';

const due = (given: Partial<Instance>): Instance => exampleInstance({ stateDue: NOW, ...given });
const sql = `License configuration ${licenseId(1)} ("SQL Server")`;

function act(kind: InstancesCommand['kind'], facts: Facts, ...instanceIds: string[]) {
  const ids = instanceIds.length > 0 ? instanceIds : [...facts.instances.keys()];
  const command = { kind, actor: exampleActor(`ec2:${kind}`), dryRun: false, instanceIds: ids };
  const decision = decide(command, facts);
  return { ...decision, text: textOf(decision.outcome), changes: (decision.outcome as Permitted).stateChanges };
}

const advance = (facts: Facts, ...ids: string[]) =>
  decide({ kind: 'advance', instanceIds: ids.length > 0 ? ids : [...facts.instances.keys()] }, facts);
const stateOf = (facts: Facts, n = 1): InstanceState => facts.instances.get(instanceId(n))!.state;

/** One instance tied to one license, holding what it holds in its state. */
function given(instance: Partial<Instance>, license: Partial<License> = {}, held = 4): Facts {
  const made = [due(instance), hardVcpuLicense({ consumed: held, ...license })] as const;
  return exampleFacts({
    instances: [made[0]],
    licenses: [made[1]],
    ties: [{ license: made[1], instance: made[0], held }],
  });
}

describe('life cycle events and what they do to the count', () => {
  const stoppedToo = { ruleTexts: ['#includedStoppedInstances=True'] };
  const table: [event: string, state: InstanceState, license: Partial<License>, after: InstanceState, held: number][] =
    [
      ['launched: runs', 'pending', {}, 'running', 4],
      ['stopping: stopped gives back', 'stopping', {}, 'stopped', 0],
      ['stopping: stopped keeps with includedStoppedInstances', 'stopping', stoppedToo, 'stopped', 4],
      [
        'stopping: includedStoppedInstances=False is as without',
        'stopping',
        { ruleTexts: ['#includedStoppedInstances=False'] },
        'stopped',
        0,
      ],
      ['stopping: a disabled license is given back too', 'stopping', { status: 'DISABLED' }, 'stopped', 0],
      ['shutting down: terminated gives back', 'shutting-down', {}, 'terminated', 0],
      [
        'shutting down: terminated gives back with includedStoppedInstances',
        'shutting-down',
        stoppedToo,
        'terminated',
        0,
      ],
      ['running stays', 'running', {}, 'running', 4],
    ];
  for (const [event, state, license, after, held] of table)
    test(event, () => {
      const facts = given({ state }, license);
      advance(facts);
      assert.deepEqual([stateOf(facts), consumedOf(facts)], [after, [held]]);
      assert.equal(facts.consumption.size, held === 0 ? 0 : 1);
      assert.equal(facts.associations.get(instanceId(1))!.length, after === 'terminated' ? 0 : 1);
    });

  test('a state that is not due yet stays', () => {
    const facts = given({ state: 'stopping', stateDue: new Date(NOW.getTime() + 1) });
    assert.deepEqual(advance(facts).effects, []);
    assert.deepEqual([stateOf(facts), consumedOf(facts)], ['stopping', [4]]);
  });

  test('an instance that is named twice gives back once, and one that is gone is passed over', () => {
    const facts = given({ state: 'shutting-down' });
    const { effects } = advance(facts, instanceId(1), instanceId(1), instanceId(9));
    assert.equal(effectsOf(effects, 'release').length, 1);
    assert.deepEqual(consumedOf(facts), [0]);
  });

  test('a terminated instance comes back by nothing', () => {
    const facts = given({ state: 'terminated' }, {}, 0);
    assert.match(act('start', facts).text, /can be started; it is terminated/);
    assert.match(act('stop', facts).text, /can be stopped; it is terminated/);
    advance(facts);
    assert.equal(stateOf(facts), 'terminated');
  });
});

describe('stop', () => {
  test('gives nothing back before the machine is stopped', () => {
    const facts = given({ state: 'running' });
    const { changes, effects } = act('stop', facts);
    assert.deepEqual(changes, [{ instanceId: instanceId(1), previousState: 'running', currentState: 'stopping' }]);
    assert.deepEqual([stateOf(facts), consumedOf(facts)], ['stopping', [4]]);
    assert.deepEqual(effectsOf(effects, 'audit')[0]!.resources, [
      `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${instanceId(1)}`,
    ]);
  });

  for (const state of ['stopping', 'stopped'] as const)
    test(`of a machine that is ${state} changes nothing`, () => {
      const { changes, effects } = act('stop', given({ state }));
      assert.deepEqual(changes, [{ instanceId: instanceId(1), previousState: state, currentState: state }]);
      assert.deepEqual(effects, []);
    });

  test('of a machine that shuts down is refused', () => {
    assert.match(act('stop', given({ state: 'shutting-down' })).text, /can be stopped; it is shutting-down/);
  });

  test('of a protected machine is refused, for all of the call', () => {
    const settings = { ...exampleInstance().settings, disableApiStop: true };
    const facts = exampleFacts({ instances: [exampleInstance(), exampleInstance({ id: instanceId(2), settings })] });
    assert.match(act('stop', facts).text, /'i-0+2' may not be stopped\. Modify its 'disableApiStop'/);
    assert.equal(stateOf(facts, 1), 'running');
  });
});

describe('terminate', () => {
  for (const state of ['pending', 'running', 'stopping', 'stopped'] as const)
    test(`of a machine that is ${state} shuts it down; it holds on until it is terminated`, () => {
      const facts = given({ state });
      assert.equal(act('terminate', facts).changes![0]!.currentState, 'shutting-down');
      assert.deepEqual(consumedOf(facts), [4]);
      assert.ok(facts.instances.get(instanceId(1))!.stateDue! > NOW);
    });

  test('of a terminated machine changes nothing', () => {
    assert.deepEqual(act('terminate', given({ state: 'terminated' }, {}, 0)).effects, []);
  });

  test('of a protected machine is refused', () => {
    const settings = { ...exampleInstance().settings, disableApiTermination: true };
    assert.match(act('terminate', given({ settings })).text, /may not be terminated/);
  });
});

describe('start', () => {
  const stopped = (n: number, more: Partial<Instance> = {}) =>
    exampleInstance({ id: instanceId(n), state: 'stopped', ...more });
  const tied = (license: License, instances: Instance[], held?: number): Facts =>
    exampleFacts({
      instances,
      licenses: [license],
      ties: instances.map((instance): Tie => ({ license, instance, ...(held && { held }) })),
    });

  test('takes the licenses again, in pending', () => {
    const facts = tied(hardVcpuLicense({ consumed: 12 }), [stopped(1)]);
    assert.deepEqual(act('start', facts).changes, [
      { instanceId: instanceId(1), previousState: 'stopped', currentState: 'pending' },
    ]);
    assert.deepEqual([stateOf(facts), consumedOf(facts)], ['pending', [16]]);
    assert.deepEqual(facts.instances.get(instanceId(1))!.launchedAt, NOW);
  });

  test('is refused when another has taken them meanwhile', () => {
    const facts = tied(hardVcpuLicense({ consumed: 13 }), [stopped(1)]);
    assert.equal(
      act('start', facts).text,
      `No licenses available. ${sql} has 3 of 16 vCPUs left; starting ${instanceId(1)} needs 4.`,
    );
    assert.deepEqual([stateOf(facts), consumedOf(facts)], ['stopped', [13]]);
  });

  test('is for all of a call or for none, and the machines of a call are added up', () => {
    const facts = tied(hardVcpuLicense({ consumed: 9 }), [stopped(1), stopped(2)]);
    assert.match(act('start', facts).text, /has 7 of 16 vCPUs left; starting i-0+1, i-0+2 needs 8\./);
    assert.deepEqual([stateOf(facts, 1), stateOf(facts, 2), consumedOf(facts)], ['stopped', 'stopped', [9]]);
    assert.equal(act('start', facts, instanceId(1)).text, 'permitted');
  });

  test('of a machine that is named twice takes once', () => {
    const facts = tied(hardVcpuLicense(), [stopped(1)]);
    act('start', facts, instanceId(1), instanceId(1));
    assert.deepEqual(consumedOf(facts), [4]);
  });

  test('past a soft limit goes through and tells the overage', () => {
    const { outcome } = act('start', tied(hardVcpuLicense({ consumed: 16, hardLimit: false }), [stopped(1)]));
    assert.deepEqual(
      (outcome as Permitted).overages?.map((overage) => overage.consumed),
      [20],
    );
  });

  test('takes nothing again where stopped machines count', () => {
    const facts = tied(
      hardVcpuLicense({ consumed: 16, ruleTexts: ['#includedStoppedInstances=True'] }),
      [stopped(1)],
      4,
    );
    assert.equal(act('start', facts).text, 'permitted');
    assert.deepEqual(consumedOf(facts), [16]);
  });

  test('keeps CPU options, and counts them where they are honored', () => {
    const facts = tied(hardVcpuLicense({ ruleTexts: ['#honorVcpuOptimization=True'] }), [
      stopped(1, { threadsPerCore: 1 }),
    ]);
    act('start', facts);
    assert.deepEqual(consumedOf(facts), [2]);
  });

  test('counts the type that the machine was changed to', () => {
    const facts = tied(hardVcpuLicense(), [stopped(1, { instanceType: 'm5.2xlarge', coreCount: 4 })]);
    act('start', facts);
    assert.deepEqual(consumedOf(facts), [8]);
  });

  test('with a license that was disabled meanwhile is refused', () => {
    const facts = tied(hardVcpuLicense({ status: 'DISABLED' }), [stopped(1)]);
    assert.match(act('start', facts).text, /is disabled; enable it, or leave it out of starting i-0+1/);
  });

  test('of a machine that a rule refuses now is refused', () => {
    const facts = tied(exampleLicense({ ruleTexts: ['#maximumVcpus=4'] }), [
      stopped(1, { instanceType: 'm5.2xlarge' }),
    ]);
    assert.match(act('start', facts).text, /has the rule #maximumVcpus=4; starting i-0+1 has 8/);
  });

  for (const state of ['pending', 'running'] as const)
    test(`of a machine that is ${state} changes nothing`, () => {
      const { changes, effects } = act('start', given({ state }));
      assert.deepEqual([changes![0]!.currentState, effects], [state, []]);
    });

  for (const state of ['stopping', 'shutting-down', 'terminated'] as const)
    test(`of a machine that is ${state} is refused`, () => {
      assert.match(act('start', given({ state })).text, new RegExp(`can be started; it is ${state}`));
    });
});

for (const kind of ['start', 'stop', 'terminate'] as const) {
  test(`${kind} of machines that are not there names them all and touches none`, () => {
    const foreign = exampleInstance({ id: instanceId(2), accountId: OTHER_ACCOUNT });
    const elsewhere = exampleInstance({ id: instanceId(3), region: 'eu-west-1' });
    const facts = exampleFacts({ instances: [exampleInstance(), foreign, elsewhere] });
    const { text, effects } = act(kind, facts);
    assert.equal(text, `The instance IDs '${instanceId(2)}, ${instanceId(3)}' do not exist`);
    assert.deepEqual(effects, []);
  });

  test(`a dry run of ${kind} moves nothing`, () => {
    const facts = given({ state: kind === 'start' ? 'stopped' : 'running' });
    const before = contentOf(facts);
    const command = { kind, actor: exampleActor(`ec2:${kind}`), dryRun: true, instanceIds: [instanceId(1)] };
    const { outcome, effects } = decide(command, facts);
    assert.deepEqual([outcome.ok, effects], [true, []]);
    assert.deepEqual(contentOf(facts), before);
  });
}
