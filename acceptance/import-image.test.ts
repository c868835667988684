import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ImportImageTask, paginateDescribeImportImageTasks } from '@aws-sdk/client-ec2';
import { ec2 } from './clients.ts';
import { consumed, givenLicense, launch, refused } from './given.ts';

const DiskContainers = [{ Format: 'OVA', UserBucket: { S3Bucket: 'vms', S3Key: 'server.ova' } }];

/** The import, once it has ended. */
async function ended(id: string): Promise<ImportImageTask> {
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(200)) {
    const { ImportImageTasks: [task] = [] } = await ec2.describeImportImageTasks({ ImportTaskIds: [id] });
    if (task!.Status === 'completed' || task!.Status === 'deleted') return task!;
  }
  return assert.fail(`import ${id} did not end`);
}

test('a machine that is imported brings its license along, and its launches take it', async () => {
  const license = await givenLicense({ LicenseCount: 4 });
  const LicenseSpecifications = [{ LicenseConfigurationArn: license }];
  const request = { DiskContainers, Platform: 'Windows', LicenseType: 'BYOL', LicenseSpecifications };
  const { ImportTaskId } = await ec2.importImage(request);
  const task = await ended(ImportTaskId!);
  assert.deepEqual([task.Status, task.LicenseSpecifications], ['completed', LicenseSpecifications]);
  const { Images: [image] = [] } = await ec2.describeImages({ ImageIds: [task.ImageId!] });
  assert.deepEqual([image!.UsageOperation, image!.PlatformDetails], ['RunInstances:0800', 'Windows BYOL']);
  const machine = { ImageId: task.ImageId!, Placement: { Tenancy: 'dedicated' } } as const;
  await launch(machine);
  assert.equal(await consumed(license), 4);
  assert.match(await refused(launch(machine), 'LicenseUsageFailure'), /^No licenses available\./);
});

test('an import is canceled, and listed page by page', async () => {
  const { ImportTaskId } = await ec2.importImage({ DiskContainers });
  const canceled = await ec2.cancelImportTask({ ImportTaskId, CancelReason: 'not needed' });
  assert.deepEqual([canceled.PreviousState, canceled.State], ['active', 'deleting']);
  assert.equal((await ended(ImportTaskId!)).StatusMessage, 'User initiated task cancelation');
  await refused(ec2.cancelImportTask({ ImportTaskId }), 'IncorrectState');
  await refused(
    ec2.describeImportImageTasks({ ImportTaskIds: ['import-ami-0123456789abcdef0'] }),
    'InvalidConversionTaskId',
  );
  const ids: (string | undefined)[] = [];
  const Filters = [{ Name: 'task-state', Values: ['deleted'] }];
  for await (const page of paginateDescribeImportImageTasks({ client: ec2, pageSize: 1 }, { Filters }))
    ids.push(...page.ImportImageTasks!.map((task) => task.ImportTaskId));
  assert.ok(ids.includes(ImportTaskId));
});
