import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  arnOf,
  consumedOf,
  effectsOf,
  exampleActor,
  exampleFacts,
  exampleImage,
  exampleInstance,
  exampleLicense,
  hardVcpuLicense,
  instanceId,
  licenseId,
  OTHER_ACCOUNT,
  publicImage,
  textOf,
} from '../../../test/example-facts.ts';
import type { Permitted, UpdateLicenseSpecificationsCommand } from '../commands.ts';
import { decide } from '../decide.ts';
import type { Facts } from '../facts.ts';
import type { Instance, InstanceState } from '../instances/instance.ts';
import { resourceArn } from '../resource.ts';
import type { License } from './license.ts';

const instanceArn = ({ id, accountId: ownerId, region }: Instance) =>
  resourceArn({ type: 'EC2_INSTANCE', id, ownerId, region });
const imageArn = (image: { id: string }) =>
  resourceArn({ type: 'EC2_AMI', id: image.id, ownerId: '', region: 'us-east-1' });
const machine = exampleInstance();

interface Change {
  readonly add?: (License | { license: License; scope: string })[];
  readonly remove?: License[];
  readonly accountId?: string;
}

function update(facts: Facts, arn: string, { add = [], remove = [], accountId }: Change) {
  const command: UpdateLicenseSpecificationsCommand = {
    kind: 'update-license-specifications',
    actor: exampleActor('license-manager:UpdateLicenseSpecificationsForResource', accountId ? { accountId } : {}),
    resourceArn: arn,
    add: add.map((item) =>
      'license' in item
        ? { licenseConfigurationArn: arnOf(item.license), amiAssociationScope: item.scope }
        : { licenseConfigurationArn: arnOf(item) },
    ),
    remove: remove.map((license) => ({ licenseConfigurationArn: arnOf(license) })),
  };
  const decision = decide(command, facts);
  return { ...decision, text: textOf(decision.outcome) };
}

const tiesOf = (facts: Facts, id: string): string[] => (facts.associations.get(id) ?? []).map((a) => a.licenseId);

describe('adding a license to an instance', () => {
  const stoppedToo = ['#includedStoppedInstances=True'];
  const stopped: InstanceState = 'stopped';
  const table: [what: string, license: Partial<License>, state: InstanceState, text: RegExp, consumed: number][] = [
    ['with room under a hard limit', { consumed: 12 }, 'running', /^permitted$/, 16],
    [
      'past a hard limit',
      { consumed: 13 },
      'running',
      /^No licenses available\. License configuration lic-0+1 \("SQL Server"\) has 3 of 16 vCPUs left; i-0+1 needs 4\.$/,
      13,
    ],
    ['past a soft limit', { consumed: 16, hardLimit: false }, 'running', /^permitted$/, 20],
    ['while it is pending', {}, 'pending', /^permitted$/, 4],
    ['while it is stopping', {}, 'stopping', /^permitted$/, 4],
    [
      'while it shuts down',
      {},
      'shutting-down',
      /^A license cannot be allocated to arn:.* while it is shutting-down\.$/,
      0,
    ],
    ['while it is stopped: takes nothing yet', { consumed: 16 }, stopped, /^permitted$/, 16],
    ['while it is stopped, stopped machines count', { ruleTexts: stoppedToo }, stopped, /^permitted$/, 4],
    [
      'while it is stopped, stopped machines count, past the limit',
      { consumed: 16, ruleTexts: stoppedToo },
      stopped,
      /^No licenses available\./,
      16,
    ],
    ['that was terminated', {}, 'terminated', /^Resource arn:.* does not exist/, 0],
    [
      'that a rule refuses',
      { ruleTexts: ['#minimumVcpus=8'] },
      'running',
      /has the rule #minimumVcpus=8; i-0+1 has 4\.$/,
      0,
    ],
    ['that a rule refuses, while it is stopped', { ruleTexts: ['#minimumVcpus=8'] }, stopped, /#minimumVcpus=8/, 0],
    [
      'that has no host, by Core',
      { countingType: 'Core' },
      'running',
      /is counted by Core, which needs a Dedicated Host/,
      0,
    ],
    [
      'that is disabled',
      { status: 'DISABLED' },
      'running',
      /is disabled; enable it, or leave it out of this association/,
      0,
    ],
    ['that is deleted', { status: 'DELETED' }, 'running', /does not exist, or is not visible/, 0],
    ['of another account', { accountId: OTHER_ACCOUNT }, 'running', /does not exist, or is not visible/, 0],
    [
      'of another account that shares it',
      { accountId: OTHER_ACCOUNT, sharedWith: ['111111111111'] },
      'running',
      /^permitted$/,
      4,
    ],
  ];
  for (const [what, given, state, text, consumed] of table)
    test(what, () => {
      const instance = exampleInstance({ state });
      const license = hardVcpuLicense(given);
      const facts = exampleFacts({ instances: [instance], licenses: [license] });
      const done = update(facts, instanceArn(instance), { add: [license] });
      assert.match(done.text, text);
      assert.deepEqual(consumedOf(facts), [consumed]);
      assert.equal(tiesOf(facts, instance.id).length, done.outcome.ok ? 1 : 0);
    });

  test('past a soft limit tells the overage, and what is done is recorded', () => {
    const license = hardVcpuLicense({ consumed: 16, hardLimit: false });
    const { outcome, effects } = update(
      exampleFacts({ instances: [machine], licenses: [license] }),
      instanceArn(machine),
      { add: [license] },
    );
    assert.deepEqual(
      (outcome as Permitted).overages?.map((overage) => overage.consumed),
      [20],
    );
    const [audit] = effectsOf(effects, 'audit');
    assert.deepEqual(audit!.resources, [instanceArn(machine), arnOf(license)]);
  });
});

describe('what is there already', () => {
  const license = hardVcpuLicense({ consumed: 16 });
  const tied = () =>
    exampleFacts({ instances: [machine], licenses: [license], ties: [{ license, instance: machine, held: 4 }] });

  test('is not charged a second time', () => {
    const facts = tied();
    assert.deepEqual(update(facts, instanceArn(machine), { add: [license] }).effects, []);
    assert.deepEqual(consumedOf(facts), [16]);
  });

  test('twice in one call is one', () => {
    const other = hardVcpuLicense({ id: licenseId(2) });
    const facts = exampleFacts({ instances: [machine], licenses: [other] });
    update(facts, instanceArn(machine), { add: [other, other] });
    assert.deepEqual([consumedOf(facts), tiesOf(facts, machine.id)], [[4], [licenseId(2)]]);
  });

  test('is given back when it is removed', () => {
    const facts = tied();
    assert.equal(update(facts, instanceArn(machine), { remove: [license] }).text, 'permitted');
    assert.deepEqual([consumedOf(facts), facts.consumption.size, tiesOf(facts, machine.id)], [[12], 0, []]);
  });

  test('is removed first, so that the same license can be added at the limit', () => {
    const facts = tied();
    assert.equal(update(facts, instanceArn(machine), { add: [license], remove: [license] }).text, 'permitted');
    assert.deepEqual([consumedOf(facts), tiesOf(facts, machine.id)], [[16], [license.id]]);
  });

  test('is not removed when what is added has no room', () => {
    const full = hardVcpuLicense({ id: licenseId(2), consumed: 16 });
    const facts = tied();
    facts.licenses.set(full.id, full);
    assert.match(
      update(facts, instanceArn(machine), { add: [full], remove: [license] }).text,
      /^No licenses available\./,
    );
    assert.deepEqual([consumedOf(facts), tiesOf(facts, machine.id)], [[16, 16], [license.id]]);
  });

  test('is removed from a machine that shuts down', () => {
    const instance = exampleInstance({ state: 'shutting-down' });
    const facts = exampleFacts({ instances: [instance], licenses: [license], ties: [{ license, instance, held: 4 }] });
    update(facts, instanceArn(instance), { remove: [license] });
    assert.deepEqual(consumedOf(facts), [12]);
  });
});

test('removing what is not there is no error', () => {
  const license = exampleLicense();
  const facts = exampleFacts({ instances: [machine], licenses: [license] });
  assert.deepEqual(update(facts, instanceArn(machine), { remove: [license] }).effects, []);
  assert.equal(
    update(facts, instanceArn(machine), { remove: [exampleLicense({ id: licenseId(7) })] }).text,
    'permitted',
  );
});

test('an ARN of the same id in another account or Region removes nothing', () => {
  for (const wrong of [{ accountId: OTHER_ACCOUNT }, { region: 'eu-west-1' }]) {
    const license = exampleLicense({ consumed: 1 });
    const facts = exampleFacts({
      instances: [machine],
      licenses: [license],
      ties: [{ license, instance: machine, held: 1 }],
    });
    assert.deepEqual(update(facts, instanceArn(machine), { remove: [{ ...license, ...wrong }] }).effects, []);
  }
});

test('ten licenses at the most; removing makes room', () => {
  const all = Array.from({ length: 11 }, (_, n) => exampleLicense({ id: licenseId(n + 1), consumed: 1 }));
  const ties = all.slice(0, 10).map((license) => ({ license, instance: machine, held: 1 }));
  const facts = exampleFacts({ instances: [machine], licenses: all, ties });
  assert.match(
    update(facts, instanceArn(machine), { add: [all[10]!] }).text,
    /10 license configurations at the most; this would be 11/,
  );
  assert.equal(update(facts, instanceArn(machine), { add: [all[10]!], remove: [all[0]!] }).text, 'permitted');
});

describe('what is no resource of the account', () => {
  const foreign = exampleInstance({ accountId: OTHER_ACCOUNT });
  const table: [what: string, arn: string][] = [
    ['an unknown instance', instanceArn(exampleInstance({ id: instanceId(9) }))],
    ['an instance of another account', instanceArn(foreign)],
    ['an instance of another account under this account’s ARN', instanceArn({ ...foreign, accountId: '111111111111' })],
    ['an instance of another Region', instanceArn(exampleInstance({ region: 'eu-west-1' }))],
    ['a launch template', 'arn:aws:ec2:us-east-1:111111111111:launch-template/lt-0123456789abcdef0'],
    ['a stack', 'arn:aws:cloudformation:us-east-1:111111111111:stack/s/1'],
    ['a database', 'arn:aws:rds:us-east-1:111111111111:db:orders'],
    ['an unknown image', imageArn({ id: 'ami-0bbbbbbbb' })],
    ['no ARN', 'i-0123456789abcdef0'],
  ];
  for (const [what, arn] of table)
    test(what, () => {
      const license = exampleLicense();
      const facts = exampleFacts({ instances: [foreign], licenses: [license] });
      assert.match(update(facts, arn, { add: [license] }).text, /does not exist in this account and Region/);
    });
});

describe('images', () => {
  const license = exampleLicense({ licenseCount: 0, hardLimit: true });

  test('take no license of their own, even at the limit', () => {
    const facts = exampleFacts({ licenses: [license] });
    assert.equal(update(facts, imageArn(exampleImage), { add: [license] }).text, 'permitted');
    assert.deepEqual([consumedOf(facts), tiesOf(facts, exampleImage.id)], [[0], [license.id]]);
  });

  test('of one’s own take the scope cross-account, which another add without a scope leaves as it is', () => {
    const facts = exampleFacts({ licenses: [license], imageTies: [{ license, image: exampleImage }] });
    update(facts, imageArn(exampleImage), { add: [{ license, scope: 'cross-account' }] });
    assert.deepEqual(
      facts.associations.get(exampleImage.id)!.map((a) => a.amiScope),
      ['cross-account'],
    );
    assert.deepEqual(update(facts, imageArn(exampleImage), { add: [license] }).effects, []);
    update(facts, imageArn(exampleImage), { add: [license], remove: [license] });
    assert.deepEqual(
      facts.associations.get(exampleImage.id)!.map((a) => a.amiScope),
      [undefined],
      'taken off and added anew it is narrower',
    );
    assert.equal(facts.associationCounts.get(license.id), 1);
  });

  test('of others do not take the scope cross-account', () => {
    const facts = exampleFacts({ licenses: [license] });
    assert.match(
      update(facts, imageArn(publicImage), { add: [{ license, scope: 'cross-account' }] }).text,
      /belongs to another account/,
    );
    assert.equal(update(facts, imageArn(publicImage), { add: [license] }).text, 'permitted');
  });

  test('of others keep what other accounts tied to them', () => {
    const theirs = exampleLicense({ accountId: OTHER_ACCOUNT });
    const facts = exampleFacts({ licenses: [theirs], imageTies: [{ license: theirs, image: publicImage }] });
    assert.deepEqual(update(facts, imageArn(publicImage), { remove: [theirs] }).effects, []);
  });

  test('of others keep what an account tied to them, though it shares the license', () => {
    const theirs = exampleLicense({ accountId: OTHER_ACCOUNT, sharedWith: ['111111111111'] });
    const facts = exampleFacts({ licenses: [theirs], imageTies: [{ license: theirs, image: publicImage }] });
    assert.deepEqual(update(facts, imageArn(publicImage), { remove: [theirs] }).effects, []);
  });

  test('of others do not take a license that another account shares: it would track that account’s launches', () => {
    const theirs = exampleLicense({ accountId: OTHER_ACCOUNT, sharedWith: ['111111111111'] });
    const facts = exampleFacts({ licenses: [theirs] });
    assert.match(
      update(facts, imageArn(publicImage), { add: [theirs] }).text,
      /belongs to another account.*a license that another account shares/,
    );
    assert.equal(update(facts, imageArn(exampleImage), { add: [theirs] }).text, 'permitted');
  });

  test('of others have room for ten licenses of each account', () => {
    const theirs = Array.from({ length: 10 }, (_, n) =>
      exampleLicense({ id: licenseId(n + 10), accountId: OTHER_ACCOUNT }),
    );
    const facts = exampleFacts({
      licenses: [license, ...theirs],
      imageTies: theirs.map((tied) => ({ license: tied, image: publicImage })),
    });
    assert.equal(update(facts, imageArn(publicImage), { add: [license] }).text, 'permitted');
  });

  test('that are deregistered keep their licenses until the sweep takes them off', () => {
    const facts = exampleFacts({ licenses: [license], imageTies: [{ license, image: exampleImage }] });
    facts.images.delete(exampleImage.id);
    assert.match(
      update(facts, imageArn(exampleImage), { remove: [license] }).text,
      /is deregistered; its licenses are taken off by the next sweep/,
    );
    assert.match(update(facts, imageArn(exampleImage), { add: [license] }).text, /does not exist in this account/);
  });
});

test('an account that launched from a publisher’s image cannot take the publisher’s license off its machine', () => {
  const license = exampleLicense({ accountId: publicImage.ownerId, consumed: 1 });
  const facts = exampleFacts({
    instances: [machine],
    licenses: [license],
    ties: [{ license, instance: machine, held: 1 }],
  });
  assert.deepEqual(update(facts, instanceArn(machine), { remove: [license] }).effects, []);
  assert.deepEqual(consumedOf(facts), [1]);
});
