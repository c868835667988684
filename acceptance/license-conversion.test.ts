import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntilInstanceRunning, waitUntilInstanceStopped } from '@aws-sdk/client-ec2';
import { aws, awsRefused } from './aws-cli.ts';
import { ec2, licenseManager } from './clients.ts';
import { launch, refused, waiting } from './given.ts';

async function imageNamed(name: string): Promise<string> {
  const { Images: [image] = [] } = await ec2.describeImages({ Filters: [{ Name: 'name', Values: [name] }] });
  return image!.ImageId!;
}

/** A stopped machine of the image, with its ARN. */
async function givenStopped(ImageId: string) {
  const [id] = await launch({ ImageId });
  await waitUntilInstanceRunning(waiting(), { InstanceIds: [id!] });
  await ec2.stopInstances({ InstanceIds: [id!] });
  await waitUntilInstanceStopped(waiting(), { InstanceIds: [id!] });
  const { Reservations } = await ec2.describeInstances({ InstanceIds: [id!] });
  const arn = `arn:aws:ec2:us-east-1:${Reservations![0]!.OwnerId}:instance/${id}`;
  return { id: id!, arn };
}

async function ended(LicenseConversionTaskId: string) {
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(200)) {
    const task = await licenseManager.getLicenseConversionTask({ LicenseConversionTaskId });
    if (task.Status !== 'IN_PROGRESS') return task;
  }
  return assert.fail(`conversion ${LicenseConversionTaskId} did not end`);
}

test('a stopped machine is converted to SQL Server as license included', async () => {
  const { id, arn } = await givenStopped(await imageNamed('Windows_Server-2022-English-Full-Base-*'));
  const request = {
    ResourceArn: arn,
    SourceLicenseContext: { UsageOperation: 'RunInstances:0002' },
    DestinationLicenseContext: { UsageOperation: 'RunInstances:0006' },
  };
  const { LicenseConversionTaskId } = await licenseManager.createLicenseConversionTaskForResource(request);
  const task = await ended(LicenseConversionTaskId!);
  assert.equal(task.Status, 'SUCCEEDED', task.StatusMessage);
  assert.ok(task.StartTime! <= task.LicenseConversionTime! && task.LicenseConversionTime! <= task.EndTime!);
  const { Reservations } = await ec2.describeInstances({ InstanceIds: [id] });
  const { UsageOperation, PlatformDetails } = Reservations![0]!.Instances![0]!;
  assert.deepEqual([UsageOperation, PlatformDetails], ['RunInstances:0006', 'Windows with SQL Server Standard']);
  const { LicenseConversionTasks } = await licenseManager.listLicenseConversionTasks({
    Filters: [
      { Name: 'ResourceArns', Values: [arn] },
      { Name: 'Status', Values: ['SUCCEEDED'] },
    ],
  });
  assert.deepEqual(
    LicenseConversionTasks!.map((row) => row.LicenseConversionTaskId),
    [LicenseConversionTaskId],
  );

  const byol = {
    ...request,
    SourceLicenseContext: request.DestinationLicenseContext,
    DestinationLicenseContext: { UsageOperation: 'RunInstances:0800' },
  };
  const text = await refused(
    licenseManager.createLicenseConversionTaskForResource(byol),
    'InvalidParameterValueException',
  );
  assert.match(text, /only a machine of an image of your own/);
  const sideways = { ...byol, DestinationLicenseContext: { UsageOperation: 'RunInstances:0102' } };
  await refused(licenseManager.createLicenseConversionTaskForResource(sideways), 'ValidationException');
});

test('the AWS CLI converts Ubuntu to Ubuntu Pro, once the machine is stopped', async () => {
  const image = await imageNamed('ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-*');
  const { arn } = await givenStopped(image);
  const convert = (resource: string) => [
    ...['license-manager', 'create-license-conversion-task-for-resource', '--resource-arn', resource],
    ...['--source-license-context', 'UsageOperation=RunInstances'],
    ...['--destination-license-context', 'UsageOperation=RunInstances:0g00'],
  ];
  const { LicenseConversionTaskId: id } = await aws(...convert(arn));
  assert.equal((await ended(id)).Status, 'SUCCEEDED');
  const shown = await aws('license-manager', 'get-license-conversion-task', '--license-conversion-task-id', id);
  assert.equal(shown.DestinationLicenseContext.UsageOperation, 'RunInstances:0g00');
  const [running] = await launch({ ImageId: image });
  const refusal = await awsRefused(...convert(arn.replace(/i-\w+$/, running!)));
  assert.match(refusal, /\(InvalidParameterValueException\) .*stop it before its license type is converted/s);
});
