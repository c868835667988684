import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  ACCOUNT,
  arnOf,
  effectsOf,
  exampleActor,
  exampleFacts,
  exampleGroup,
  exampleLicense,
  hostId,
  instanceId,
  licenseId,
  NOW,
  OTHER_ACCOUNT,
  REGION,
} from '../../../test/example-facts.ts';
import {
  coreLicense,
  group,
  host,
  machineOnHost,
  modify,
  release,
  run,
  socketLicense,
} from '../../../test/host-commands.ts';
import type { AllocateHostsCommand } from '../commands.ts';
import type { Facts } from '../facts.ts';
import type { Instance } from '../instances/instance.ts';
import type { Host } from './host.ts';

const one = (facts: Facts): Host => facts.hosts.get(hostId(1))!;
const given = (of: Partial<Host> = {}, machines: Partial<Instance>[] = []): Facts =>
  exampleFacts({
    hosts: [host(1, of)],
    instances: machines.map((machine, n) => machineOnHost({ id: instanceId(n + 1), ...machine })),
  });

describe('AllocateHosts', () => {
  const command = (more: Partial<AllocateHostsCommand> = {}): AllocateHostsCommand => ({
    kind: 'allocate-hosts',
    actor: exampleActor('ec2:AllocateHosts'),
    quantity: 2,
    plan: { availabilityZone: `${REGION}b`, family: 'm5', autoPlacement: true },
    tags: { team: 'a' },
    ...more,
  });

  test('makes available hosts of the family, as the plan says', () => {
    const facts = exampleFacts();
    const { effects, permitted } = run(facts, command());
    const inserts = effectsOf(effects, 'insert-host');
    assert.deepEqual([...facts.hosts.keys()], permitted.hostIds);
    assert.equal(new Set(permitted.hostIds).size, 2);
    assert.deepEqual(
      inserts.map(({ tags }) => tags),
      [{ team: 'a' }, { team: 'a' }],
    );
    const { id, clientToken, ...rest } = inserts[0]!.host;
    assert.match(id, /^h-[0-9a-f]{17}$/);
    assert.deepEqual(
      [clientToken, rest],
      [
        undefined,
        {
          ...{
            accountId: ACCOUNT,
            region: REGION,
            availabilityZone: `${REGION}b`,
            family: 'm5',
            instanceType: undefined,
          },
          ...{
            sockets: 2,
            cores: 48,
            estimated: false,
            autoPlacement: true,
            hostRecovery: false,
            hostMaintenance: false,
          },
          ...{ state: 'available', groupArn: undefined, allocatedAt: NOW, releasedAt: undefined },
        },
      ],
    );
    assert.deepEqual(
      effectsOf(effects, 'audit')[0]!.resources,
      permitted.hostIds!.map((hostId) => `arn:aws:ec2:us-east-1:${ACCOUNT}:dedicated-host/${hostId}`),
    );
  });

  test('with a token that was used answers the hosts of then, and refuses other parameters', () => {
    const facts = exampleFacts();
    const token = { value: 'token', inputHash: 'hash' };
    const first = run(facts, command({ token }));
    const again = run(facts, command({ token, actor: exampleActor('ec2:AllocateHosts', { requestId: 'request-2' }) }));
    assert.deepEqual([again.permitted.hostIds, again.effects], [first.permitted.hostIds, []]);
    assert.match(run(facts, command({ token: { ...token, inputHash: 'other' } })).text, /'token' was used before/);
    assert.equal(facts.hosts.size, 2);
  });
});

describe('ReleaseHosts', () => {
  test('releases what is empty, at once', () => {
    const facts = given({ groupArn: 'arn:group' });
    const { text, effects } = release(facts, 1);
    assert.deepEqual(
      [text, one(facts).state, one(facts).groupArn, one(facts).releasedAt],
      ['ok', 'released', undefined, NOW],
    );
    assert.equal(effectsOf(effects, 'audit').length, 1);
  });

  for (const state of ['pending', 'running', 'stopping', 'shutting-down'] as const)
    test(`not with a machine that is ${state}`, () => {
      const facts = given({}, [{ state }]);
      assert.match(
        release(facts, 1).text,
        /^The Dedicated Host 'h-0+1' runs i-0+1; stop or terminate its instances first\.$/,
      );
      assert.equal(one(facts).state, 'available');
    });

  test('with machines that are stopped or terminated', () => {
    assert.equal(release(given({}, [{ state: 'stopped' }, { state: 'terminated' }]), 1).text, 'ok');
  });

  test('one that failed says so', () => {
    const facts = given({ state: 'permanent-failure' });
    release(facts, 1);
    assert.equal(one(facts).state, 'released-permanent-failure');
  });

  test('each for itself, once, and tells of those that are not there', () => {
    const facts = exampleFacts({
      hosts: [
        host(1),
        host(2),
        host(3, { state: 'released' }),
        host(4, { accountId: OTHER_ACCOUNT }),
        host(5, { region: 'eu-west-1' }),
      ],
      instances: [machineOnHost({ hostId: hostId(2) })],
    });
    const { text } = release(facts, 1, 1, 2, 3, 4, 5, 6);
    assert.match(
      text,
      /^ok; The Dedicated Host 'h-0+2' runs .*; .*'h-0+3' does not exist; .*'h-0+4' does not exist; .*'h-0+5' does not exist; .*'h-0+6' does not exist$/,
    );
    assert.deepEqual(
      [...facts.hosts.values()].map(({ state }) => state),
      ['released', 'available', 'released', 'available', 'available'],
    );
  });

  test('of none changes nothing and is not recorded', () => {
    assert.deepEqual(release(given({ state: 'released' }), 1).effects, []);
  });
});

describe('ModifyHosts', () => {
  test('changes what is given and leaves the rest', () => {
    const facts = given({ hostRecovery: true });
    modify(facts, { autoPlacement: true }, 1);
    assert.deepEqual([one(facts).autoPlacement, one(facts).hostRecovery], [true, true]);
    modify(facts, { hostRecovery: false, hostMaintenance: true }, 1);
    assert.deepEqual(
      [one(facts).autoPlacement, one(facts).hostRecovery, one(facts).hostMaintenance],
      [true, false, true],
    );
  });

  const table: [
    what: string,
    of: Partial<Host>,
    machines: Partial<Instance>[],
    takes: { family: string; instanceType?: string },
    text: RegExp,
  ][] = [
    ['to one type', {}, [], { family: 'm5', instanceType: 'm5.large' }, /^ok$/],
    ['to one type that its machines are of', {}, [{}], { family: 'm5', instanceType: 'm5.xlarge' }, /^ok$/],
    [
      'not to one type that a machine is not of',
      {},
      [{}],
      { family: 'm5', instanceType: 'm5.large' },
      /runs i-0+1, a m5\.xlarge; stop it first/,
    ],
    ['unless that is stopped', {}, [{ state: 'stopped' }], { family: 'm5', instanceType: 'm5.large' }, /^ok$/],
    ['to its whole family', { instanceType: 'm5.xlarge' }, [{}], { family: 'm5' }, /^ok$/],
    [
      'not to a family whose sizes do not mix',
      { family: 'm4', instanceType: 'm4.large' },
      [],
      { family: 'm4' },
      /take one type only/,
    ],
    ['not to another family', {}, [], { family: 'm5d' }, /is of the family m5 and cannot become m5d/],
    ['not to a type of another family', {}, [], { family: 'm4', instanceType: 'm4.large' }, /cannot become m4/],
    ['not to a type that is none', {}, [], { family: 'm5', instanceType: 'm5.huge' }, /No host takes m5\.huge/],
    [
      'not to a type that runs on no host',
      { family: 'c5' },
      [],
      { family: 'c5', instanceType: 'c5.metal' },
      /No host takes c5\.metal/,
    ],
    [
      'not to a type that needs a larger host',
      { family: 'c5d', cores: 36 },
      [],
      { family: 'c5d', instanceType: 'c5d.24xlarge' },
      /A host for c5d\.24xlarge has 48 cores, and host h-0+1 has 36/,
    ],
    [
      'nor back',
      { family: 'c5d', instanceType: 'c5d.24xlarge', cores: 48 },
      [],
      { family: 'c5d' },
      /A host for c5d has 36 cores, and host h-0+1 has 48/,
    ],
  ];
  for (const [what, of, machines, takes, text] of table)
    test(what, () => {
      const facts = given(of, machines);
      const before = one(facts).instanceType;
      const done = modify(facts, { takes }, 1);
      assert.match(done.text, text);
      assert.equal(one(facts).instanceType, done.text === 'ok' ? takes.instanceType : before);
    });
});

describe('host resource groups', () => {
  const of = exampleGroup();
  const withGroup = (settings: Parameters<typeof exampleGroup>[0], hosts: Host[], more: object = {}): Facts =>
    exampleFacts({ groups: [exampleGroup(settings)], hosts, ...more });

  test('take hosts, and give them back', () => {
    const facts = withGroup({}, [host(1)]);
    assert.equal(group(facts, 'group-hosts', of.arn, 1).text, 'ok');
    assert.equal(one(facts).groupArn, of.arn);
    const again = group(facts, 'group-hosts', of.arn, 1);
    assert.deepEqual([again.text, again.effects], ['ok', []]);
    assert.equal(group(facts, 'ungroup-hosts', of.arn, 1).text, 'ok');
    assert.equal(one(facts).groupArn, undefined);
    assert.match(group(facts, 'ungroup-hosts', of.arn, 1).text, /is not in hosts\.$/);
  });

  test('give a host back with its machines', () => {
    const facts = withGroup({ autoRelease: true }, [host(1, { groupArn: of.arn })], { instances: [machineOnHost()] });
    group(facts, 'ungroup-hosts', of.arn, 1);
    assert.deepEqual([one(facts).state, facts.instances.get(instanceId(1))!.hostId], ['available', hostId(1)]);
  });

  test('keep an empty host that is new to them, though they release by themselves', () => {
    const facts = withGroup({ autoRelease: true }, [host(1)]);
    group(facts, 'group-hosts', of.arn, 1);
    assert.deepEqual([one(facts).state, one(facts).groupArn], ['available', of.arn]);
  });

  const [cores, sockets] = [coreLicense(), socketLicense()];
  const table: [what: string, settings: Parameters<typeof exampleGroup>[0], of: Partial<Host>, text: RegExp][] = [
    ['of a family that they allow', { allowedFamilies: ['m5', 'c5'] }, {}, /^ok$/],
    ['of no other family', { allowedFamilies: ['c5', 'r5'] }, {}, /allows the families c5, r5; host h-0+1 is m5/],
    ['of no other group', {}, { groupArn: 'arn:other' }, /is in arn:other; a host is in one group at the most/],
    ['that did not fail', {}, { state: 'permanent-failure' }, /is permanent-failure; it must be available/],
    ['that are not released', {}, { state: 'released' }, /does not exist/],
    [
      'with licenses that they allow',
      { anyLicense: false, allowedLicenseArns: [arnOf(cores), arnOf(sockets)] },
      {},
      /^ok$/,
    ],
    [
      'with no license of the host that they do not allow',
      { anyLicense: false, allowedLicenseArns: [arnOf(cores)] },
      {},
      /does not allow license configuration lic-0+2 .*, which host h-0+1 uses/,
    ],
    [
      'with no license of a machine that they do not allow',
      { anyLicense: false, allowedLicenseArns: [arnOf(sockets)] },
      {},
      /does not allow license configuration lic-0+1 .*, which host h-0+1 uses/,
    ],
  ];
  for (const [what, settings, hostGiven, text] of table)
    test(`take hosts ${what}`, () => {
      const perMachine = exampleLicense({ id: licenseId(3) });
      const [target, machine] = [host(1, hostGiven), machineOnHost()];
      const facts = withGroup(settings, [target], {
        licenses: [cores, sockets, perMachine],
        instances: [machine],
        ties: [
          { license: cores, instance: machine },
          { license: perMachine, instance: machine, held: 1 },
        ],
        hostTies: [{ license: sockets, host: target, held: 2 }],
      });
      assert.match(group(facts, 'group-hosts', of.arn, 1).text, text);
    });

  const [large, larger] = [
    { family: 'm4', instanceType: 'm4.large' },
    { family: 'm4', instanceType: 'm4.xlarge' },
  ];
  const mixes: [what: string, there: Partial<Host>, comes: Partial<Host>, text: RegExp][] = [
    ['of one Nitro type beside another', { instanceType: 'm5.large' }, { instanceType: 'm5.xlarge' }, /^ok$/],
    ['of one Nitro family beside another', {}, { family: 'c6g' }, /^ok$/],
    ['of one Xen type beside the same', large, large, /^ok$/],
    [
      'of one Xen type not beside another',
      large,
      larger,
      /has hosts for m4\.large; host h-0+2 is m4\.xlarge\. Only types of the Nitro system are mixed/,
    ],
    ['of a Xen type not beside a Nitro one', {}, large, /has hosts for m5; host h-0+2 is m4\.large/],
    ['nor the reverse', large, {}, /has hosts for m4\.large; host h-0+2 is m5/],
    ['of another type than one that failed', { ...large, state: 'permanent-failure' }, larger, /^ok$/],
  ];
  for (const [what, there, comes, text] of mixes)
    test(`take hosts ${what}`, () => {
      const facts = withGroup({}, [host(1, { ...there, groupArn: of.arn }), host(2, comes)]);
      assert.match(group(facts, 'group-hosts', of.arn, 2).text, text);
    });

  test('see in a host what came with it in the same request', () => {
    const facts = withGroup({}, [host(1, large), host(2, larger), host(3, large)]);
    assert.match(group(facts, 'group-hosts', of.arn, 1, 2, 3).text, /^ok; .*has hosts for m4\.large; .*; ok$/);
  });

  test('keep a host whose sizes do not mix to its type', () => {
    const facts = withGroup({}, [host(1, { ...large, groupArn: of.arn }), host(2, { groupArn: of.arn })]);
    assert.match(modify(facts, { takes: larger }, 1).text, /is for m4\.large only; take it out of the group first/);
    assert.equal(modify(facts, { takes: large }, 1).text, 'ok');
    assert.equal(modify(facts, { takes: { family: 'm5', instanceType: 'm5.large' } }, 2).text, 'ok');
  });

  test('must be there, in the account and Region', () => {
    for (const settings of [{ accountId: OTHER_ACCOUNT }, { region: 'eu-west-1' }])
      assert.match(
        group(withGroup(settings, [host(1)]), 'group-hosts', of.arn, 1).text,
        /^The host resource group '.*' does not exist$/,
      );
    assert.match(group(exampleFacts({ hosts: [host(1)] }), 'group-hosts', of.arn, 1).text, /does not exist/);
  });
});
