import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { sql } from 'kysely';
import { AlikeEvents } from '../../src/alike-events.ts';
import type { TrailEvent } from '../../src/domain/audit/trail-record.ts';
import { eventually } from '../eventually.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { type Caller, call, jsonRequest, queryRequest } from '../signed-request.ts';

// Who tries to get in and does not is in the trail, and cannot fill it.

let server: InProcessServer;
let other: Caller;

before(async () => {
  server = await startInProcessServer();
  const made = await call(server.caller, jsonRequest('Headroom.CreateAccount', {}));
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = JSON.parse(made.text);
  other = { url: server.caller.url, accessKeyId, secretAccessKey };
});

const recordsOf = async ({ url, ...credentials }: Caller, name: string) => {
  const trail = new CloudTrail({ endpoint: url, region: 'us-east-1', credentials });
  const attribute = { AttributeKey: 'EventName', AttributeValue: name } as const;
  const { Events = [] } = await trail.lookupEvents({ LookupAttributes: [attribute] });
  return Events.map((event) => ({ ...event, record: JSON.parse(event.CloudTrailEvent!) }));
};
const told = (caller: Caller, name: string) =>
  eventually(async () => {
    const found = await recordsOf(caller, name);
    return found.length > 0 && found;
  }, `${name} is in the trail`);

test('a wrong secret is told to the account whose key it is; a key that nobody has, to the operator', async () => {
  const forged = { ...other, secretAccessKey: 'a-secret-that-was-guessed' };
  assert.equal((await call(forged, queryRequest('iam', 'CreateUser', { UserName: 'x' }))).status, 403);
  const [event, ...more] = await told(other, 'CreateUser');
  assert.equal(more.length, 0);
  assert.equal(event!.Username, undefined);
  const { record } = event!;
  assert.deepEqual(
    [record.errorCode, record.eventSource, record.requestParameters, record.sourceIPAddress],
    ['SignatureDoesNotMatch', 'iam.amazonaws.com', null, '127.0.0.1'],
  );
  const { accountId } = record.userIdentity;
  assert.deepEqual(record.userIdentity, { type: 'Unknown', accountId, accessKeyId: other.accessKeyId });
  assert.equal(record.recipientAccountId, accountId);

  const unknown = { ...other, accessKeyId: 'AKIANOBODYHASTHISKEY' };
  assert.equal((await call(unknown, queryRequest('iam', 'ListRoles'))).status, 403);
  const [nobody] = await told(server.caller, 'ListRoles');
  assert.deepEqual(nobody!.record.userIdentity, { type: 'Unknown', accessKeyId: 'AKIANOBODYHASTHISKEY' });
  assert.equal(nobody!.record.errorCode, 'InvalidClientTokenId');
  assert.equal((await recordsOf(other, 'ListRoles')).length, 0);
});

test('a flood of bad signatures, with a key of its own each, leaves a bounded number of events', async () => {
  const attempts = Array.from({ length: 150 }, (_, n) => ({
    ...other,
    accessKeyId: `AKIAFLOOD${String(n).padStart(11, '0')}`,
  }));
  await Promise.all(attempts.map((caller) => call(caller, queryRequest('sts', 'GetSessionToken'))));
  await told(server.caller, 'GetSessionToken');
  // A call that is told after them, so that they are told.
  await call(server.caller, queryRequest('iam', 'ListPolicies'));
  await told(server.caller, 'ListPolicies');
  const { length } = await recordsOf(server.caller, 'GetSessionToken');
  assert.ok(length > 0 && length <= 21, `${length} events`);
});

test('what is alike is counted, and the count is written with the latest; other accounts’ are not crowded out', () => {
  const written: TrailEvent[] = [];
  const alike = new AlikeEvents((event) => written.push(event));
  const event = (accountId: string, accessKeyId: string) =>
    ({ actor: { accountId, accessKeyId, requestId: `${written.length}` }, error: { code: 'E' } }) as TrailEvent;
  for (let n = 0; n < 1_000; n++) alike.note(event('1', `key-${n}`), new Date());
  alike.note(event('2', 'key'), new Date());
  for (let n = 0; n < 7; n++) alike.note(event('2', 'key'), new Date());
  assert.equal(written.length, 22);
  alike.end();
  assert.deepEqual(
    written.slice(22).map(({ detail }) => detail),
    [{ standsForEvents: 979 }, { standsForEvents: 7 }],
  );
  alike.note(event('1', 'key-1'), new Date());
  assert.equal(written.length, 25);
  alike.end();
  assert.equal(written.length, 25);
});

test('what the caller was told of trouble is what the trail says', async () => {
  await sql`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$`.execute(server.db);
  await sql`CREATE TRIGGER full_disk BEFORE INSERT ON license_configuration EXECUTE FUNCTION full_disk()`.execute(
    server.db,
  );
  const input = { Name: 'no room', LicenseCountingType: 'vCPU' };
  const answer = await call(server.caller, jsonRequest('AWSLicenseManager.CreateLicenseConfiguration', input));
  assert.deepEqual([answer.status, JSON.parse(answer.text).__type], [503, 'ServiceUnavailableException']);
  const [{ record } = assert.fail()] = await told(server.caller, 'CreateLicenseConfiguration');
  assert.equal(record.errorCode, 'ServiceUnavailableException');
  assert.match(record.errorMessage, /^Nothing can be written/);
  await sql`DROP TRIGGER full_disk ON license_configuration`.execute(server.db);
});
