import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import S3rver from 's3rver';
import { type S3Settings, s3Store } from '../../src/drivers/reports/s3-store.ts';

// Against s3rver, a server that others wrote.

const folder = await mkdtemp(join(tmpdir(), 'headroom-s3-'));
const file = join(folder, 'report.csv');
const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
let server: S3rver;
let settings: S3Settings;

before(async () => {
  const directory = join(folder, 'buckets');
  server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory,
    configureBuckets: [{ name: 'audit', configs: [] }],
  });
  const { port } = await server.run();
  settings = {
    bucket: 'audit',
    prefix: 'headroom',
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials,
  };
  await writeFile(file, 'Name,Count\n"SQL Server",4\n');
});
after(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

async function listening(at: Server): Promise<string> {
  await new Promise<void>((resolve) => at.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(at.address() as AddressInfo).port}`;
}

const place = { bucket: 'aws-license-manager-service-1', prefix: 'Reports/audit', key: '2026/03/02/one.csv' };
const put = (more: Partial<S3Settings>) => s3Store({ ...settings, ...more }).put(place, file);

test('a report is an object below the prefix, and is replaced', async () => {
  const store = s3Store(settings);
  await store.put(place, file);
  await store.put(place, file);
  const at = store.placeOf(place.bucket, place.prefix);
  assert.deepEqual(at, { bucket: 'audit', keyPrefix: 'headroom/aws-license-manager-service-1/Reports/audit' });
  const reader = new S3Client({ region: 'us-east-1', endpoint: settings.endpoint!, forcePathStyle: true, credentials });
  const object = await reader.send(new GetObjectCommand({ Bucket: at.bucket, Key: `${at.keyPrefix}/${place.key}` }));
  assert.equal(await object.Body!.transformToString(), 'Name,Count\n"SQL Server",4\n');
  assert.equal(object.ContentType, 'text/csv');
});

test('a bucket that is not there, not ours, or away is a failure that its owner can read', async () => {
  const failure = (message: RegExp) => ({ name: 'ReportStoreFailure', message });
  await assert.rejects(put({ bucket: 'nowhere' }), failure(/^the bucket nowhere does not exist$/));
  const stranger = { credentials: { accessKeyId: 'stranger', secretAccessKey: 'secret' } };
  await assert.rejects(put(stranger), failure(/^the bucket audit refuses to be written to \(InvalidAccessKeyId\)$/));
  const free = createServer();
  const away = { endpoint: await listening(free) };
  await new Promise((resolve) => free.close(resolve));
  await assert.rejects(put(away), failure(/^the object storage cannot be reached \(ECONNREFUSED\)$/));
});

test('a file that is gone is told from a storage that does not give it now', async () => {
  const read = (more: Partial<S3Settings>, at = place) =>
    s3Store({ ...settings, ...more }).read(at, { offset: 5, length: 5 });
  const failure = (message: RegExp) => ({ name: 'ReportStoreFailure', message });
  assert.equal(String(Buffer.from((await read({}))!)), 'Count');
  assert.equal(await read({}, { ...place, key: 'gone.csv' }), undefined);
  await assert.rejects(read({ bucket: 'nowhere' }), failure(/^the bucket nowhere does not exist$/));
  const stranger = { credentials: { accessKeyId: 'stranger', secretAccessKey: 'secret' } };
  await assert.rejects(read(stranger), failure(/^the bucket audit refuses to be read \(InvalidAccessKeyId\)$/));
  await assert.rejects(read({ endpoint: 'http://127.0.0.1:9' }), failure(/cannot be reached \(ECONNREFUSED\)$/));
});

test('a storage that answers nonsense, or that it is full, is a failure that its owner can read', async () => {
  const answering = async (status: number, body: string) => {
    const odd = createServer((request, response) => {
      request.resume();
      request.on('end', () => response.writeHead(status).end(body));
    });
    const failed = await put({ endpoint: await listening(odd) }).catch(String);
    odd.close();
    return String(failed);
  };
  const full =
    '<Error><Code>XMinioStorageFull</Code><Message>Storage backend has reached its minimum free drive threshold.</Message></Error>';
  assert.match(await answering(507, full), /^ReportStoreFailure: the object storage answered 507 XMinioStorageFull/);
  assert.match(await answering(500, '<html>'), /^ReportStoreFailure: the object storage/);
  assert.match(await answering(301, ''), /^ReportStoreFailure: the object storage/);
});

test('a storage that takes a report and never answers is a failure that its owner can read', async () => {
  const silent = createServer((request) => request.resume());
  const endpoint = await listening(silent);
  await assert.rejects(s3Store({ ...settings, endpoint }, 100).put(place, file), {
    name: 'ReportStoreFailure',
    message: 'the object storage cannot be reached (TimeoutError)',
  });
  silent.closeAllConnections();
  silent.close();
});
