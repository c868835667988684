import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { OTHER_ACCOUNT } from '../example-facts.ts';
import type { Wire } from '../json-service.ts';
import { startWorld } from './world.ts';

const world = await startWorld();
const other = { accountId: OTHER_ACCOUNT };

const order = (licenseArn: string, more: object = {}) => ({
  ReportGeneratorName: 'For the auditor',
  Type: ['LicenseConfigurationSummaryReport', 'LicenseConfigurationUsageReport'],
  ReportContext: { licenseConfigurationArns: [licenseArn] },
  ReportFrequency: { value: 1, period: 'WEEK' },
  ClientToken: randomUUID().slice(0, 36),
  ...more,
});
const create = async (licenseArn: string, more?: object, who?: object): Promise<string> =>
  (await world.call('CreateLicenseManagerReportGenerator', order(licenseArn, more), who))
    .LicenseManagerReportGeneratorArn;
const get = async (arn: string): Promise<Wire> =>
  (await world.call('GetLicenseManagerReportGenerator', { LicenseManagerReportGeneratorArn: arn })).ReportGenerator;
const refusalOf = async (more: object) =>
  world.refusal('CreateLicenseManagerReportGenerator', order(await world.create(), more));
const dueOf = async (arn: string) =>
  (
    await sql<{ due: Date | null }>`
      SELECT due_at AS due FROM report_generator WHERE report_generator_id = ${arn.split(':').at(-1)}`.execute(world.db)
  ).rows[0]!.due;

test('a generator is shown as it was ordered, and is due at once', async () => {
  const license = await world.create();
  const arn = await create(license, { Description: 'weekly', Tags: [{ Key: 'for', Value: 'audit' }] });
  assert.match(arn, /^arn:aws:license-manager:us-east-1:111111111111:report-generator:r-[0-9a-f]{32}$/);
  const { CreateTime: createdAt, ...shown } = await get(arn);
  assert.deepEqual(shown, {
    ReportGeneratorName: 'For the auditor',
    ReportType: ['LicenseConfigurationSummaryReport', 'LicenseConfigurationUsageReport'],
    ReportContext: { licenseConfigurationArns: [license] },
    ReportFrequency: { value: 1, period: 'WEEK' },
    LicenseManagerReportGeneratorArn: arn,
    ReportCreatorAccount: '111111111111',
    Description: 'weekly',
    Tags: [{ Key: 'for', Value: 'audit' }],
  });
  assert.equal((await dueOf(arn))?.toISOString(), createdAt);
});

test('a client token makes one generator, and is not taken for another', async () => {
  const license = await world.create();
  const ClientToken = 'the same';
  assert.equal(await create(license, { ClientToken }), await create(license, { ClientToken }));
  const changed = order(license, { ClientToken, ReportGeneratorName: 'another' });
  assert.match(
    await world.refusal('CreateLicenseManagerReportGenerator', changed),
    /^InvalidParameterValueException 400: .*used before with other parameters/,
  );
});

test('generators are listed in pages, and by license', async () => {
  const [one, two] = [await world.create(), await world.create()];
  const arns = [await create(one), await create(two), await create(one)];
  const list = async (input: object): Promise<Wire> => world.call('ListLicenseManagerReportGenerators', input);
  const Filters = [{ Name: 'LicenseConfigurationArn', Values: [one] }];
  const first = await list({ Filters, MaxResults: 1 });
  const second = await list({ Filters, MaxResults: 1, NextToken: first.NextToken });
  const found = [first, second].flatMap((page) => page.ReportGenerators);
  assert.deepEqual(
    found.map((generator) => generator.LicenseManagerReportGeneratorArn),
    [arns[0], arns[2]],
  );
  assert.equal(second.NextToken, undefined);
  assert.deepEqual((await world.call('ListLicenseManagerReportGenerators', {}, other)).ReportGenerators, []);
});

test('with another period reports begin anew, with another name they go on', async () => {
  const [license, another] = [await world.create(), await world.create()];
  const arn = await create(license);
  const due = await dueOf(arn);
  const update = (more: object) =>
    world.call('UpdateLicenseManagerReportGenerator', {
      ...order(another, more),
      LicenseManagerReportGeneratorArn: arn,
    });
  await update({ ReportGeneratorName: 'renamed' });
  assert.deepEqual(await dueOf(arn), due);
  assert.deepEqual((await get(arn)).ReportContext, { licenseConfigurationArns: [another] });
  await update({ ReportFrequency: { period: 'DAY' } });
  assert.ok((await dueOf(arn))! > due!);
  assert.deepEqual((await get(arn)).ReportFrequency, { value: 1, period: 'DAY' });
});

test('a report on a time that is still to come waits for its end', async () => {
  const [from, until] = [1_700_000_000, 1_900_000_000];
  const licenseConfigurationArns = [await world.create()];
  const ReportContext = { licenseConfigurationArns, reportStartDate: from, reportEndDate: until };
  const arn = await create('', { ReportContext, ReportFrequency: { period: 'ONE_TIME' } });
  assert.deepEqual(await dueOf(arn), new Date(until * 1_000));
  assert.deepEqual((await get(arn)).ReportContext, ReportContext);
});

test('what cannot be reported is refused with what to do', async () => {
  const once = { ReportFrequency: { period: 'ONE_TIME' } };
  const context = async (more: object) => ({ licenseConfigurationArns: [await world.create()], ...more });
  const cases: [object, RegExp][] = [
    [{ Type: ['LicenseAssetGroupUsageReport'] }, /expected one of LicenseConfigurationSummaryReport/],
    [{ Type: [] }, /expected 1 to 2 items/],
    [{ ReportFrequency: { value: 2, period: 'DAY' } }, /ReportFrequency\.value: expected 1\./],
    [{ ReportFrequency: {} }, /has no period: expected one of DAY/],
    [{ ReportContext: {} }, /names no license configuration/],
    [{ ReportContext: await context({ licenseAssetGroupArns: ['a'] }) }, /no license asset groups/],
    [{ ReportContext: await context({ reportEndDate: 1_700_000_000 }) }, /only a report of the period ONE_TIME/],
    [{ ...once, ReportContext: await context({ reportStartDate: 1_900_000_000 }) }, /must be before reportEndDate/],
    [{ ...once, ReportContext: await context({ reportEndDate: 9e9 }) }, /ends within ten years/],
    [{ ...once, ReportContext: await context({ reportStartDate: -1 }) }, /from 1970 on/],
    [{ ReportGeneratorName: '' }, /expected 1 to 100 characters/],
    [{ ClientToken: 'x'.repeat(37) }, /expected 1 to 36 characters/],
  ];
  for (const [more, expected] of cases) {
    const text = await refusalOf(more);
    assert.match(text, /^InvalidParameterValueException 400: /);
    assert.match(text, expected);
  }
});

test('licenses and generators of others are out of reach', async () => {
  const license = await world.create();
  const arn = await create(license);
  await world.share(license);
  const asked = order(license);
  assert.match(
    await world.refusal('CreateLicenseManagerReportGenerator', asked, other),
    /^AuthorizationException 403: .*only its owner/,
  );
  const theirs = { LicenseManagerReportGeneratorArn: arn.replace('111111111111', OTHER_ACCOUNT) };
  for (const name of ['GetLicenseManagerReportGenerator', 'DeleteLicenseManagerReportGenerator'] as const)
    assert.match(
      await world.refusal(name, theirs, other),
      /^ResourceNotFoundException 400: There is no report generator/,
    );
});

test('a license cannot be deleted while a generator points to it', async () => {
  const license = await world.create();
  const arn = await create(license);
  const deletion = { LicenseConfigurationArn: license };
  assert.match(
    await world.refusal('DeleteLicenseConfiguration', deletion),
    /^InvalidParameterValueException 400: .*reported on by 1 report generator/,
  );
  await world.call('DeleteLicenseManagerReportGenerator', { LicenseManagerReportGeneratorArn: arn });
  await world.call('DeleteLicenseConfiguration', deletion);
  assert.match(await world.refusal('CreateLicenseManagerReportGenerator', order(license)), /does not exist/);
});
