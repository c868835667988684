import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  paginateDescribeInstanceStatus,
  paginateDescribeInstances,
  waitUntilInstanceExists,
  waitUntilInstanceRunning,
  waitUntilInstanceStopped,
} from '@aws-sdk/client-ec2';
import { aws } from './aws-cli.ts';
import { ec2, uniqueName } from './clients.ts';
import { consumed, givenImage, givenLicense, givenLicensedImage, launch, refused, waiting } from './given.ts';

test('a machine is described as it was launched', async () => {
  const ImageId = await givenImage();
  const name = uniqueName('machine');
  const key = uniqueName('key');
  await ec2.createKeyPair({ KeyName: key });
  const [id] = await launch({
    ImageId,
    InstanceType: 't3.micro',
    KeyName: key,
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: name }] }],
  });
  await waitUntilInstanceExists(waiting(), { InstanceIds: [id!] });
  await waitUntilInstanceRunning(waiting(), { InstanceIds: [id!] });
  const { Reservations } = await ec2.describeInstances({
    Filters: [
      { Name: 'tag:Name', Values: [name] },
      { Name: 'instance-state-name', Values: ['running'] },
    ],
  });
  const [machine] = Reservations![0]!.Instances!;
  assert.equal(machine!.InstanceId, id);
  assert.equal(machine!.ImageId, ImageId);
  assert.equal(machine!.InstanceType, 't3.micro');
  assert.equal(machine!.KeyName, key);
  assert.deepEqual(machine!.Tags, [{ Key: 'Name', Value: name }]);
  assert.deepEqual(machine!.CpuOptions, { CoreCount: 1, ThreadsPerCore: 2 });
  assert.ok(machine!.LaunchTime instanceof Date);
});

test('lists of machines go on page by page, with the SDK and with the AWS CLI', async () => {
  const name = uniqueName('fleet');
  const ids = await launch({
    ImageId: await givenImage(),
    MinCount: 12,
    MaxCount: 12,
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'fleet', Value: name }] }],
  });
  const Filters = [{ Name: 'tag:fleet', Values: [name] }];
  const pages: string[][] = [];
  for await (const page of paginateDescribeInstances({ client: ec2, pageSize: 5 }, { Filters }))
    pages.push(page.Reservations!.flatMap(({ Instances = [] }) => Instances.map((one) => one.InstanceId!)));
  assert.deepEqual(
    pages.map((page) => page.length),
    [5, 5, 2],
  );
  assert.deepEqual(pages.flat().sort(), [...ids].sort());

  await waitUntilInstanceRunning(waiting(), { InstanceIds: ids });
  const listed = new Set<string>();
  for await (const page of paginateDescribeInstanceStatus({ client: ec2, pageSize: 1000 }, {}))
    for (const status of page.InstanceStatuses!) listed.add(status.InstanceId!);
  assert.ok(ids.every((id) => listed.has(id)));

  const filter = `Name=tag:fleet,Values=${name}`;
  const answer = await aws('ec2', 'describe-instances', '--filters', filter, '--page-size', '5');
  assert.equal(answer.Reservations.flatMap((one: { Instances: unknown[] }) => one.Instances).length, 12);
});

test('a client token makes a launch safe to repeat', async () => {
  const license = await givenLicense();
  const ImageId = await givenLicensedImage(license);
  const request = {
    ImageId,
    InstanceType: 'm5.xlarge',
    MinCount: 2,
    MaxCount: 2,
    ClientToken: uniqueName('token'),
  } as const;

  const answers = await Promise.all([ec2.runInstances(request), ec2.runInstances(request)]);
  answers.push(await ec2.runInstances(request));

  assert.equal(new Set(answers.map((answer) => answer.ReservationId)).size, 1);
  for (const answer of answers) assert.equal(answer.Instances!.length, 2);
  assert.equal(await consumed(license), 8);
  await refused(ec2.runInstances({ ...request, InstanceType: 't3.micro' }), 'IdempotentParameterMismatch');
});

test('a dry run tells whether the launch would pass, licenses and all, and takes nothing', async () => {
  const license = await givenLicense({ LicenseCount: 4 });
  const ImageId = await givenLicensedImage(license);
  const DryRun = true;
  await refused(launch({ ImageId, DryRun }), 'DryRunOperation', 412);
  assert.equal(await consumed(license), 0);
  const [id] = await launch({ ImageId });
  await refused(launch({ ImageId, DryRun }), 'LicenseUsageFailure');
  await refused(ec2.terminateInstances({ InstanceIds: [id!], DryRun }), 'DryRunOperation', 412);
  await refused(ec2.describeInstances({ DryRun }), 'DryRunOperation', 412);
  assert.equal(await consumed(license), 4);
});

test('attributes are changed and described, and protect a machine', async () => {
  const [InstanceId] = await launch({ ImageId: await givenImage() });
  const InstanceIds = [InstanceId!];
  await ec2.modifyInstanceAttribute({ InstanceId, DisableApiTermination: { Value: true } });
  const read = await ec2.describeInstanceAttribute({ InstanceId, Attribute: 'disableApiTermination' });
  assert.deepEqual(read.DisableApiTermination, { Value: true });
  await refused(ec2.terminateInstances({ InstanceIds }), 'OperationNotPermitted');

  await refused(
    ec2.modifyInstanceAttribute({ InstanceId, InstanceType: { Value: 't3.micro' } }),
    'IncorrectInstanceState',
  );
  await waitUntilInstanceRunning(waiting(), { InstanceIds });
  await ec2.stopInstances({ InstanceIds });
  await waitUntilInstanceStopped(waiting(), { InstanceIds });
  await ec2.modifyInstanceAttribute({ InstanceId, InstanceType: { Value: 't3.micro' } });
  const type = await ec2.describeInstanceAttribute({ InstanceId, Attribute: 'instanceType' });
  assert.deepEqual(type.InstanceType, { Value: 't3.micro' });
  await refused(ec2.rebootInstances({ InstanceIds }), 'IncorrectState');
  await ec2.startInstances({ InstanceIds });
  await ec2.rebootInstances({ InstanceIds });

  await ec2.modifyInstanceAttribute({ InstanceId, DisableApiTermination: { Value: false } });
  const { TerminatingInstances: [change] = [] } = await ec2.terminateInstances({ InstanceIds });
  assert.equal(change!.CurrentState!.Name, 'shutting-down');
});

test('what is not there is refused by name', async () => {
  const ImageId = await givenImage();
  const InstanceIds = ['i-0123456789abcdef0'];
  await refused(ec2.describeInstances({ InstanceIds }), 'InvalidInstanceID.NotFound');
  await refused(ec2.stopInstances({ InstanceIds: ['machine'] }), 'InvalidInstanceID.Malformed');
  await refused(launch({ ImageId: 'ami-0123456789abcdef0' }), 'InvalidAMIID.NotFound');
  await refused(launch({ ImageId, InstanceType: 'm5.huge' as never }), 'InvalidParameterValue');
  await refused(launch({ ImageId, SubnetId: 'subnet-0123456789abcdef0' }), 'InvalidSubnetID.NotFound');
  await refused(launch({ ImageId, InstanceType: 'm7g.large' }), 'InvalidParameterValue');
  await refused(launch({ ImageId, Placement: { Tenancy: 'host' } }), 'InsufficientHostCapacity');
});
