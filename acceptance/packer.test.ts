import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { ec2, uniqueName, url } from './clients.ts';
import { runClient } from './debian-client.ts';

// Packer as Debian packages it (`.ci/run` installs it): amazon-ebs with no VPC named, which sends it empty.

const template = join(import.meta.dirname, 'packer-image.json');
const pollEverySecond = { AWS_POLL_DELAY_SECONDS: '1' };

const build = (called: string, team: string, replace = false) => {
  const variables = Object.entries({ url, called, team, replace }).flatMap(([name, value]) => [
    '-var',
    `${name}=${value}`,
  ]);
  return runClient('/usr/bin/packer', ['build', '-machine-readable', ...variables, template], pollEverySecond);
};

async function imageOf(name: string) {
  const { Images } = await ec2.describeImages({ Owners: ['self'], Filters: [{ Name: 'name', Values: [name] }] });
  assert.equal(Images!.length, 1);
  return Images![0]!;
}

test('Packer builds an image, builds none while it is there, and replaces it when it is told to', async () => {
  const name = uniqueName('packer');
  const { code, stdout } = await build(name, 'licenses');
  assert.equal(code, 0, stdout);
  const made = await imageOf(name);
  assert.match(stdout, new RegExp(`artifact,0,id,us-east-1:${made.ImageId}`));
  assert.deepEqual([made.State, made.Description], ['available', 'licenses']);
  assert.deepEqual(Object.fromEntries(made.Tags!.map(({ Key, Value }) => [Key, Value])), {
    team: 'licenses',
    from: 'debian-12-amd64-20260801-2190',
  });
  const { SnapshotId, VolumeSize } = made.BlockDeviceMappings![0]!.Ebs!;
  assert.equal(VolumeSize, 12);
  const { Snapshots } = await ec2.describeSnapshots({ SnapshotIds: [SnapshotId!] });
  assert.equal(Snapshots![0]!.Tags!.length, 2);

  const again = await build(name, 'audit');
  assert.equal(again.code, 1);
  assert.match(again.stdout, new RegExp(`AMI Name: '${name}' is used by an existing AMI: ${made.ImageId}`));
  assert.deepEqual(await imageOf(name), made);

  const replaced = await build(name, 'audit', true);
  assert.equal(replaced.code, 0, replaced.stdout);
  const next = await imageOf(name);
  assert.notEqual(next.ImageId, made.ImageId);
  assert.equal(next.Description, 'audit');
  const left = await ec2.describeInstances({ Filters: [{ Name: 'tag:Name', Values: ['Packer Builder'] }] });
  const states = left.Reservations!.flatMap(({ Instances }) => Instances!).map(({ State }) => State!.Name!);
  assert.ok(states.length >= 2);
  assert.ok(states.every((state) => ['shutting-down', 'terminated'].includes(state)));
  for (const { KeyName } of (await ec2.describeKeyPairs()).KeyPairs!) assert.doesNotMatch(KeyName!, /^packer_/);
});
