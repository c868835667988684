import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  ACCOUNT,
  arnOf,
  consumedOf,
  exampleFacts,
  exampleGroup,
  hardVcpuLicense,
  hostId,
  instanceId,
  OTHER_ACCOUNT,
  REGION,
  type Tie,
} from '../../../test/example-facts.ts';
import {
  act,
  advance,
  coreLicense,
  host,
  launchOnHost,
  machineOnHost,
  placesOf,
  socketLicense,
} from '../../../test/host-commands.ts';
import type { LaunchRequest } from '../commands.ts';
import type { Facts } from '../facts.ts';
import type { License } from '../licenses/license.ts';
import type { Host } from './host.ts';

describe('a launch into a host resource group', () => {
  const { arn } = exampleGroup();
  const license = coreLicense();
  const into = (
    facts: Facts,
    licenses: License[] = [license],
    request: Partial<LaunchRequest> = {},
    requestId?: string,
  ) => launchOnHost(facts, licenses, { hostResourceGroupArn: arn, ...request }, requestId);
  const given = (settings: Parameters<typeof exampleGroup>[0], hosts: Host[] = [], licenses: License[] = [license]) =>
    exampleFacts({ groups: [exampleGroup(settings)], hosts, licenses });

  test('takes its hosts, and no other', () => {
    const facts = given({}, [host(1, { autoPlacement: true }), host(2, { groupArn: arn })]);
    into(facts);
    assert.deepEqual(placesOf(facts), [2]);
    assert.equal([...facts.instances.values()][0]!.settings.hostResourceGroupArn, arn);
  });

  const table: [
    what: string,
    settings: Parameters<typeof exampleGroup>[0],
    licenses: License[],
    request: Partial<LaunchRequest>,
    text: RegExp,
  ][] = [
    ['needs a Core or Socket license', {}, [], {}, /takes machines with a Core or Socket license/],
    ['of which others are none', {}, [hardVcpuLicense()], {}, /takes machines with a Core or Socket license/],
    ['that it allows', { anyLicense: false, allowedLicenseArns: [arnOf(license)] }, [license], {}, /^permitted$/],
    [
      'and no other',
      { anyLicense: false, allowedLicenseArns: [arnOf(socketLicense())] },
      [license],
      {},
      /does not allow license configuration lic-0+1/,
    ],
    ['of a family that it allows', { allowedFamilies: ['m5'] }, [license], {}, /^permitted$/],
    [
      'and of no other',
      { allowedFamilies: ['c5'] },
      [license],
      {},
      /allows the families c5; this machine is m5\.xlarge/,
    ],
    ['of the account', { accountId: OTHER_ACCOUNT }, [license], {}, /^The host resource group '.*' does not exist$/],
    [
      'or one that is shared with it, in the Region',
      { accountId: OTHER_ACCOUNT, sharedWith: [ACCOUNT], region: 'eu-west-1' },
      [license],
      {},
      /does not exist/,
    ],
    ['of the Region', { region: 'eu-west-1' }, [license], {}, /does not exist/],
    [
      'without a host beside it',
      {},
      [license],
      { hostId: hostId(1) },
      /A host id and a host resource group cannot be given together/,
    ],
    [
      'without affinity beside it',
      {},
      [license],
      { affinity: 'host' },
      /A host resource group and affinity cannot be given together/,
    ],
  ];
  for (const [what, settings, licenses, request, text] of table)
    test(what, () => {
      const facts = given(settings, [host(1, { groupArn: arn })], licenses);
      assert.match(into(facts, licenses, request).text, text);
    });

  test('is refused where no host has room and none may be allocated', () => {
    assert.match(into(given({}, [host(1)])).text, /^You do not have a host/);
  });

  test('allocates a host of the family in the group when no other has room', () => {
    const facts = given({ autoAllocate: true, autoRecovery: true }, [host(1, { groupArn: arn })]);
    into(facts, [license], { instanceType: 'm5.12xlarge', minCount: 3 });
    assert.deepEqual(placesOf(facts), [1, 1, 'new']);
    const opened = [...facts.hosts.values()].at(-1)!;
    const { groupArn, family, instanceType, hostRecovery, availabilityZone, autoPlacement } = opened;
    assert.deepEqual(
      [groupArn, family, instanceType, hostRecovery, availabilityZone, autoPlacement],
      [arn, 'm5', undefined, true, `${REGION}a`, false],
    );
    assert.deepEqual(consumedOf(facts), [96]);
  });

  test('allocates hosts of one type where sizes do not mix', () => {
    const facts = given({ autoAllocate: true });
    into(facts, [license], { instanceType: 'm4.large' });
    assert.equal([...facts.hosts.values()][0]!.instanceType, 'm4.large');
  });

  test('allocates a host of one type where the type fits on no host of the family', () => {
    const facts = given({ autoAllocate: true }, [host(1, { groupArn: arn, family: 'c5d', cores: 36 })]);
    into(facts, [license], { instanceType: 'c5d.24xlarge' });
    const { instanceType, cores, estimated } = [...facts.hosts.values()].at(-1)!;
    assert.deepEqual([instanceType, cores, estimated], ['c5d.24xlarge', 48, true]);
    assert.deepEqual(consumedOf(facts), [48]);
  });

  test('allocates none of a type that is not mixed with those that are there', () => {
    const facts = given({ autoAllocate: true });
    into(facts, [license], { instanceType: 'm4.10xlarge' }, 'a');
    for (const [instanceType, text] of [
      ['m4.large', /has hosts for m4\.10xlarge; this machine is m4\.large\. Only types of the Nitro system/],
      ['m5.large', /has hosts for m4\.10xlarge; this machine is m5\.large/],
      ['m4.10xlarge', /^permitted$/],
    ] as const)
      assert.match(into(facts, [license], { instanceType }, 'b').text, text);
    assert.equal(facts.hosts.size, 2);
  });

  test('allocates none while another zone has room', () => {
    const facts = given({ autoAllocate: true }, [host(1, { groupArn: arn, availabilityZone: `${REGION}b` })]);
    into(facts);
    assert.deepEqual([placesOf(facts), facts.hosts.size], [[1], 1]);
  });

  test('two launches allocate two hosts, each with an id of its own', () => {
    const facts = given({ autoAllocate: true });
    for (const request of ['a', 'b']) into(facts, [license], { instanceType: 'm5.24xlarge' }, request);
    assert.equal(facts.hosts.size, 2);
  });

  test('allocates no host that it cannot pay for', () => {
    const short = coreLicense({ licenseCount: 47, hardLimit: true });
    const facts = given({ autoAllocate: true }, [], [short]);
    assert.match(into(facts, [short]).text, /^No licenses available/);
    assert.equal(facts.hosts.size, 0);
  });

  test('that is shared takes its owner’s hosts and allocates more of them, for machines of the caller', () => {
    const owner = { accountId: OTHER_ACCOUNT };
    const theirs = coreLicense({ ...owner, sharedWith: [ACCOUNT] });
    const hosts = [host(2, { ...owner, autoPlacement: true }), host(3, { ...owner, groupArn: arn })];
    const facts = given({ ...owner, sharedWith: [ACCOUNT], autoAllocate: true }, hosts, [theirs]);
    into(facts, [theirs], { instanceType: 'm5.12xlarge', minCount: 3 });
    assert.deepEqual(placesOf(facts), [3, 3, 'new']);
    const [opened, machine] = [[...facts.hosts.values()].at(-1)!, [...facts.instances.values()].at(-1)!];
    assert.deepEqual([opened.accountId, opened.groupArn, machine.accountId], [OTHER_ACCOUNT, arn, ACCOUNT]);
    assert.deepEqual(consumedOf(facts), [96]);
  });

  test('a host whose last running machine leaves is released, where the group does that', () => {
    for (const [autoRelease, state] of [
      [true, 'released'],
      [false, 'available'],
    ] as const) {
      const machines = [machineOnHost({ state: 'stopping' }), machineOnHost({ id: instanceId(2), state: 'stopped' })];
      const facts = exampleFacts({
        groups: [exampleGroup({ autoRelease })],
        hosts: [host(1, { groupArn: arn })],
        licenses: [{ ...license, consumed: 48 }],
        instances: machines,
        ties: machines.map((instance): Tie => ({ license, instance })),
        hostTies: [{ license, host: host(1), tied: false, held: 48 }],
      });
      advance(facts);
      assert.deepEqual([facts.hosts.get(hostId(1))!.state, consumedOf(facts)], [state, [0]]);
    }
  });

  test('and not while another one runs', () => {
    const machines = [machineOnHost({ state: 'stopping' }), machineOnHost({ id: instanceId(2) })];
    const facts = exampleFacts({
      groups: [exampleGroup({ autoRelease: true })],
      hosts: [host(1, { groupArn: arn })],
      instances: machines,
    });
    advance(facts);
    assert.equal(facts.hosts.get(hostId(1))!.state, 'available');
    act(facts, 'terminate', 2);
    advance(facts, new Date(facts.at.getTime() + 5000));
    assert.equal(facts.hosts.get(hostId(1))!.state, 'released');
  });
});
