import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  ACCOUNT,
  arnOf,
  consumedOf,
  effectsOf,
  exampleFacts,
  exampleImage,
  exampleLaunch,
  exampleLicense,
  hardVcpuLicense,
  licenseId,
  NOW,
  OTHER_ACCOUNT,
  REGION,
  textOf,
} from '../../../test/example-facts.ts';
import { launch } from '../../../test/example-launch.ts';
import type { LaunchRequest, Permitted } from '../commands.ts';
import { decide } from '../decide.ts';
import { tokenKey } from '../facts.ts';
import type { License } from '../licenses/license.ts';
import { defaultNetwork } from '../networks/network.ts';

const network = defaultNetwork(ACCOUNT, REGION);
const licenses = (count: number): License[] =>
  Array.from({ length: count }, (_, n) => exampleLicense({ id: licenseId(n + 1), name: `License ${n + 1}` }));

// The order of the checks: a user who has done several things wrong is told the first of them. Steps 1, 2, 4, 5 and 6
// come before the decision. Each step has a request that is wrong in this step and in all the later ones.
describe('a launch is checked step by step', () => {
  const elsewhere = licenseId(0xffff);
  const steps: { step: string; wrong: Partial<LaunchRequest>; right: Partial<LaunchRequest>; text: RegExp }[] = [
    {
      step: '7 image',
      wrong: { imageId: 'ami-0bad' },
      right: { imageId: exampleImage.id },
      text: /^The image id '\[ami-0bad\]' does not exist$/,
    },
    {
      step: '7 instance type',
      wrong: { instanceType: 'm5.tiny' },
      right: { instanceType: 't4g.micro' },
      text: /^Invalid value 'm5\.tiny' for InstanceType\. DescribeInstanceTypes lists those that there are\.$/,
    },
    {
      step: '7 architecture',
      wrong: {},
      right: { instanceType: 'm5.xlarge' },
      text: /architecture 'arm64' of the specified instance type does not match the architecture 'x86_64' of the specified AMI/,
    },
    {
      step: '7 subnet',
      wrong: { subnetId: 'subnet-0bad' },
      right: { subnetId: network.subnets[1]!.subnetId },
      text: /^The subnet ID 'subnet-0bad' does not exist$/,
    },
    {
      step: '7 zone',
      wrong: { availabilityZone: 'us-east-1z' },
      right: { availabilityZone: 'us-east-1a' },
      text: /^Invalid availability zone: \[us-east-1z\]$/,
    },
    {
      step: '7 subnet and zone',
      wrong: {},
      right: { availabilityZone: 'us-east-1b' },
      text: /^Subnet subnet-\w+ is not in availability zone us-east-1a\.$/,
    },
    {
      step: '7 security group',
      wrong: { settings: { securityGroupIds: [network.securityGroupId, 'sg-0bad'] } },
      right: { settings: { securityGroupIds: [network.securityGroupId] } },
      text: /^The security group 'sg-0bad' does not exist$/,
    },
    {
      step: '8 CPU options',
      wrong: { cpuOptions: { coreCount: 3, threadsPerCore: 2 } },
      right: { cpuOptions: { coreCount: 2, threadsPerCore: 1 } },
      text: /^CoreCount 3 is not valid for instance type m5\.xlarge\. Valid values: 2\.$/,
    },
    {
      step: '9 host and host resource group',
      wrong: { hostId: 'h-0bad', hostResourceGroupArn: 'arn:group' },
      right: { hostResourceGroupArn: undefined! },
      text: /^A host id and a host resource group cannot be given together\.$/,
    },
    {
      step: '9 tenancy of a host',
      wrong: { tenancy: 'default' },
      right: { tenancy: 'host' },
      text: /^A host, a host resource group or an affinity needs the tenancy host\.$/,
    },
    {
      step: '9 host',
      wrong: {},
      right: { hostId: undefined! },
      text: /^The Dedicated Host 'h-0bad' does not exist$/,
    },
    {
      step: '11 license exists',
      wrong: { licenseConfigurationArns: [...licenses(11).map(arnOf), arnOf(exampleLicense({ id: elsewhere }))] },
      right: { licenseConfigurationArns: licenses(11).map(arnOf) },
      text: /license-configuration:lic-0+ffff does not exist, or is not visible to this account in this Region\.$/,
    },
    {
      step: '10 ten licenses at the most',
      wrong: {},
      right: { licenseConfigurationArns: licenses(10).map(arnOf) },
      text: /^A resource can have 10 license configurations at the most; this would be 11\.$/,
    },
    {
      step: '11 and 12 licenses available, rules kept',
      wrong: {},
      right: { licenseConfigurationArns: licenses(2).map(arnOf) },
      text: /^License terms are not met\. .*"License 3"\) is disabled; .*"License 4"\) has the rule #allowedTenancy=EC2-Default; this launch has EC2-DedicatedHost\.$/,
    },
    {
      step: '13 host capacity',
      wrong: {},
      right: { tenancy: 'default' },
      text: /^You do not have a host with a matching configuration and sufficient capacity\./,
    },
    {
      step: '14 and 15 room under hard limits',
      wrong: {},
      right: { minCount: 1, maxCount: 1 },
      text: /^No licenses available\. .*"License 1"\) has 1 of 1 instance left; this launch needs 2\.$/,
    },
  ];
  const kinds: Partial<License>[] = [
    { licenseCount: 1, hardLimit: true },
    { licenseCount: 1, hardLimit: false },
    { status: 'DISABLED' },
    { ruleTexts: ['#allowedTenancy=EC2-Default'] },
  ];
  const facts = () =>
    exampleFacts({ licenses: licenses(11).map((license, n) => exampleLicense({ ...license, ...kinds[n] })) });
  const allWrong: Partial<LaunchRequest> = Object.assign(
    { minCount: 2, maxCount: 2 },
    ...steps.map(({ wrong }) => wrong).reverse(),
  );

  for (const [index, { step, text }] of steps.entries())
    test(step, () => {
      const righted = Object.assign({}, allWrong, ...steps.slice(0, index).map(({ right }) => right));
      const { outcome, effects } = decide(exampleLaunch(righted), facts());
      assert.match(textOf(outcome), text);
      assert.deepEqual(
        effects.filter((effect) => effect.kind !== 'record-failure'),
        [],
      );
    });

  test('and goes through once all is right', () => {
    const righted = Object.assign({}, allWrong, ...steps.map(({ right }) => right));
    assert.equal(launch(facts(), righted).text, 'permitted');
  });
});

describe('what a launch makes', () => {
  test('machines in pending, due to run, in the default subnet, as the image says', () => {
    const { effects, launched } = launch([], { minCount: 2, tags: { team: 'a' }, settings: { userData: 'dQ==' } });
    const inserts = effectsOf(effects, 'insert-instance');
    assert.equal(launched, 2);
    assert.deepEqual(
      inserts.map((effect) => [effect.instance.launchIndex, effect.tags]),
      [
        [0, { team: 'a' }],
        [1, { team: 'a' }],
      ],
    );
    assert.equal(new Set(inserts.map((effect) => effect.instance.id)).size, 2);
    assert.equal(new Set(inserts.map((effect) => effect.instance.reservationId)).size, 1);
    const { state, stateDue, subnetId, settings, launchedAt } = inserts[0]!.instance;
    assert.deepEqual([state, launchedAt, subnetId], ['pending', NOW, network.subnets[0]!.subnetId]);
    assert.ok(stateDue! > NOW);
    assert.equal(settings.userData, 'dQ==');
    assert.equal(settings.rootDeviceName, exampleImage.rootDeviceName);
  });

  test('the zone that is named, and CPU options as asked for', () => {
    const { effects } = launch([], { availabilityZone: 'us-east-1c', cpuOptions: { coreCount: 2, threadsPerCore: 1 } });
    const { availabilityZone, coreCount, threadsPerCore } = effectsOf(effects, 'insert-instance')[0]!.instance;
    assert.deepEqual([availabilityZone, coreCount, threadsPerCore], ['us-east-1c', 2, 1]);
  });

  test('ties and takes at once, in pending, and records who did it', () => {
    const { effects, facts } = launch([{ countingType: 'vCPU' }, { id: licenseId(2) }], { minCount: 2 });
    assert.deepEqual(consumedOf(facts), [8, 2]);
    assert.equal(effectsOf(effects, 'associate').length, 4);
    const [audit] = effectsOf(effects, 'audit');
    assert.deepEqual(audit!.resources.slice(2), [...facts.licenses.values()].map(arnOf));
  });

  test('Core and Socket licenses are refused off a host', () => {
    for (const countingType of ['Core', 'Socket'] as const)
      assert.match(
        launch([{ countingType }]).text,
        /is counted by (Core|Socket), which needs a Dedicated Host .* this launch has EC2-Default/,
      );
  });
});

describe('a client token', () => {
  const token = { value: 'token-1', inputHash: 'hash-1' };
  const key = tokenKey({ accountId: ACCOUNT, region: REGION, action: 'ec2:RunInstances', token: 'token-1' });
  const facts = () => exampleFacts({ licenses: [exampleLicense({ licenseCount: 1, hardLimit: true })] });
  const request = { licenseConfigurationArns: [arnOf(exampleLicense())] };

  test('is stored with the launch', () => {
    const { effects, outcome } = decide(exampleLaunch(request, { token }), facts());
    const { reservationId } = outcome as Permitted;
    assert.deepEqual(effectsOf(effects, 'put-token')[0]!.stored, { inputHash: 'hash-1', outcome: { reservationId } });
  });

  test('with the same parameters answers the same reservation and takes nothing, even when all is used up', () => {
    const known = facts();
    const first = decide(exampleLaunch(request, { token }), known);
    const second = decide(exampleLaunch(request, { token, actor: { requestId: 'request-2' } }), known);
    assert.equal((second.outcome as Permitted).reservationId, (first.outcome as Permitted).reservationId);
    assert.deepEqual(second.effects, []);
    assert.deepEqual(consumedOf(known), [1]);
  });

  test('with other parameters is refused, before anything else is looked at', () => {
    const known = facts();
    decide(exampleLaunch(request, { token }), known);
    const { outcome } = decide(
      exampleLaunch({ imageId: 'ami-0bad' }, { token: { ...token, inputHash: 'hash-2' } }),
      known,
    );
    assert.equal(textOf(outcome), "The client token 'token-1' was used before with other parameters.");
  });

  test('of another account or Region is another token', () => {
    for (const actor of [{ accountId: OTHER_ACCOUNT }, { region: 'eu-west-1' }]) {
      const known = facts();
      decide(exampleLaunch(request, { token }), known);
      const { outcome } = decide(exampleLaunch({ imageId: 'ami-0bad' }, { token, actor }), known);
      assert.match(textOf(outcome), /ami-0bad/);
    }
  });

  test('of a refused launch or a dry run is not used up', () => {
    const known = exampleFacts({ licenses: [exampleLicense({ licenseCount: 0, hardLimit: true })] });
    decide(exampleLaunch(request, { token }), known);
    decide(exampleLaunch({}, { token, dryRun: true }), known);
    assert.equal(known.tokens.has(key), false);
  });
});

describe('a dry run', () => {
  test('is decided the same and does nothing', () => {
    const facts = exampleFacts({ licenses: [hardVcpuLicense({ consumed: 12 })] });
    const run = (instanceType: string) =>
      decide(
        exampleLaunch({ instanceType, licenseConfigurationArns: [arnOf(exampleLicense())] }, { dryRun: true }),
        facts,
      );
    assert.equal(run('m5.xlarge').outcome.ok, true);
    assert.match(textOf(run('m5.2xlarge').outcome), /has 4 of 16 vCPUs left; this launch needs 8\./);
    assert.deepEqual([...run('m5.xlarge').effects, ...run('m5.2xlarge').effects], []);
    assert.deepEqual(consumedOf(facts), [12]);
  });
});
