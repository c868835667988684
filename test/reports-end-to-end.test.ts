import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { EC2 } from '@aws-sdk/client-ec2';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { parse } from 'csv-parse/sync';
import S3rver from 's3rver';
import { eventually } from './eventually.ts';
import { reportsIn } from './report-world.ts';
import { rootCredentials, startServerProcess } from './server-process.ts';
import { call, jsonRequest } from './signed-request.ts';

// The whole way, by the clients of AWS: a machine takes licenses, a generator is made, and its report is read.

const folder = await mkdtemp(join(tmpdir(), 'headroom-reports-'));
const buckets = { directory: join(folder, 'buckets'), configureBuckets: [{ name: 'audit', configs: [] }] };
const storage = new S3rver({ port: 0, address: '127.0.0.1', silent: true, ...buckets });
const endpoint = `http://127.0.0.1:${(await storage.run()).port}`;
const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
after(async () => {
  await storage.close();
  await rm(folder, { recursive: true, force: true });
});

/** Launches a machine of 8 vCPUs and has its license reported once; resolves to the generator when it says that it was. */
async function reported(url: string) {
  const config = { endpoint: url, region: 'us-east-1', credentials: rootCredentials };
  const [ec2, licenseManager] = [new EC2(config), new LicenseManager(config)];
  const license = { Name: 'SQL Server', LicenseCountingType: 'vCPU' as const, LicenseCount: 16 };
  const { LicenseConfigurationArn: arn } = await licenseManager.createLicenseConfiguration(license);
  const { ImageId } = await ec2.registerImage({ Name: 'sql' });
  const LicenseSpecifications = [{ LicenseConfigurationArn: arn! }];
  const launch = { ImageId, InstanceType: 'm5.2xlarge' as const, MinCount: 1, MaxCount: 1, LicenseSpecifications };
  const { Instances } = await ec2.runInstances(launch);
  const generator = await licenseManager.createLicenseManagerReportGenerator({
    ReportGeneratorName: 'today',
    Type: ['LicenseConfigurationUsageReport'],
    ReportContext: { licenseConfigurationArns: [arn!] },
    ReportFrequency: { value: 1, period: 'ONE_TIME' },
    ClientToken: randomUUID(),
  });
  const done = await eventually(async () => {
    const { ReportGenerator } = await licenseManager.getLicenseManagerReportGenerator({
      LicenseManagerReportGeneratorArn: generator.LicenseManagerReportGeneratorArn,
    });
    return ReportGenerator!.LastRunStatus !== undefined && ReportGenerator;
  }, 'the report is made');
  assert.deepEqual([done!.LastRunStatus, done!.LastRunFailureReason], ['SUCCEEDED', undefined]);
  const arnOfIt = generator.LicenseManagerReportGeneratorArn!;
  return { place: done!.S3Location!, instanceId: Instances![0]!.InstanceId!, generator: arnOfIt };
}

/** The report as somebody has it who has no way to the bucket. */
async function takePart(url: string, input: object) {
  const { status, text } = await call({ url, ...rootCredentials }, jsonRequest('Headroom.GetUsageReportPart', input));
  const { Data = '', ...rest } = JSON.parse(text);
  return { status, text: Buffer.from(Data, 'base64').toString(), ...rest };
}

test('a report goes to a bucket of an S3-compatible server', async () => {
  const server = await startServerProcess(join(folder, 'one'), {
    HEADROOM_REPORTS: 's3://audit/headroom',
    HEADROOM_REPORTS_ENDPOINT: endpoint,
    HEADROOM_REPORTS_ACCESS_KEY_ID: credentials.accessKeyId,
    HEADROOM_REPORTS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  });
  try {
    const { place, instanceId, generator } = await reported(server.url);
    const s3 = new S3Client({ region: 'us-east-1', endpoint, forcePathStyle: true, credentials });
    const listed = await s3.send(new ListObjectsV2Command({ Bucket: place.bucket, Prefix: `${place.keyPrefix}/` }));
    const [object, ...more] = listed.Contents!;
    assert.deepEqual(more, []);
    const got = await s3.send(new GetObjectCommand({ Bucket: place.bucket, Key: object!.Key }));
    const text = await got.Body!.transformToString();
    const part = await takePart(server.url, { LicenseManagerReportGeneratorArn: generator });
    assert.deepEqual([part.text, part.NextOffset], [text, undefined]);
    assert.ok(object!.Key!.endsWith(`/${part.FileName}`), part.FileName);
    const behind = { LicenseManagerReportGeneratorArn: generator, Offset: text.length };
    assert.deepEqual((await takePart(server.url, behind)).text, '');
    const [row] = parse(text, { columns: true }) as Record<string, string>[];
    assert.match(row!['ResourceArn']!, new RegExp(`:instance/${instanceId}$`));
    assert.deepEqual([row!['ConsumedLicenses'], row!['InUseAtPeriodEnd']], ['8', 't']);
  } finally {
    assert.equal(await server.end('SIGTERM'), 0);
  }
});

test('without settings it goes to a folder beside the data', async () => {
  const data = join(folder, 'two');
  const server = await startServerProcess(data);
  try {
    const { place, generator } = await reported(server.url);
    const [path, ...more] = await reportsIn(join(data, 'reports'));
    assert.deepEqual(more, []);
    assert.ok(path!.startsWith(`${place.bucket}/${place.keyPrefix}/`), path);
    const asked = { LicenseManagerReportGeneratorArn: generator, ReportType: 'LicenseConfigurationUsageReport' };
    assert.equal((await takePart(server.url, asked)).text, await readFile(join(data, 'reports', path!), 'utf8'));
    const other = await takePart(server.url, { ...asked, ReportType: 'LicenseConfigurationSummaryReport' });
    assert.match(other.Message, /today has made no LicenseConfigurationSummaryReport yet/);
    await rm(join(data, 'reports', path!));
    await mkdir(join(data, 'reports', path!));
    assert.match((await takePart(server.url, asked)).Message, /^It cannot be read now: the folder of reports cannot/);
    await rm(join(data, 'reports', path!), { recursive: true });
    assert.match(
      (await takePart(server.url, asked)).Message,
      /^It is no longer where reports are kept\. Have another one made/,
    );
  } finally {
    assert.equal(await server.end('SIGTERM'), 0);
  }
});
