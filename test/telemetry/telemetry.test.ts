import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { EC2 } from '@aws-sdk/client-ec2';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { eventually } from '../eventually.ts';
import { rootCredentials, type ServerProcess, startServerProcess } from '../server-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'headroom-telemetry-'));
/** What a collector of OpenTelemetry was sent: paths and bodies. */
const spans: { path: string; body: string }[] = [];
let collector: Server;
let server: ServerProcess;
let metricsUrl: string;
let licenseId: string;

before(async () => {
  collector = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    spans.push({ path: request.url!, body: Buffer.concat(chunks).toString('latin1') });
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  server = await startServerProcess(folder, {
    HEADROOM_METRICS: '127.0.0.1:0',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    OTEL_SERVICE_NAME: 'licenses-of-example',
    OTEL_BSP_SCHEDULE_DELAY: '100',
  });
  metricsUrl = /"url":"([^"]*)"/.exec(server.log())![1]!;
  await useLicenses();
});

after(async () => {
  await server.end('SIGTERM');
  collector.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A launch that fits, one that does not, and an operation that is not built. */
async function useLicenses(): Promise<void> {
  const config = { endpoint: server.url, region: 'us-east-1', credentials: rootCredentials };
  const [ec2, licenses] = [new EC2(config), new LicenseManager(config)];
  const { LicenseConfigurationArn } = await licenses.createLicenseConfiguration({
    Name: 'A "quoted" name\\',
    LicenseCountingType: 'vCPU',
    LicenseCount: 2,
    LicenseCountHardLimit: true,
  });
  licenseId = LicenseConfigurationArn!.split(':').at(-1)!;
  const { Images } = await ec2.describeImages({ Owners: ['amazon'] });
  const launch = () =>
    ec2.runInstances({
      ImageId: Images!.find(({ Architecture }) => Architecture === 'x86_64')!.ImageId,
      InstanceType: 'm5.large',
      MinCount: 1,
      MaxCount: 1,
      LicenseSpecifications: [{ LicenseConfigurationArn }],
    });
  await launch();
  await assert.rejects(launch(), /vCPU/);
  await assert.rejects(ec2.describeBundleTasks({}), /does not implement/);
  await assert.rejects(fetch(server.url, { method: 'POST', headers: { 'x-amz-target': 'No.Such' } }).then(refuse));
}

async function refuse(response: Response): Promise<never> {
  throw new Error(await response.text());
}

describe('metrics for Prometheus', () => {
  test('are at an address of their own, which the log tells, and nowhere else', async () => {
    const response = await fetch(metricsUrl);
    assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
    assert.equal((await fetch(metricsUrl.replace('/metrics', '/'))).status, 404);
    assert.equal((await fetch(metricsUrl, { method: 'POST' })).status, 404);
    assert.doesNotMatch(await (await fetch(`${server.url}/metrics`)).text(), /headroom_/);
  });

  test('tell of licenses, requests, decisions, the queue and the database', async () => {
    const text = await (await fetch(metricsUrl)).text();
    const value = (name: string) =>
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')
        .at(-1);
    const of = `{account="${rootCredentials.accountId}",region="us-east-1",license="${licenseId}",name="A \\"quoted\\" name\\\\",type="vCPU"}`;
    assert.equal(value(`headroom_license_used${of}`), '2');
    assert.equal(value(`headroom_license_limit${of}`), '2');
    assert.equal(value(`headroom_license_hard_limit${of}`), '1');
    assert.equal(value('headroom_decisions_total{command="launch",outcome="permitted"}'), '1');
    assert.equal(value('headroom_decisions_total{command="launch",outcome="limit"}'), '1');
    assert.equal(value('headroom_request_duration_seconds_count{action="ec2:RunInstances",status="2xx"}'), '1');
    assert.equal(value('headroom_request_duration_seconds_count{action="ec2:RunInstances",status="4xx"}'), '1');
    assert.ok(Number(value('headroom_request_duration_seconds_count{action="none",status="4xx"}')) >= 1);
    assert.ok(Number(value('headroom_database_bytes')) > 1_000_000);
    assert.equal(value('headroom_healthy'), '1');
    assert.match(text, /^headroom_database_connections\{state="idle"\} [1-9]/m);
    assert.match(text, /^process_cpu_seconds_total /m);
  });

  test('names that clients make up are no labels', async () => {
    const text = await (await fetch(metricsUrl)).text();
    assert.doesNotMatch(text, /DescribeBundleTasks|No\.Such/);
  });
});

test('traces go where the variables of OpenTelemetry say, each command within its request', async () => {
  const isThere = async () => spans.some(({ body }) => body.includes('ec2/RunInstances'));
  await eventually(isThere, 'a launch was traced');
  const all = spans.map(({ body }) => body).join();
  assert.equal(spans[0]!.path, '/v1/traces');
  assert.match(all, /licenses-of-example/);
  assert.match(all, /ledger launch/);
  assert.match(all, /license-manager\/CreateLicenseConfiguration/);
});
