import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImportImageRequest, ImportImageTask } from '@aws-sdk/client-ec2';
import { sql } from 'kysely';
import { pino } from 'pino';
import { licenseConfigurationArn } from '../../src/domain/arn.ts';
import { importImage as carryOut } from '../../src/jobs/import-image.ts';
import { runDueTasks, startTasks } from '../../src/jobs/run-tasks.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { cancelImportTask } from '../../src/operations/ec2/images/cancel-import-task.ts';
import { describeImages } from '../../src/operations/ec2/images/describe-images.ts';
import { describeImportImageTasks } from '../../src/operations/ec2/images/describe-import-image-tasks.ts';
import { importImage } from '../../src/operations/ec2/images/import-image.ts';
import { createTags } from '../../src/operations/ec2/tags/create-tags.ts';
import { deleteImportTasks } from '../../src/store/import-image-task.ts';
import { eventually } from '../eventually.ts';
import { ACCOUNT, faultOf, givenCloud, OTHER_ACCOUNT, REGION, specify } from './launching.ts';

const cloud = await givenCloud();
const { db, ledger } = cloud;
const log = pino({ level: 'silent' });
const ABSENT = 'import-ami-0123456789abcdef0';
const DiskContainers = [{ Format: 'ova', Description: 'Server', UserBucket: { S3Bucket: 'vms', S3Key: 'server.ova' } }];

const begin = (request: ImportImageRequest = {}) => cloud.call(importImage, { DiskContainers, ...request });
const imported = async (request?: ImportImageRequest): Promise<string> => (await begin(request)).ImportTaskId!;

async function show(id: string): Promise<ImportImageTask> {
  const { ImportImageTasks } = await cloud.call(describeImportImageTasks, { ImportTaskIds: [id] });
  return ImportImageTasks![0]!;
}

/** Lets all tasks be due and the clock's job see to them. */
async function settle(): Promise<void> {
  await sql`UPDATE import_image_task SET due_at = now() WHERE due_at IS NOT NULL`.execute(db);
  await runDueTasks({ db, ledger, log });
}

test('a Windows machine is imported under its own license, and its image takes the licenses that were named', async () => {
  const license = await cloud.license({ licenseCount: 2, hardLimit: true });
  const begun = await begin({
    ...{ Description: 'My server', Platform: 'Windows', LicenseType: 'BYOL', BootMode: 'uefi' },
    LicenseSpecifications: specify(license),
    TagSpecifications: [{ ResourceType: 'import-image-task', Tags: [{ Key: 'k', Value: 'v' }] }],
  });
  assert.match(begun.ImportTaskId!, /^import-ami-[0-9a-f]{17}$/);
  assert.deepEqual(
    [begun.Status, begun.StatusMessage, begun.Progress, begun.ImageId],
    ['active', 'pending', '2', undefined],
  );
  assert.deepEqual([begun.LicenseType, begun.Platform, begun.Description], ['BYOL', 'Windows', 'My server']);
  assert.deepEqual(begun.LicenseSpecifications, specify(license));
  assert.deepEqual(begun.Tags, [{ Key: 'k', Value: 'v' }]);
  assert.deepEqual(begun.SnapshotDetails![0]!.UserBucket, { S3Bucket: 'vms', S3Key: 'server.ova' });
  assert.deepEqual(await show(begun.ImportTaskId!), { ...begun, BootMode: 'uefi' });

  await settle();
  const task = await show(begun.ImportTaskId!);
  assert.deepEqual([task.Status, task.StatusMessage, task.Progress], ['completed', undefined, undefined]);
  const { Images: [image] = [] } = await cloud.call(describeImages, { ImageIds: [task.ImageId!] });
  assert.deepEqual(
    [image!.PlatformDetails, image!.UsageOperation, image!.Platform],
    ['Windows BYOL', 'RunInstances:0800', 'windows'],
  );
  assert.deepEqual(
    [image!.Name, image!.Description, image!.BootMode, image!.OwnerId],
    [task.ImportTaskId, 'My server', 'uefi', ACCOUNT],
  );
  assert.equal(task.SnapshotDetails![0]!.SnapshotId, image!.BlockDeviceMappings![0]!.Ebs!.SnapshotId);
  assert.equal(await cloud.consumed(license), 0);
  const launch = () => cloud.launch({ ImageId: task.ImageId!, Placement: { Tenancy: 'dedicated' } });
  await launch();
  assert.equal(await cloud.consumed(license), 2);
  await assert.rejects(launch(), faultOf('LicenseUsageFailure', /^No licenses available\./));
});

test('no machine of the image gets away without its licenses: it is there once they are', async () => {
  const license = await cloud.license();
  const id = await imported({ LicenseSpecifications: specify(license) });
  const imageOf = async () =>
    (await sql<{ id: string }>`SELECT image_id AS id FROM import_image_task WHERE import_task_id = ${id}`.execute(db))
      .rows[0]!.id;
  const before: Ledger = { ...ledger, submit: () => Promise.reject(new Error('cut off')) };
  await assert.rejects(carryOut({ db, ledger: before }, id), /cut off/);
  const ImageId = await imageOf();
  assert.deepEqual([(await show(id)).Status, (await show(id)).StatusMessage], ['active', 'converting']);
  await assert.rejects(cloud.call(describeImages, { ImageIds: [ImageId] }), faultOf('InvalidAMIID.NotFound'));
  await assert.rejects(cloud.launch({ ImageId }), faultOf('InvalidAMIID.NotFound'));
  await assert.rejects(cloud.call(cancelImportTask, { ImportTaskId: id }), faultOf('IncorrectState'));
  await Promise.all([carryOut({ db, ledger }, id), carryOut({ db, ledger }, id)]);
  assert.deepEqual([(await show(id)).ImageId, await imageOf()], [ImageId, ImageId]);
  const { Instances } = await cloud.launch({ ImageId });
  assert.deepEqual(Instances![0]!.Licenses, specify(license));
});

test('an import whose licenses are withdrawn before its end is deleted, and leaves no image', async () => {
  const license = await cloud.license();
  const id = await imported({ LicenseSpecifications: specify(license) });
  await sql`UPDATE license_configuration SET status = 'DISABLED' WHERE license_configuration_id = ${license.split(':').at(-1)}`.execute(
    db,
  );
  await settle();
  const task = await show(id);
  assert.deepEqual([task.Status, task.ImageId], ['deleted', undefined]);
  assert.match(task.StatusMessage!, /^ClientError: .*is disabled/);
  const { Images } = await cloud.call(describeImages, { Filters: [{ Name: 'name', Values: [id] }] });
  assert.deepEqual(Images, []);
});

test('an import is canceled before its image is made, and never after', async () => {
  const [id, done] = [await imported(), await imported()];
  await sql`UPDATE import_image_task SET due_at = now() WHERE import_task_id = ${done}`.execute(db);
  await runDueTasks({ db, ledger, log });
  const canceling = { ImportTaskId: id, State: 'deleting' };
  assert.deepEqual(await cloud.call(cancelImportTask, { ImportTaskId: id, CancelReason: 'no' }), {
    ...canceling,
    PreviousState: 'active',
  });
  assert.deepEqual(await cloud.call(cancelImportTask, { ImportTaskId: id }), {
    ...canceling,
    PreviousState: 'deleting',
  });
  assert.equal((await show(id)).Status, 'deleting');
  await settle();
  assert.deepEqual(
    [(await show(id)).Status, (await show(id)).StatusMessage],
    ['deleted', 'User initiated task cancelation'],
  );
  for (const ended of [id, done])
    await assert.rejects(cloud.call(cancelImportTask, { ImportTaskId: ended }), faultOf('IncorrectState'));
  const unknown = faultOf('InvalidConversionTaskId');
  await assert.rejects(cloud.call(cancelImportTask, { ImportTaskId: ABSENT }), unknown);
  await assert.rejects(cloud.call(cancelImportTask, { ImportTaskId: done }, { accountId: OTHER_ACCOUNT }), unknown);
  await assert.rejects(cloud.call(cancelImportTask, {}), faultOf('MissingMember'));
});

test('licenses are refused as a launch refuses them', async () => {
  const [bad, foreign] = [
    await cloud.license({ accountId: OTHER_ACCOUNT }),
    await cloud.license({ region: 'us-west-2' }),
  ];
  const absent = licenseConfigurationArn({ accountId: ACCOUNT, region: REGION }, `lic-${'0'.repeat(32)}`);
  for (const arn of [bad, foreign, absent])
    await assert.rejects(
      begin({ LicenseSpecifications: specify(arn) }),
      faultOf('InvalidLicenseConfigurationId.NotFound'),
    );
  await assert.rejects(
    begin({ LicenseSpecifications: specify('lic-1') }),
    faultOf('InvalidLicenseConfigurationId.Malformed'),
  );
  const many = await Promise.all(Array.from({ length: 11 }, () => cloud.license()));
  await assert.rejects(
    begin({ LicenseSpecifications: specify(...many) }),
    faultOf('InvalidParameterValue', /10 license configurations/),
  );
});

test('what cannot be imported is refused', async () => {
  const [disk] = DiskContainers;
  const rows: [ImportImageRequest, code: string, text?: RegExp][] = [
    [{ DiskContainers: [] }, 'MissingMember'],
    [{ DiskContainers: [{ Format: 'VMDK' }] }, 'InvalidParameterValue', /names 0 sources/],
    [{ DiskContainers: [{ ...disk, Url: 's3://b/k' }] }, 'InvalidParameterValue', /names 2 sources/],
    [{ DiskContainers: [{ Url: 's3://b/k' }] }, 'InvalidParameterValue', /no Format/],
    [{ DiskContainers: [{ Url: 's3://b/k', Format: 'ISO' }] }, 'InvalidParameterValue', /expected one of OVA/],
    [{ DiskContainers: [{ Format: 'raw', UserBucket: { S3Bucket: 'b' } }] }, 'InvalidParameterValue', /S3Key/],
    [{ DiskContainers: [disk!, disk!] }, 'InvalidParameterValue', /OVA/],
    [{ Platform: 'BeOS' }, 'InvalidParameterValue', /Windows, Linux/],
    [{ LicenseType: 'BYOL', UsageOperation: 'RunInstances:0800' }, 'InvalidParameterCombination', /not both/],
    [{ Platform: 'Linux', LicenseType: 'aws' }, 'InvalidParameterCombination'],
    [{ Platform: 'Linux', UsageOperation: 'RunInstances:0002' }, 'InvalidParameterCombination'],
    [{ UsageOperation: 'RunInstances:0g00' }, 'InvalidParameterValue', /UsageOperation/],
    [{ KmsKeyId: 'alias/k' }, 'InvalidParameterCombination'],
    [
      { TagSpecifications: [{ ResourceType: 'image', Tags: [{ Key: 'k', Value: 'v' }] }] },
      'InvalidParameterValue',
      /taggable/,
    ],
  ];
  for (const [request, code, text] of rows)
    await assert.rejects(begin(request), faultOf(code, text), JSON.stringify(request));
});

test('a client token imports once', async () => {
  const request = { ClientToken: 'once', Description: 'd' };
  assert.equal(await imported(request), await imported(request));
  await assert.rejects(begin({ ...request, Description: 'other' }), faultOf('IdempotentParameterMismatch'));
});

test('imports are listed by state and page by page, tagged, and forgotten after seven days', async () => {
  const as = { accountId: OTHER_ACCOUNT };
  const list = (request = {}) => cloud.call(describeImportImageTasks, request, as);
  const ids: string[] = [];
  for (let n = 0; n < 3; n++) ids.push((await cloud.call(importImage, { DiskContainers }, as)).ImportTaskId!);
  ids.sort();
  const first = await list({ MaxResults: 2 });
  const rest = await list({ MaxResults: 2, NextToken: first.NextToken });
  assert.deepEqual(
    [first, rest].flatMap((page) => page.ImportImageTasks!.map((task) => task.ImportTaskId)),
    ids,
  );
  assert.equal(rest.NextToken, undefined);
  await assert.rejects(list({ MaxResults: 2, NextToken: 'x' }), faultOf('InvalidParameterValue'));
  const ofState = async (...Values: string[]) =>
    (await list({ Filters: [{ Name: 'task-state', Values }] })).ImportImageTasks!.length;
  assert.deepEqual([await ofState('active'), await ofState('completed')], [3, 0]);
  await assert.rejects(list({ Filters: [{ Name: 'task', Values: ['x'] }] }), faultOf('InvalidParameterValue'));
  await cloud.call(createTags, { Resources: [ids[0]!], Tags: [{ Key: 'a', Value: 'b' }] }, as);
  assert.deepEqual((await list({ ImportTaskIds: [ids[0]!] })).ImportImageTasks![0]!.Tags, [{ Key: 'a', Value: 'b' }]);
  await assert.rejects(list({ ImportTaskIds: [ABSENT] }), faultOf('InvalidConversionTaskId'));
  await assert.rejects(list({ ImportTaskIds: ['import-i-1'] }), faultOf('InvalidConversionTaskId.Malformed'));

  await settle();
  assert.equal(await ofState('completed'), 3);
  await sql`UPDATE import_image_task SET ended_at = now() - interval '8 days' WHERE account_id = ${OTHER_ACCOUNT}`.execute(
    db,
  );
  assert.deepEqual((await list()).ImportImageTasks, []);
  await db.transaction().execute((trx) => deleteImportTasks(trx, new Date(Date.now() - 7 * 86_400_000)));
  const left = await sql`SELECT FROM tag WHERE resource_id = ${ids[0]}`.execute(db);
  assert.equal(left.rows.length, 0);
});

test('the clock completes an import by itself', async () => {
  const id = await imported({ LicenseType: 'AWS' });
  const job = startTasks({ db, ledger, log });
  await eventually(async () => (await show(id)).Status === 'completed', 'the import has ended');
  await job.stop();
});
