import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { EC2 } from '@aws-sdk/client-ec2';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { STS } from '@aws-sdk/client-sts';
import { sql } from 'kysely';
import { createSecretBox } from '../../src/access/secret-box.ts';
import { type GivenServer, givenServer } from '../ssm/given-server.ts';

let now = new Date();
const masterKey = randomBytes(32);
const opened: GivenServer[] = [];

async function open(given: Parameters<typeof givenServer>[0]) {
  const server = await givenServer({ clock: () => now, masterKey, ...given });
  opened.push(server);
  return { ...server, ...(await server.listen()) };
}

after(async () => {
  for (const { server } of opened) await server.close();
});

let one: Awaited<ReturnType<typeof open>>;
before(async () => {
  one = await open({});
});

const sts = ({ url, credentials }: { url: string; credentials: object }, as: object = credentials) =>
  new STS({ endpoint: url, region: 'us-east-1', credentials: as as never });

async function session(DurationSeconds?: number) {
  const { Credentials: made } = await sts(one).getSessionToken({ DurationSeconds });
  return {
    accessKeyId: made!.AccessKeyId!,
    secretAccessKey: made!.SecretAccessKey!,
    sessionToken: made!.SessionToken!,
    expiration: made!.Expiration!,
  };
}

const refusedAs = (name: string) => (error: Error) => error.name === name;

test('a session of a root key is the root, on every server with the same master key, until it expires', async () => {
  const credentials = await session(900);
  assert.match(credentials.accessKeyId, /^ASIA[A-Z2-7]{16}$/);
  const seconds = (credentials.expiration.getTime() - now.getTime()) / 1000;
  assert.ok(seconds > 899 && seconds <= 900, `it lives for ${seconds} s`);

  const two = await open({ db: one.db });
  const root = await sts(one).getCallerIdentity({});
  for (const server of [one, two]) {
    const { Account, Arn, UserId } = await sts(server, credentials).getCallerIdentity({});
    assert.deepEqual({ Account, Arn, UserId }, { Account: root.Account, Arn: root.Arn, UserId: root.UserId });
    const client = { endpoint: server.url, region: 'us-east-1', credentials };
    assert.deepEqual((await new LicenseManager(client).listLicenseConfigurations({})).LicenseConfigurations, []);
  }

  const clock = now;
  now = credentials.expiration;
  const late = { endpoint: one.url, region: 'us-east-1', credentials: { ...credentials, expiration: undefined } };
  await assert.rejects(new STS(late as never).getCallerIdentity({}), refusedAs('ExpiredToken'));
  await assert.rejects(
    new LicenseManager(late as never).listLicenseConfigurations({}),
    refusedAs('ExpiredTokenException'),
  );
  await assert.rejects(new EC2(late as never).describeVpcs({}), refusedAs('RequestExpired'));
  now = clock;
});

test('a session lives as long as asked within AWS limits; of a root no longer than an hour', async () => {
  const lives = async (asked?: number) =>
    Math.ceil(((await session(asked)).expiration.getTime() - now.getTime()) / 1000);
  assert.deepEqual([await lives(), await lives(901), await lives(129_600)], [3600, 901, 3600]);
  for (const wrong of [899, 129_601]) await assert.rejects(session(wrong), refusedAs('ValidationError'));
});

test('a token is good with its own key and secret alone, and a session gets no further session', async () => {
  const [mine, other] = [await session(), await session()];
  const ask = (credentials: object) => sts(one, credentials).getCallerIdentity({});
  await assert.rejects(ask({ ...mine, sessionToken: other.sessionToken }), refusedAs('InvalidClientTokenId'));
  await assert.rejects(ask({ ...mine, sessionToken: undefined }), refusedAs('InvalidClientTokenId'));
  await assert.rejects(ask({ ...mine, sessionToken: 'none' }), refusedAs('InvalidClientTokenId'));
  await assert.rejects(ask({ ...mine, secretAccessKey: other.secretAccessKey }), refusedAs('SignatureDoesNotMatch'));
  await assert.rejects(sts(one, mine).getSessionToken({}), /AccessDenied|session credentials/);
  await assert.rejects(sts(one).getSessionToken({ SerialNumber: 'GAHT12345678', TokenCode: '123456' }), /MFA/);
});

test('a token that was sealed before sessions had owners is nobody’s', async () => {
  const accessKeyId = 'ASIAAAAAAAAAAAAAAAAA';
  const [secret, expiresAt] = ['a-secret-of-the-tests', now.getTime() + 3_600_000];
  const sealed = createSecretBox(masterKey).seal(
    accessKeyId,
    JSON.stringify({ instanceId: 'mi-1', secret, expiresAt }),
  );
  const old = { accessKeyId, secretAccessKey: secret, sessionToken: sealed.toString('base64') };
  await assert.rejects(sts(one, old).getCallerIdentity({}), refusedAs('InvalidClientTokenId'));
});

test('a session ends with the access key that it came from', async () => {
  const credentials = await session();
  const two = await open({ db: one.db });
  await sts(two, credentials).getCallerIdentity({});
  const three = await open({ db: one.db });
  await sql`DELETE FROM access_key`.execute(one.db);
  await assert.rejects(sts(three, credentials).getCallerIdentity({}), refusedAs('InvalidClientTokenId'));
});

test('the account of an access key is told', async () => {
  const four = await open({ db: one.db });
  const { accessKeyId } = four.credentials;
  const { Account } = await sts(four).getAccessKeyInfo({ AccessKeyId: accessKeyId });
  assert.equal(Account, (await sts(four).getCallerIdentity({})).Account);
  const unknown = sts(four).getAccessKeyInfo({ AccessKeyId: 'AKIANOBODYKNOWSTHIS1' });
  await assert.rejects(unknown, refusedAs('ValidationError'));
});
