import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { pino } from 'pino';
import { publicImages } from '../../src/domain/catalogue/public-images.ts';
import type { LaunchRequest } from '../../src/domain/commands.ts';
import type { InstanceSettings } from '../../src/domain/instances/instance.ts';
import { convertLicense } from '../../src/jobs/convert-license.ts';
import { runDueTasks } from '../../src/jobs/run-tasks.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { exampleActor, OTHER_ACCOUNT, textOf } from '../example-facts.ts';
import type { Wire } from '../json-service.ts';
import { requestContext } from '../request-context.ts';
import { idOf, startWorld } from './world.ts';

const world = await startWorld();
const { db, ledger } = world;
const log = pino({ level: 'silent' });
const them = { accountId: OTHER_ACCOUNT };
const NAME = 'CreateLicenseConversionTaskForResource';
const imageNamed = (start: string): string => publicImages('us-east-1').find(({ name }) => name.startsWith(start))!.id;
const WINDOWS = imageNamed('Windows_Server-2022-English-Full-Base');
const RHEL = imageNamed('RHEL-9.6.0_HVM-20260801-x86_64-0-Hourly2');

const context = (code: string, ...products: string[]) => ({
  UsageOperation: code === '' ? 'RunInstances' : `RunInstances:${code}`,
  ...(products.length > 0 && {
    ProductCodes: products.map((id) => ({ ProductCodeId: id, ProductCodeType: 'marketplace' })),
  }),
});
const conversion = (ResourceArn: string, from: string, to: string) => ({
  ResourceArn,
  SourceLicenseContext: context(from),
  DestinationLicenseContext: context(to),
});

/** A stopped machine of an image, with these settings laid over what it has; of its own media if they say so. */
async function stopped(
  imageId: string,
  settings: Partial<Record<keyof InstanceSettings, unknown>> = {},
  request: Partial<LaunchRequest> = {},
) {
  const [arn] = await world.launched({ imageId, ...request });
  await world.end('stop', [arn!]);
  await sql`UPDATE instance SET settings = jsonb_strip_nulls(settings || ${JSON.stringify(settings)}::jsonb) WHERE instance_id = ${idOf(arn!)}`.execute(
    db,
  );
  return arn!;
}
const OWN_MEDIA = { publicSource: null };

const begin = async (arn: string, from: string, to: string): Promise<string> =>
  (await world.call(NAME, conversion(arn, from, to))).LicenseConversionTaskId;
const task = (LicenseConversionTaskId: string): Promise<Wire> =>
  world.call('GetLicenseConversionTask', { LicenseConversionTaskId });

async function settle(): Promise<void> {
  await sql`UPDATE license_conversion_task SET due_at = now() WHERE due_at IS NOT NULL`.execute(db);
  await runDueTasks({ db, ledger, log });
}

async function instance(arn: string) {
  const as = requestContext({ db, ledger, action: 'ec2:DescribeInstances' });
  return (await describeInstances.handle({ InstanceIds: [idOf(arn)] }, as)).Reservations![0]!.Instances![0]!;
}

test('a Windows machine of its own media goes to BYOL and back; EC2 shows what it is billed as, and since when', async () => {
  const arn = await stopped(WINDOWS, OWN_MEDIA, { tenancy: 'dedicated' });
  const before = await instance(arn);
  assert.deepEqual(before.UsageOperationUpdateTime, before.LaunchTime);
  const id = await begin(arn, '0002', '0800');
  assert.match(id, /^lct-[a-z0-9]{32}$/);
  const begun = await task(id);
  assert.deepEqual(
    [begun.Status, begun.ResourceArn, begun.StatusMessage, begun.EndTime],
    ['IN_PROGRESS', arn, undefined, undefined],
  );
  assert.deepEqual([begun.SourceLicenseContext, begun.DestinationLicenseContext], [context('0002'), context('0800')]);
  assert.equal((await instance(arn)).UsageOperation, 'RunInstances:0002');

  await settle();
  const ended = await task(id);
  assert.equal(ended.Status, 'SUCCEEDED');
  assert.ok(ended.StartTime <= ended.LicenseConversionTime && ended.LicenseConversionTime <= ended.EndTime);
  const after = await instance(arn);
  assert.deepEqual(
    [after.UsageOperation, after.PlatformDetails, after.Platform],
    ['RunInstances:0800', 'Windows BYOL', 'windows'],
  );
  assert.ok(after.UsageOperationUpdateTime! > before.UsageOperationUpdateTime!);

  await begin(arn, '0800', '0006');
  await settle();
  const back = await instance(arn);
  assert.deepEqual(
    [back.UsageOperation, back.PlatformDetails],
    ['RunInstances:0006', 'Windows with SQL Server Standard'],
  );
});

test('RHEL takes on and gives up the product of AWS Marketplace that it is converted to', async () => {
  const arn = await stopped(RHEL);
  const product = '6cd5fxzrad0cu2j23p692xytz';
  await world.call(NAME, { ...conversion(arn, '0010', '00g0'), DestinationLicenseContext: context('00g0', product) });
  await settle();
  const converted = await instance(arn);
  assert.deepEqual(
    [converted.UsageOperation, converted.ProductCodes?.map((code) => code.ProductCodeId)],
    ['RunInstances:00g0', [product]],
  );
  assert.match(
    await world.refusal(NAME, conversion(arn, '00g0', '0010')),
    /^InvalidParameterValueException 400: .*product code 6cd5/,
  );
  const { LicenseConversionTaskId: id } = await world.call(NAME, {
    ...conversion(arn, '00g0', '0010'),
    SourceLicenseContext: context('00g0', product),
  });
  await settle();
  const back = await instance(arn);
  assert.deepEqual([back.UsageOperation, back.ProductCodes], ['RunInstances:0010', []]);
  assert.deepEqual((await task(id)).SourceLicenseContext, context('00g0', product));
});

test('what no machine could have is a ValidationException', async () => {
  const arn = await stopped(WINDOWS);
  const image = `arn:aws:ec2:us-east-1::image/${WINDOWS}`;
  const rows: [request: object, text: RegExp][] = [
    [conversion(image, '0002', '0006'), /is not the ARN of an EC2 instance/],
    [conversion('nonsense', '0002', '0006'), /is not the ARN of an EC2 instance/],
    [conversion(arn, '0006', '0102'), /is not supported/],
    [conversion(arn, '0002', '0804'), /is unknown/],
    [conversion(arn, '0002', '0002'), /are the same/],
    [{ ...conversion(arn, '0002', '0006'), SourceLicenseContext: {} }, /SourceLicenseContext has no UsageOperation/],
    [
      { ...conversion(arn, '0002', '0006'), DestinationLicenseContext: {} },
      /DestinationLicenseContext has no UsageOperation/,
    ],
  ];
  for (const [request, text] of rows) {
    const refusal = await world.refusal(NAME, request);
    assert.match(refusal, /^ValidationException 400: /);
    assert.match(refusal, text);
  }
});

test('what does not fit the machine is an InvalidParameterValueException', async () => {
  const [pending] = await world.launched({ imageId: WINDOWS });
  const arn = await stopped(WINDOWS);
  const [small] = [await stopped(WINDOWS, {}, { instanceType: 't3.micro' })];
  const rows: [arn: string, from: string, to: string, text: RegExp][] = [
    [pending!, '0002', '0006', /is pending; stop it/],
    [arn, '0800', '0006', /is RunInstances:0002 \(Windows\), not RunInstances:0800/],
    [arn, '0002', '0800', /only a machine of an image of your own/],
    [small, '0002', '0202', /needs 4 vCPUs at the least; instance i-\w+ has 2/],
    [arn.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')), '0002', '0006', /does not exist/],
    [arn.replace('us-east-1', 'us-west-2'), '0002', '0006', /does not exist/],
  ];
  for (const [resource, from, to, text] of rows) {
    const refusal = await world.refusal(NAME, conversion(resource, from, to));
    assert.match(refusal, /^InvalidParameterValueException 400: /);
    assert.match(refusal, text);
  }
  assert.match(
    await world.refusal(NAME, conversion(arn, '0002', '0006'), them),
    /^AccessDeniedException 401: .*another account/,
  );
  const { events } = (
    await sql<{
      events: number;
    }>`SELECT count(*) AS events FROM license_conversion_task WHERE instance_id = ${idOf(arn)}`.execute(db)
  ).rows[0]!;
  assert.equal(events, 0);
});

test('of many conversions of one machine at once, one is begun', async () => {
  const arn = await stopped(WINDOWS);
  const results = await Promise.allSettled(Array.from({ length: 6 }, () => begin(arn, '0002', '0006')));
  const refused = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason.message);
  assert.equal(refused.length, 5);
  for (const text of refused) assert.match(text, /is in progress; wait/);
  await settle();
  await begin(arn, '0006', '0800').catch((error) => assert.match(error.message, /image of your own/));
});

test('what only shows later ends the task as FAILED, with a text, and changes nothing', async () => {
  const rows: [what: string, arn: string, to: string, text: RegExp][] = [
    ['stop protection', await stopped(WINDOWS, { disableApiStop: true }), '0006', /stop protection/],
    ['not Ubuntu', await stopped(imageNamed('al2023')), '0g00', /only Ubuntu LTS/],
    ['started meanwhile', await stopped(WINDOWS), '0006', /is pending; stop it/],
  ];
  for (const [what, arn, to, text] of rows) {
    const { UsageOperation: before } = await instance(arn);
    const id = await begin(arn, before!.split(':')[1] ?? '', to);
    if (what === 'started meanwhile')
      await ledger.submit({
        kind: 'start',
        actor: exampleActor('ec2:StartInstances'),
        dryRun: false,
        instanceIds: [idOf(arn)],
      });
    await settle();
    const { Status, StatusMessage, EndTime, LicenseConversionTime } = await task(id);
    assert.deepEqual([Status, LicenseConversionTime], ['FAILED', undefined], what);
    assert.match(StatusMessage, text);
    assert.ok(EndTime);
    assert.equal((await instance(arn)).UsageOperation, before);
  }
});

test('an instance that is gone fails its task', async () => {
  const arn = await stopped(WINDOWS);
  const id = await begin(arn, '0002', '0006');
  await sql`DELETE FROM instance WHERE instance_id = ${idOf(arn)}`.execute(db);
  await settle();
  assert.match((await task(id)).StatusMessage, /is gone/);
});

test('licenses whose every rule leaves out what AWS now licenses give the machine up, once, even if a server is cut off', async () => {
  const rule = (Comparator: string) => ({
    ResourceType: 'SSM_MANAGED',
    ProductInformationFilterList: [
      {
        ProductInformationFilterName: 'License Included',
        ProductInformationFilterValue: ['sql-server-standard'],
        ProductInformationFilterComparator: Comparator,
      },
    ],
  });
  const kept = await world.create({ LicenseRules: ['#includedStoppedInstances=True'] });
  const gone = await world.create({
    LicenseRules: ['#includedStoppedInstances=True'],
    ProductInformationList: [rule('NOT_EQUALS')],
  });
  const arn = await stopped(WINDOWS, {}, { licenseConfigurationArns: [kept, gone] });
  const consumed = async (license: string) =>
    (await world.call('GetLicenseConfiguration', { LicenseConfigurationArn: license })).ConsumedLicenses;
  assert.deepEqual([await consumed(kept), await consumed(gone)], [1, 1]);
  const id = await begin(arn, '0002', '0006');
  const cutOff: Ledger = { ...ledger, submit: () => Promise.reject(new Error('cut off')) };
  await assert.rejects(convertLicense({ db, ledger: cutOff }, id), /cut off/);
  assert.deepEqual([(await task(id)).Status, typeof (await task(id)).LicenseConversionTime], ['IN_PROGRESS', 'number']);
  await Promise.all([convertLicense({ db, ledger }, id), convertLicense({ db, ledger }, id)]);
  await convertLicense({ db, ledger }, id);
  assert.equal((await task(id)).Status, 'SUCCEEDED');
  assert.deepEqual([await consumed(kept), await consumed(gone)], [1, 0]);
  const { LicenseSpecifications } = await world.call('ListLicenseSpecificationsForResource', { ResourceArn: arn });
  assert.deepEqual(LicenseSpecifications, [{ LicenseConfigurationArn: kept }]);
});

test('tasks are listed by resource and status, page by page, each account its own', async () => {
  const list = async (input: object = {}, who?: object): Promise<Wire> =>
    world.call('ListLicenseConversionTasks', input, who);
  const arn = await stopped(WINDOWS);
  const first = await begin(arn, '0002', '0006');
  await settle();
  await sql`UPDATE instance SET settings = jsonb_set(settings, '{usageOperation}', '"RunInstances:0002"') WHERE instance_id = ${idOf(arn)}`.execute(
    db,
  );
  const second = await begin(arn, '0002', '0202');
  const byArn = { Name: 'ResourceArns', Values: [arn, 'nonsense'] };
  const ids = (answer: Wire) => answer.LicenseConversionTasks.map((row: Wire) => row.LicenseConversionTaskId);
  const page = await list({ MaxResults: 1, Filters: [byArn] });
  const rest = await list({ MaxResults: 1, Filters: [byArn], NextToken: page.NextToken });
  assert.deepEqual([ids(page), ids(rest), rest.NextToken], [[first], [second], undefined]);
  const ofStatus = async (...Values: string[]) => ids(await list({ Filters: [byArn, { Name: 'Status', Values }] }));
  assert.deepEqual([await ofStatus('SUCCEEDED'), await ofStatus('IN_PROGRESS', 'FAILED')], [[first], [second]]);
  assert.deepEqual((await list({ Filters: [byArn] })).LicenseConversionTasks[0], await task(first));
  assert.deepEqual(ids(await list({}, them)), []);
  assert.match(
    await world.refusal('GetLicenseConversionTask', { LicenseConversionTaskId: first }, them),
    /does not exist/,
  );
  for (const input of [
    { Filters: [{ Name: 'Status', Values: ['DONE'] }] },
    { Filters: [{ Name: 'X', Values: ['x'] }] },
    { NextToken: 'x' },
  ])
    assert.match(await world.refusal('ListLicenseConversionTasks', input), /^InvalidParameterValueException 400/);
  assert.match(
    await world.refusal('GetLicenseConversionTask', { LicenseConversionTaskId: 'x' }),
    /^InvalidParameterValueException 400/,
  );
});

test('a machine of shared tenancy goes to BYOL, and starts once it is moved off shared hardware', async () => {
  const arn = await stopped(WINDOWS, OWN_MEDIA);
  await begin(arn, '0002', '0800');
  await settle();
  assert.equal((await instance(arn)).UsageOperation, 'RunInstances:0800');
  const actor = exampleActor('ec2:StartInstances');
  const start = { kind: 'start', actor, dryRun: false, instanceIds: [idOf(arn)] } as const;
  const refused = await ledger.submit(start);
  assert.match(textOf(refused), /needs the tenancy dedicated or host\. Move i-\w+ with ModifyInstancePlacement first/);
  await ledger.submit({ kind: 'change-placement', actor, instanceId: idOf(arn), change: { tenancy: 'dedicated' } });
  assert.equal(textOf(await ledger.submit(start)), 'permitted');
});
