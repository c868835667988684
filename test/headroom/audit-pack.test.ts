import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, beforeEach, describe, test } from 'node:test';
import type { Instance } from '@aws-sdk/client-ec2';
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { reportBucket } from '../../src/domain/reports/report-generator.ts';
import { type ReportStore, ReportStoreFailure } from '../../src/drivers/reports/report-store.ts';
import { makeAuditPack } from '../../src/jobs/make-audit-pack.ts';
import { recordSteps } from '../history/usage.ts';
import {
  arn,
  ask,
  context,
  DAY,
  ec2,
  FROM,
  generate,
  givenLicense,
  givenServer,
  HOUR,
  licenseId,
  licenses,
  machine,
  made,
  server,
  UNTIL,
} from './pack-world.ts';

before(givenServer);
beforeEach(givenLicense);

const table = async (files: string, name: string): Promise<Record<string, string>[]> =>
  parse(await readFile(join(files, `${name}.csv`)), { columns: true });
const lines = async (files: string, name: string) =>
  (await readFile(join(files, `${name}.jsonl`), 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const useOf = async (files: string, id: string | undefined) =>
  (await table(files, 'resources')).find(({ ResourceArn }) => ResourceArn!.endsWith(id!))!;

async function launch(): Promise<Instance> {
  const { Images } = await ec2.describeImages({ Owners: ['amazon'] });
  const { Instances } = await ec2.runInstances({
    ImageId: Images!.find(({ Architecture }) => Architecture === 'x86_64')!.ImageId,
    InstanceType: 'm5.large',
    MinCount: 1,
    MaxCount: 1,
    LicenseSpecifications: [{ LicenseConfigurationArn: arn }],
  });
  return Instances![0]!;
}

describe('an audit pack', () => {
  test('has each day of its time zone with the most in use, also one of 25 hours', async () => {
    const { files } = await made();
    const days = await table(files, 'daily-peaks');
    assert.deepEqual(
      days.map(({ Day, PeakLicenses }) => [Day, PeakLicenses]),
      [
        ['2025-10-23', '2'],
        ['2025-10-24', '2'],
        ['2025-10-25', '2'],
        ['2025-10-26', '4'],
        ['2025-10-27', '1'],
      ],
    );
    assert.equal(days[3]!['PeakAt'], '2025-10-26T22:30:00Z');
    assert.equal(Number(days[3]!['AverageLicenses']), Number(((2 * 3 + 4 * 0.25) / 25).toFixed(3)));
    assert.deepEqual(
      await lines(files, 'daily-peaks'),
      days.map((day) => ({
        ...day,
        PeakLicenses: Number(day['PeakLicenses']),
        AverageLicenses: Number(day['AverageLicenses']),
      })),
    );
  });

  test('lists what used the license within its time and nothing else, with no end that lies behind it', async () => {
    const { files } = await made();
    const uses = await table(files, 'resources');
    assert.deepEqual(
      uses.map(({ ResourceArn, ConsumedLicenses, ConsumedUntil }) => [
        ResourceArn!.split('/')[1],
        ConsumedLicenses,
        ConsumedUntil,
      ]),
      [
        [machine(1), '2', '2025-10-26T01:00:00Z'],
        [machine(3), '9', '2025-10-25T23:00:00Z'],
        [machine(2), '4', '2025-10-26T22:45:00Z'],
        [machine(4), '1', ''],
      ],
    );
  });

  test('says on a page to print what it comes to, with a chart, and takes no name for markup', async () => {
    const { files } = await made();
    const page = await readFile(join(files, 'index.html'), 'utf8');
    assert.match(page, /<h1>Use of SQL &lt;Server&gt; &amp; &quot;more&quot;<\/h1>/);
    assert.match(page, /<svg viewBox/);
    assert.match(page, /limit 3<\/text>/);
    assert.match(page, /Days over the limit<\/th><td>1 of 5</);
    assert.doesNotMatch(page, /<script|https?:/);
    const summary = JSON.parse(await readFile(join(files, 'summary.json'), 'utf8'));
    const { License, ...rest } = summary;
    assert.equal(License.LicenseConfigurationArn, arn);
    assert.deepEqual(rest, {
      From: new Date(FROM).toISOString(),
      To: new Date(UNTIL).toISOString(),
      TimeZone: 'Europe/Berlin',
      PeakLicenses: 4,
      PeakAt: '2025-10-26T22:30:00Z',
      DaysOverLimit: 1,
      Uses: 4,
      Resources: 4,
      ConsumedAtStart: 2,
      ConsumedAtEnd: 1,
    });
  });

  test('has the facts of a machine that is there', async () => {
    const { InstanceId: id, PlatformDetails } = await launch();
    const { Type, VCpus, Platform } = await useOf((await made({ To: undefined })).files, id);
    assert.deepEqual([Type, VCpus, Platform], ['m5.large', '2', PlatformDetails]);
  });

  test('has what changed the license and the trail of it, and the type of a machine that is gone', async () => {
    const { InstanceId: id } = await launch();
    await licenses.updateLicenseConfiguration({
      LicenseConfigurationArn: arn,
      LicenseCount: 5,
      Description: 'line\nbreak "\\',
    });
    await ec2.terminateInstances({ InstanceIds: [id!] });
    await sql`DELETE FROM instance WHERE instance_id = ${id}`.execute(server.db);
    const { files } = await made({ To: undefined });
    const changes = await lines(files, 'rule-changes');
    assert.deepEqual(
      changes.map(({ Event }) => Event),
      ['CreateLicenseConfiguration', 'UpdateLicenseConfiguration'],
    );
    assert.equal(JSON.parse(changes[1].RequestParameters).description, 'line\nbreak "\\');
    const events = await lines(files, 'events');
    assert.deepEqual(
      events.map(({ eventName }) => eventName),
      ['CreateLicenseConfiguration', 'RunInstances', 'UpdateLicenseConfiguration'],
    );
    assert.equal((await useOf(files, id))['Type'], 'm5.large');
  });

  test('has the same bytes when it is made again, and when the license is deleted meanwhile', async () => {
    const id = await generate();
    const put: Buffer[] = [];
    const store: ReportStore = {
      ...server.reports,
      put: async (_, file) => {
        put.push(await readFile(file));
      },
    };
    const again = async () => {
      await sql`UPDATE audit_pack SET due_at = 'epoch', bytes = NULL, sha256 = NULL WHERE audit_pack_id = ${id}`.execute(
        server.db,
      );
      await makeAuditPack({ ...context, reports: store }, id);
    };
    await again();
    await sql`UPDATE license_configuration SET status = 'DELETED', name = 'gone' WHERE license_configuration_id = ${licenseId}`.execute(
      server.db,
    );
    await again();
    assert.deepEqual(put[0], put[1]);
  });

  test('that cannot be kept says why, and is there once it can be', async () => {
    const id = await generate();
    const put = async () => {
      throw new ReportStoreFailure('the disk of the folder of reports is full');
    };
    await makeAuditPack({ ...context, reports: { ...server.reports, put } }, id);
    const { AuditPack } = (await ask('GetAuditPack', { AuditPackId: id })).json;
    assert.deepEqual(
      [AuditPack.Status, AuditPack.FailureReason],
      ['PENDING', 'the disk of the folder of reports is full'],
    );
    assert.match((await ask('GetAuditPackPart', { AuditPackId: id })).json.Message, /is not made yet/);
    await sql`UPDATE audit_pack SET due_at = 'epoch' WHERE audit_pack_id = ${id}`.execute(server.db);
    await makeAuditPack(context, id);
    const ready = (await ask('GetAuditPack', { AuditPackId: id })).json.AuditPack;
    assert.deepEqual([ready.Status, ready.FailureReason], ['READY', undefined]);
    const { json } = await ask('ListAuditPacks', { LicenseConfigurationArn: arn });
    assert.deepEqual(
      json.AuditPacks.map((pack: { AuditPackId: string }) => pack.AuditPackId),
      [id],
    );
    const kept = join(reportBucket({ accountId: server.accountId, region: 'us-east-1' }), 'AuditPacks', licenseId);
    assert.match(kept, /^aws-license-manager-service-\d{12}-us-east-1\/AuditPacks\/lic-/);
  });
});

describe('a pack is refused', () => {
  const refused: [string, object, RegExp][] = [
    ['of a time to come', { To: Date.now() / 1000 + 3600 }, /To is in the future/],
    [
      'of a time zone that there is not',
      { TimeZone: "Mars'); --" },
      /TimeZone is "Mars'\); --": expected a name of the IANA/,
    ],
    ['of a time that ends before it begins', { To: FROM / 1000 - 1 }, /From is not before To/],
    ['of a century', { From: 0, To: Date.now() / 1000 }, /more than 3700 days apart/],
    ['of no license', { LicenseConfigurationArn: 'arn' }, /Invalid license configuration ARN/],
  ];
  for (const [what, given, message] of refused)
    test(what, async () => {
      const times = { From: FROM / 1000, To: UNTIL / 1000 };
      const { status, json } = await ask('GenerateAuditPack', { LicenseConfigurationArn: arn, ...times, ...given });
      assert.equal(status, 400);
      assert.match(json.Message, message);
    });
});

test('the history of a license agrees with its pack', async () => {
  await recordSteps(server.db, licenseId, [
    { at: FROM - HOUR, used: 2 },
    { at: DAY + 3 * HOUR, used: 0 },
    { at: DAY + 24.5 * HOUR, used: 4 },
    { at: DAY + 24.75 * HOUR, used: 0 },
    { at: DAY + 30 * HOUR, used: 1 },
  ]);
  const { json } = await ask('GetPeakLicenseUsage', {
    LicenseConfigurationArns: [arn],
    From: FROM / 1000,
    To: UNTIL / 1000,
  });
  const { files } = await made();
  const summary = JSON.parse(await readFile(join(files, 'summary.json'), 'utf8'));
  assert.deepEqual(
    [json.Peaks[0].PeakLicenses, new Date(json.Peaks[0].PeakAt * 1000)],
    [summary.PeakLicenses, new Date(summary.PeakAt)],
  );
});
