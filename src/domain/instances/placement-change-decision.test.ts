import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  arnOf,
  effectsOf,
  exampleFacts,
  exampleGroup,
  exampleInstance,
  hostId,
  instanceId,
  OTHER_ACCOUNT,
  REGION,
  type Tie,
} from '../../../test/example-facts.ts';
import { coreLicense, host, machineOnHost, move, socketLicense } from '../../../test/host-commands.ts';
import type { ChangePlacementCommand } from '../commands.ts';
import type { Facts } from '../facts.ts';
import type { Host } from '../hosts/host.ts';
import type { Instance } from './instance.ts';

const { arn } = exampleGroup();
const settings = exampleInstance().settings;
const shared = (given: Partial<Instance> = {}) => exampleInstance({ state: 'stopped', ...given });
const onHost = (given: Partial<Instance> = {}) => machineOnHost({ state: 'stopped', ...given });
const grouped = onHost({ hostId: undefined, settings: { ...settings, hostResourceGroupArn: arn } });
const bound = onHost({ settings: { ...settings, affinity: 'host' } });
const given = (machine: Instance, of: Partial<Host> = {}): Facts =>
  exampleFacts({ hosts: [host(1), host(2, of)], groups: [exampleGroup()], instances: [machine] });

/** Tenancy, host, group and affinity. */
function placeOf(facts: Facts) {
  const { tenancy, hostId: on, settings: kept } = facts.instances.get(instanceId(1))!;
  return [tenancy, on && Number.parseInt(on.slice(2), 16), kept.hostResourceGroupArn, kept.affinity];
}

describe('a stopped machine is moved', () => {
  const table: [what: string, machine: Instance, change: ChangePlacementCommand['change'], place: unknown[]][] = [
    ['to a host, and so to its tenancy', shared(), { hostId: hostId(2) }, ['host', 2, undefined, undefined]],
    ['to another host', onHost(), { hostId: hostId(2) }, ['host', 2, undefined, undefined]],
    ['to another host, bound as before', bound, { hostId: hostId(2) }, ['host', 2, undefined, 'host']],
    ['to a host, bound to it', shared(), { hostId: hostId(2), affinity: 'host' }, ['host', 2, undefined, 'host']],
    ['out of a group to a host', grouped, { hostId: hostId(2) }, ['host', 2, undefined, undefined]],
    ['into a group', onHost(), { hostResourceGroupArn: arn }, ['host', undefined, arn, undefined]],
    [
      'into a group, which ends its affinity',
      bound,
      { hostResourceGroupArn: arn },
      ['host', undefined, arn, undefined],
    ],
    ['out of its group', grouped, { hostResourceGroupArn: '' }, ['host', undefined, undefined, undefined]],
    ['off its host, to any', onHost(), { hostId: '' }, ['host', undefined, undefined, undefined]],
    ['to any host', shared(), { tenancy: 'host' }, ['host', undefined, undefined, undefined]],
    [
      'to any host, then bound to it',
      shared(),
      { tenancy: 'host', affinity: 'host' },
      ['host', undefined, undefined, 'host'],
    ],
    ['to be bound to its host', onHost(), { affinity: 'host' }, ['host', 1, undefined, 'host']],
    ['to be bound no more', bound, { affinity: 'default' }, ['host', 1, undefined, undefined]],
    ['to shared tenancy, off its host', bound, { tenancy: 'default' }, ['default', undefined, undefined, undefined]],
    [
      'to dedicated tenancy, out of its group',
      grouped,
      { tenancy: 'dedicated' },
      ['dedicated', undefined, undefined, undefined],
    ],
  ];
  for (const [what, machine, change, place] of table)
    test(what, () => {
      const facts = given(machine);
      const { text, effects } = move(facts, change);
      assert.deepEqual([text, placeOf(facts)], ['permitted', place]);
      assert.deepEqual(effectsOf(effects, 'audit')[0]!.detail, { placement: change });
    });
});

describe('a machine is not moved', () => {
  const table: [
    what: string,
    machine: Instance,
    change: ChangePlacementCommand['change'],
    of: Partial<Host>,
    text: RegExp,
  ][] = [
    ['while it runs', machineOnHost(), { hostId: hostId(2) }, {}, /can be moved \(it must be stopped\); it is running/],
    [
      'when it is of another account',
      onHost({ accountId: OTHER_ACCOUNT }),
      { hostId: hostId(2) },
      {},
      /^The instance ID 'i-0+1' does not exist$/,
    ],
    ['to a host that is not there', onHost(), { hostId: hostId(9) }, {}, /^The Dedicated Host 'h-0+9' does not exist$/],
    ['to a host of another account', onHost(), { hostId: hostId(2) }, { accountId: OTHER_ACCOUNT }, /does not exist/],
    ['to a host of another family', onHost(), { hostId: hostId(2) }, { family: 'c5' }, /is for c5, not for m5\.xlarge/],
    ['to a host of another type', onHost(), { hostId: hostId(2) }, { instanceType: 'm5.large' }, /is for m5\.large/],
    [
      'to a host in another zone',
      onHost(),
      { hostId: hostId(2) },
      { availabilityZone: `${REGION}b` },
      /is in us-east-1b/,
    ],
    ['to a host that failed', onHost(), { hostId: hostId(2) }, { state: 'permanent-failure' }, /must be available/],
    ['to a host in a group', onHost(), { hostId: hostId(2) }, { groupArn: arn }, /launch into the group instead/],
    [
      'to a group that is not there',
      onHost(),
      { hostResourceGroupArn: 'arn:other' },
      {},
      /^'arn:other' is no ARN of a host resource group; an ARN is wanted/,
    ],
    [
      'into a group with affinity',
      onHost(),
      { hostResourceGroupArn: arn, affinity: 'host' },
      {},
      /cannot be given together/,
    ],
    ['to be bound while in a group', grouped, { affinity: 'host' }, {}, /cannot be given together/],
    [
      'to a host and a group',
      onHost(),
      { hostId: hostId(2), hostResourceGroupArn: arn },
      {},
      /cannot be given together/,
    ],
    ['to a host of another tenancy', onHost(), { hostId: hostId(2), tenancy: 'default' }, {}, /needs the tenancy host/],
    [
      'to shared tenancy with a Windows license of its own',
      onHost({ settings: { ...settings, usageOperation: 'RunInstances:0800' } }),
      { tenancy: 'default' },
      {},
      /0800\) needs the tenancy dedicated or host/,
    ],
    [
      'to a host with a license that comes with it',
      shared({ settings: { ...settings, usageOperation: 'RunInstances:0010' } }),
      { tenancy: 'host' },
      {},
      /cannot run on a Dedicated Host/,
    ],
    [
      'to a host where its type has none',
      shared({ instanceType: 't2.micro' }),
      { tenancy: 'host' },
      {},
      /t2\.micro does not run on Dedicated Hosts/,
    ],
  ];
  for (const [what, machine, change, of, text] of table)
    test(what, () => {
      const facts = given(machine, of);
      const before = placeOf(facts);
      assert.match(move(facts, change).text, text);
      assert.deepEqual(placeOf(facts), before);
    });

  test('into a group that does not allow its license; one that it has not yet may still come', () => {
    const machine = onHost();
    const [allowed, license] = [socketLicense(), coreLicense()];
    const facts = (ties: Tie[]) =>
      exampleFacts({
        licenses: [license],
        groups: [exampleGroup({ anyLicense: false, allowedLicenseArns: [arnOf(allowed)] })],
        instances: [machine],
        ties,
      });
    assert.match(
      move(facts([{ license, instance: machine }]), { hostResourceGroupArn: arn }).text,
      /does not allow license configuration/,
    );
    assert.equal(move(facts([]), { hostResourceGroupArn: arn }).text, 'permitted');
  });

  test('past a hard limit with a license that counts stopped machines', () => {
    const license = coreLicense({
      licenseCount: 48,
      hardLimit: true,
      ruleTexts: ['#includedStoppedInstances=True'],
      consumed: 48,
    });
    const [one, machine, other] = [host(1), onHost(), onHost({ id: instanceId(2) })];
    const facts = exampleFacts({
      licenses: [license],
      hosts: [one, host(2)],
      instances: [machine, other],
      ties: [machine, other].map((instance) => ({ license, instance })),
      hostTies: [{ license, host: one, tied: false, held: 48 }],
    });
    assert.match(move(facts, { hostId: hostId(2) }).text, /has 0 of 48 cores left; moving i-0+1 needs 48\.$/);
  });
});

test('rules of a license are not looked at before the machine starts', () => {
  const machine = onHost();
  const license = coreLicense();
  const facts = exampleFacts({ licenses: [license], instances: [machine], ties: [{ license, instance: machine }] });
  assert.equal(move(facts, { tenancy: 'default' }).text, 'permitted');
});
