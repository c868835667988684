import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { sql } from 'kysely';
import { limitRequests } from '../../src/access/limit-requests.ts';
import type { Principal } from '../../src/domain/principal.ts';
import { eventually } from '../eventually.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { type Answer, call, jsonRequest, queryRequest } from '../signed-request.ts';
import { allow, createUser, type User } from './access-world.ts';

// Who asks more often than may be is told to come back, as each protocol's clients understand it; others notice nothing.

const PER_SECOND = 20;

let server: InProcessServer;
let flooding: User;
let other: User;

before(async () => {
  server = await startInProcessServer({ perSecond: PER_SECOND });
  flooding = await createUser(server.caller, 'flooding', { statements: [allow('*')] });
  other = await createUser(server.caller, 'other', { statements: [allow('*')] });
});

const SETTINGS = jsonRequest('AWSLicenseManager.GetServiceSettings', {});

/** More requests at once than may be, of which so many are answered, and what the others were told. */
async function flood(count: number, request = SETTINGS): Promise<{ answered: number; refused: Answer[] }> {
  const answers = await Promise.all(Array.from({ length: count }, () => call(flooding.caller, request)));
  const refused = answers.filter(({ status }) => status !== 200);
  return { answered: count - refused.length, refused };
}

test('beyond the limit each protocol’s own throttling error comes, and another principal’s requests all pass', async () => {
  const { answered, refused } = await flood(5 * PER_SECOND);
  assert.ok(answered >= PER_SECOND && refused.length > 0, `${answered} were answered`);
  for (const { status, text } of refused) {
    assert.deepEqual([status, JSON.parse(text).__type], [400, 'ThrottlingException']);
    assert.match(text, /more than 20 requests a second/);
  }
  const ec2 = (await flood(3 * PER_SECOND, queryRequest('ec2', 'DescribeRegions'))).refused[0]!;
  assert.deepEqual([ec2.status, /<Code>(\w+)</.exec(ec2.text)?.[1]], [503, 'RequestLimitExceeded']);
  const iam = (await flood(3 * PER_SECOND, queryRequest('iam', 'ListUsers'))).refused[0]!;
  assert.deepEqual([iam.status, /<Code>(\w+)</.exec(iam.text)?.[1]], [400, 'Throttling']);
  const [, ...fine] = await Promise.all([
    flood(3 * PER_SECOND),
    ...Array.from({ length: PER_SECOND }, () => call(other.caller, SETTINGS)),
  ]);
  assert.deepEqual(new Set(fine.map(({ status }) => status)), new Set([200]));
});

test('an SDK tries again by itself, and all its calls succeed', async () => {
  const { url: endpoint, ...credentials } = flooding.caller;
  const client = new LicenseManager({ endpoint, region: 'us-east-1', credentials, maxAttempts: 12 });
  const flooded = flood(10 * PER_SECOND);
  const settled = await Promise.all(Array.from({ length: PER_SECOND }, () => client.getServiceSettings({})));
  assert.ok((await flooded).refused.length > 0);
  assert.ok(settled.some(({ $metadata }) => $metadata.attempts! > 1));
});

test('a flood is told in the trail by a few events for each error, not by one for each refusal', async () => {
  let refusals = 0;
  for (let round = 0; round < 3; round++) refusals += (await flood(5 * PER_SECOND)).refused.length;
  const told = await eventually(async () => {
    const { rows } = await sql<{ record: string }>`
      SELECT record FROM audit_event WHERE access_key_id = ${flooding.caller.accessKeyId}`.execute(server.db);
    const codes = rows.map(({ record }) => JSON.parse(record).errorCode).filter(Boolean);
    return new Set(codes).size === 3 && codes;
  }, 'the refusals are in the trail');
  assert.deepEqual([...new Set(told)].sort(), ['RequestLimitExceeded', 'Throttling', 'ThrottlingException']);
  assert.ok(told.length < refusals / 5, `${told.length} events of more than ${refusals} refusals`);
});

test('a limit is each principal’s own: sessions of a role share it, and who signs nothing is their address', () => {
  const now = new Date();
  const limit = limitRequests(1);
  const passes = (principal: Partial<Principal>, ip = '192.0.2.1') => {
    try {
      limit({ arn: '', ...principal } as Principal, ip, now);
      return true;
    } catch {
      return false;
    }
  };
  const session = (name: string) => ({
    arn: `arn:aws:sts::1:assumed-role/r/${name}`,
    identity: { id: 'AROA', arn: '' },
  });
  assert.deepEqual([passes(session('a')), passes(session('b')), passes(session('c'))], [true, true, false]);
  assert.deepEqual([passes({ arn: 'root' }), passes({ arn: 'root' }), passes({ arn: 'root' })], [true, true, false]);
  assert.deepEqual([passes({}), passes({}), passes({}), passes({}, '192.0.2.2')], [true, true, false, true]);
});
