import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { sql } from 'kysely';
import { recordSteps } from '../history/usage.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { call, jsonRequest } from '../signed-request.ts';

const HOUR = 3_600_000;
/** When clocks in Berlin are put back: that day has 25 hours. */
const BEGIN = Date.UTC(2025, 9, 25, 22);
const machine = (n: number) => `i-${String(n).padStart(17, '0')}`;

let server: InProcessServer;
let arn: string;

before(async () => {
  server = await startInProcessServer();
  const licenses = new LicenseManager({ endpoint: server.caller.url, region: 'us-east-1', credentials: server.caller });
  const created = await licenses.createLicenseConfiguration({ Name: 'SQL', LicenseCountingType: 'vCPU' });
  arn = created.LicenseConfigurationArn!;
  const id = arn.split(':').at(-1)!;
  const uses = [
    { n: 1, amount: 2, from: -5 * HOUR, until: 3 * HOUR, owner: server.accountId },
    { n: 2, amount: 4, from: 3 * HOUR, until: 24.5 * HOUR, owner: '222222222222' },
    { n: 3, amount: 1, from: 24.5 * HOUR, until: null, owner: server.accountId },
    { n: 4, amount: 8, from: 25 * HOUR, until: 25 * HOUR, owner: server.accountId },
  ];
  for (const { n, amount, from, until, owner } of uses)
    await sql`
      INSERT INTO consumption (account_id, region, license_configuration_id, resource_id, resource_type, resource_owner_id,
        amount, consumed_from, consumed_until)
      VALUES (${server.accountId}, 'us-east-1', ${id}, ${machine(n)}, 'EC2_INSTANCE', ${owner}, ${amount},
        ${new Date(BEGIN + from)}, ${until === null ? null : new Date(BEGIN + until)})`.execute(server.db);
  await recordSteps(server.db, id, [
    { at: BEGIN - 5 * HOUR, used: 2 },
    { at: BEGIN + 3 * HOUR, used: 4 },
    { at: BEGIN + 24.5 * HOUR, used: 1 },
  ]);
});

const ask = async (operation: string, input: object) => {
  const answer = await call(server.caller, jsonRequest(`Headroom.${operation}`, input));
  return { ...answer, json: JSON.parse(answer.text) };
};
const seconds = (after: number) => (BEGIN + after) / 1000;

test('how much was used at an instant, and by whose resources: what ends then made room for what begins', async () => {
  const at = async (after: number) =>
    (await ask('GetLicenseUsage', { LicenseConfigurationArns: [arn], At: seconds(after) })).json.LicenseUsages[0];
  assert.deepEqual(await at(3 * HOUR), {
    LicenseConfigurationArn: arn,
    ConsumedLicenses: 4,
    Holders: [{ ResourceOwnerId: '222222222222', ResourceType: 'EC2_INSTANCE', ConsumedLicenses: 4 }],
  });
  assert.equal((await at(3 * HOUR - 1)).ConsumedLicenses, 2);
  assert.deepEqual((await at(-6 * HOUR)).Holders, []);
  const now = (await ask('GetLicenseUsage', { LicenseConfigurationArns: [arn] })).json.LicenseUsages[0];
  assert.equal(now.ConsumedLicenses, 1);
});

test('the peak of a time, and when it was', async () => {
  const { json } = await ask('GetPeakLicenseUsage', {
    LicenseConfigurationArns: [arn],
    From: seconds(-HOUR),
    To: seconds(30 * HOUR),
  });
  assert.deepEqual(json.Peaks, [{ LicenseConfigurationArn: arn, PeakLicenses: 4, PeakAt: seconds(3 * HOUR) }]);
});

test('who held what, page by page', async () => {
  const all: string[] = [];
  let NextToken: string | undefined;
  do {
    const { json } = await ask('ListLicenseUses', {
      LicenseConfigurationArn: arn,
      From: seconds(0),
      To: seconds(26 * HOUR),
      MaxResults: 3,
      NextToken,
    });
    all.push(...json.LicenseUses.map((use: { ResourceArn: string }) => use.ResourceArn.split('/')[1]));
    NextToken = json.NextToken;
  } while (NextToken);
  assert.deepEqual(all, [1, 2, 3, 4].map(machine));
});

describe('the command', () => {
  const run = promisify(execFile);
  const usage = async (...args: string[]) => {
    const { url, accessKeyId, secretAccessKey } = server.caller;
    const env = {
      PATH: process.env['PATH'],
      TZ: 'Europe/Berlin',
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    };
    const program = join(import.meta.dirname, '../../src/cli/headroom.ts');
    return run(process.execPath, [program, 'usage', arn, ...args], { env }).then(
      ({ stdout }) => stdout.trim().split('\n'),
      (error: { stderr: string }) => [error.stderr.trim()],
    );
  };

  test('shows who used what on a day that has 25 hours', async () => {
    const lines = await usage('--day', '2025-10-26');
    assert.deepEqual(
      lines.map((line) => /^(\d) {2}.*(i-\d+) /.exec(line)?.slice(1)),
      [
        ['2', machine(1)],
        ['4', machine(2)],
        ['1', machine(3)],
      ],
    );
    assert.match(lines[2]!, /2025-10-26T22:30:00.000Z {2}still$/);
    assert.match((await usage('--day', '2025-10-25')).join(), /^2 [^,]*$/);
  });

  test('shows what is used, and the peak of a time', async () => {
    assert.deepEqual(await usage(), ['1 licenses', `  1  EC2_INSTANCE of ${server.accountId}`]);
    assert.deepEqual(await usage('--from', '2025-01-01T00:00:00Z', '--to', '2026-01-01T00:00:00Z'), [
      '4 licenses at 2025-10-26T01:00:00.000Z',
    ]);
  });

  test('says what is wrong', async () => {
    assert.match((await usage('--day', '2025-02-30')).join(), /--day is "2025-02-30"; expected a day such as/);
    assert.match((await usage('--to', '2025-02-28')).join(), /Expected one of --at/);
  });
});

test('what is not ours, or no time, is refused', async () => {
  const other = arn.replace(server.accountId, '999999999999');
  const foreign = await ask('GetLicenseUsage', { LicenseConfigurationArns: [other] });
  assert.equal(foreign.json.__type, 'ResourceNotFoundException');
  const elsewhere = await ask('GetLicenseUsage', { LicenseConfigurationArns: [arn.replace('us-east-1', 'eu-west-1')] });
  assert.equal(elsewhere.json.__type, 'ResourceNotFoundException');
  const backwards = await ask('ListLicenseUses', { LicenseConfigurationArn: arn, From: seconds(1), To: seconds(0) });
  assert.match(backwards.json.Message, /From is not before To/);
  const tomorrow = { LicenseConfigurationArns: [arn], At: Date.now() / 1000 + 86_400 };
  assert.match((await ask('GetLicenseUsage', tomorrow)).json.Message, /At is in the future/);
});

test('what an operation of Headroom’s own cannot do without is named', async () => {
  const needed = {
    CreateAccountKey: 'AccountId',
    CreateWebhook: 'Url',
    DeleteWebhook: 'WebhookId',
    DropDeliveries: 'DeliveryIds',
    FailHost: 'HostId',
    GenerateAuditPack: 'LicenseConfigurationArn',
    GetAuditPack: 'AuditPackId',
    GetAuditPackPart: 'AuditPackId',
    GetLicenseUsage: 'LicenseConfigurationArns',
    GetPeakLicenseUsage: 'LicenseConfigurationArns',
    GetUsageReportPart: 'LicenseManagerReportGeneratorArn',
    InterruptSpotInstances: 'InstanceIds',
    ListLicenseUses: 'LicenseConfigurationArn',
    TestWebhook: 'WebhookId',
  };
  for (const [operation, member] of Object.entries(needed))
    assert.equal((await ask(operation, {})).json.Message, `The required member ${member} is missing.`, operation);
});
