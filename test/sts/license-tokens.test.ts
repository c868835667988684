import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { before, test } from 'node:test';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { STS } from '@aws-sdk/client-sts';
import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  jwtVerify,
  SignJWT,
} from 'jose';
import { sql } from 'kysely';
import { createLicenseTokens } from '../../src/access/license-tokens.ts';
import { createSecretBox } from '../../src/access/secret-box.ts';
import { freshDatabase } from '../database.ts';
import { type Account, clientsOf, type IamWorld, iamWorld, policy, refuses, trust } from '../iam/world.ts';
import { issuedLicense } from '../license-manager/issued-license.ts';

// From an issued license to credentials of a role: CreateToken, GetAccessToken, AssumeRoleWithWebIdentity.

const NAME = 'openid-license-manager.amazonaws.com';

let world: IamWorld;
/** Nobody's, which sign nothing. */
let nobody: { sts: STS; licenseManager: LicenseManager };
let licenseArn: string;
let role: string;

const trusting = (account: Account, condition: object = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: NAME },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        'ForAnyValue:StringEquals': {
          [`${NAME}:amr`]: `aws:license-manager:token-issuer-account-id:${account.accountId}`,
        },
        ...condition,
      },
    },
  });

async function givenRole(account: Account, trust: string): Promise<string> {
  const RoleName = `Consumption-${randomUUID()}`;
  const { Role: made } = await account.iam.createRole({ RoleName, AssumeRolePolicyDocument: trust });
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLicenseManagerConsumptionPolicy';
  await account.iam.attachRolePolicy({ RoleName, PolicyArn });
  return made!.Arn!;
}

const issue = async ({ licenseManager }: Account, change: object = {}) =>
  (await licenseManager.createLicense(issuedLicense(change))).LicenseArn!;

const createToken = async ({ licenseManager }: Account, LicenseArn: string, more: object = {}) => {
  const made = await licenseManager.createToken({ LicenseArn, ClientToken: randomUUID(), ...more });
  return { id: made.TokenId!, text: made.Token! };
};

const exchange = async (Token: string, TokenProperties?: string[]) =>
  (await nobody.licenseManager.getAccessToken({ Token, TokenProperties })).AccessToken!;

const assume = (WebIdentityToken: string, RoleArn = role) =>
  nobody.sts.assumeRoleWithWebIdentity({ RoleArn, RoleSessionName: 'program', WebIdentityToken });

before(async () => {
  world = await iamWorld();
  const unsigned = { sign: async <T>(request: T) => request };
  const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
  const config = {
    endpoint: world.server.caller.url,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials,
    signer: unsigned,
  };
  nobody = { sts: new STS(config), licenseManager: new LicenseManager(config) };
  licenseArn = await issue(world.own);
  role = await givenRole(world.own, trusting(world.own));
});

test('who has a refresh token has a session of a role that trusts its issuer, without an access key', async () => {
  const refresh = await createToken(world.own, licenseArn, { RoleArns: [role], TokenProperties: ['site:north'] });
  const access = await exchange(refresh.text, ['host:pc-17']);
  const claims = decodeJwt(access);
  assert.deepEqual(claims['amr'], [
    `aws:license-manager:token-issuer-account-id:${world.own.accountId}`,
    'site:north',
    'host:pc-17',
  ]);
  assert.deepEqual([claims.aud, claims.exp! - claims.iat!, claims['roles']], [licenseArn, 3_600, [role]]);
  const { Credentials: made, ...rest } = await assume(access);
  assert.deepEqual(
    [rest.Provider, rest.Audience, rest.SubjectFromWebIdentityToken],
    [NAME, licenseArn, world.own.accountId],
  );
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = made!;
  const { licenseManager } = clientsOf({
    url: world.server.caller.url,
    ...{ accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey!, sessionToken: sessionToken! },
  });
  assert.equal((await licenseManager.getLicense({ LicenseArn: licenseArn })).License!.LicenseArn, licenseArn);
  await refuses(licenseManager.listLicenses({}), 'AccessDenied');
});

test('the exchange and the session are in the trail of the license’s account, and no token is', async () => {
  const { text, id } = await createToken(world.own, licenseArn);
  const access = await exchange(text);
  await assume(access);
  const { rows } = await sql<{ action: string; account_id: string; record: string }>`
    SELECT action, account_id, record FROM audit_event WHERE record LIKE ${`%${id}%`}
      OR action = 'sts:AssumeRoleWithWebIdentity' ORDER BY 1`.execute(world.server.db);
  const actions = new Set(rows.map(({ action }) => action));
  for (const action of ['license-manager:CreateToken', 'license-manager:GetAccessToken'])
    assert.ok(actions.has(action), action);
  assert.deepEqual(new Set(rows.map((row) => row.account_id)), new Set([world.own.accountId]));
  for (const { record } of rows) assert.ok(!record.includes(text) && !record.includes(access), record);
});

test('who signs may exchange a token too, and a repeated CreateToken answers the same one', async () => {
  const ClientToken = randomUUID();
  const { licenseManager } = world.own;
  const made = await licenseManager.createToken({ LicenseArn: licenseArn, ClientToken });
  const again = await licenseManager.createToken({ LicenseArn: licenseArn, ClientToken });
  assert.deepEqual([again.TokenId, again.Token], [made.TokenId, made.Token]);
  assert.equal(made.TokenType, 'REFRESH_TOKEN');
  const { AccessToken: access } = await licenseManager.getAccessToken({ Token: made.Token! });
  await assume(access!);
  const other = { LicenseArn: licenseArn, ClientToken, ExpirationInDays: 1 };
  await refuses(licenseManager.createToken(other), 'Validation', /other parameters/);
});

test('a role trusts tokens of the accounts that it names', async () => {
  const foreign = await issue(world.other);
  const { text } = await createToken(world.other, foreign);
  await refuses(
    assume(await exchange(text)),
    'AccessDenied',
    /not authorized to perform: sts:AssumeRoleWithWebIdentity/,
  );
  await assume(await exchange(text), await givenRole(world.own, trusting(world.other)));
  const only = await givenRole(world.own, trusting(world.own, { StringEquals: { [`${NAME}:aud`]: licenseArn } }));
  const second = await createToken(world.own, await issue(world.own));
  await refuses(assume(await exchange(second.text), only), 'AccessDenied');
  await assume(await exchange((await createToken(world.own, licenseArn)).text), only);
});

test('nobody has a token say that another account issued it', async () => {
  const claim = `aws:license-manager:token-issuer-account-id:${world.own.accountId}`;
  const foreign = await issue(world.other);
  for (const property of [claim, claim.toUpperCase()]) {
    await refuses(createToken(world.other, foreign, { TokenProperties: [property] }), 'Validation', /aws:/);
    const { text } = await createToken(world.other, foreign);
    await refuses(exchange(text, [property]), 'Validation', /aws:/);
  }
});

test('a refresh token is no access token, nor the other way round, and what others signed is neither', async () => {
  const { text } = await createToken(world.own, licenseArn);
  const access = await exchange(text);
  await refuses(assume(text), 'InvalidIdentityToken', /GetAccessToken/);
  await refuses(exchange(access), 'Validation', /typ/);
  await refuses(exchange('not.a.token'), 'Validation', /none that CreateToken made/);
  const [header, payload, signature] = access.split('.');
  const forged = Buffer.from(JSON.stringify({ ...decodeJwt(access), sub: '999999999999' })).toString('base64url');
  await refuses(assume([header, forged, signature].join('.')), 'InvalidIdentityToken', /signature/);
  const { kid, alg } = JSON.parse(Buffer.from(header!, 'base64url').toString());
  const { privateKey } = await generateKeyPair('RS256');
  const byOther = await new SignJWT(decodeJwt(access)).setProtectedHeader({ kid, alg, typ: 'JWT' }).sign(privateKey);
  await refuses(assume(byOther), 'InvalidIdentityToken', /signature/);
  const none = Buffer.from(JSON.stringify({ alg: 'none', kid, typ: 'JWT' })).toString('base64url');
  await refuses(assume(`${none}.${payload}.`), 'InvalidIdentityToken');
});

test('a token that was deleted or has expired is good for nothing, nor is what it was exchanged for', async () => {
  const { id, text } = await createToken(world.own, licenseArn);
  const access = await exchange(text);
  await refuses(world.other.licenseManager.deleteToken({ TokenId: id }), 'ResourceNotFound', /no token/);
  await world.own.licenseManager.deleteToken({ TokenId: id });
  await refuses(exchange(text), 'Validation', /deleted/);
  await refuses(assume(access), 'InvalidIdentityToken', /deleted/);
  await refuses(world.own.licenseManager.deleteToken({ TokenId: id }), 'ResourceNotFound');
});

test('a token outlives neither its license nor that one’s being available', async () => {
  const arn = await issue(world.own);
  const { text } = await createToken(world.own, arn);
  const access = await exchange(text);
  const { ProductSKU: _sku, Beneficiary: _beneficiary, ...terms } = issuedLicense();
  const version = (Status: 'AVAILABLE' | 'DEACTIVATED') =>
    world.own.licenseManager.createLicenseVersion({ ...terms, LicenseArn: arn, Status, ClientToken: randomUUID() });
  const repeated = { LicenseArn: arn, ClientToken: randomUUID() };
  await world.own.licenseManager.createToken(repeated);
  const listed = async () => {
    const { Tokens: tokens } = await world.own.licenseManager.listTokens({
      Filters: [{ Name: 'LicenseArns', Values: [arn] }],
    });
    return new Set(tokens!.map(({ Status }) => Status));
  };
  await version('DEACTIVATED');
  assert.deepEqual(await listed(), new Set(['DEACTIVATED']));
  await refuses(world.own.licenseManager.createToken(repeated), 'Validation', /its license is DEACTIVATED/);
  await refuses(exchange(text), 'Validation', /DEACTIVATED/);
  await refuses(assume(access), 'InvalidIdentityToken', /DEACTIVATED/);
  await refuses(createToken(world.own, arn), 'Validation', /DEACTIVATED/);
  await version('AVAILABLE');
  await assume(await exchange(text));
  await world.own.licenseManager.deleteLicense({ LicenseArn: arn, SourceVersion: '3' });
  assert.deepEqual(await listed(), new Set(['DELETED']));
  await refuses(world.own.licenseManager.createToken(repeated), 'Validation', /its license is DELETED/);
  await refuses(exchange(text), 'Validation', /DELETED/);
  await refuses(assume(access), 'InvalidIdentityToken', /DELETED/);
});

test('nobody comes in by a closed account: not by tokens of its licenses, nor by roles of it', async () => {
  const { server, own, other } = world;
  const arn = await issue(other);
  const { text } = await createToken(other, arn);
  const access = await exchange(text);
  const here = await givenRole(own, trusting(other));
  const there = await givenRole(other, trusting(own));
  const { User: user } = await own.iam.createUser({ UserName: `u-${randomUUID()}` });
  const PolicyDocument = policy('sts:AssumeRole');
  await own.iam.putUserPolicy({ UserName: user!.UserName, PolicyName: 'assume', PolicyDocument });
  const { AccessKey: key } = await own.iam.createAccessKey({ UserName: user!.UserName });
  const keys = { accessKeyId: key!.AccessKeyId!, secretAccessKey: key!.SecretAccessKey! };
  const { sts } = clientsOf({ url: server.caller.url, ...keys });
  const { Role: trusted } = await other.iam.createRole({
    ...{ RoleName: `r-${randomUUID()}`, AssumeRolePolicyDocument: trust(user!.Arn!) },
  });
  const foreign = { RoleArn: trusted!.Arn!, RoleSessionName: 'session' };
  const ownAccess = await exchange((await createToken(own, licenseArn)).text);
  await assume(access, here);
  await assume(ownAccess, there);
  await sts.assumeRole(foreign);
  const close = (at: Date | null) =>
    sql`UPDATE account SET closed_at = ${at} WHERE account_id = ${other.accountId}`.execute(server.db);
  await close(new Date());
  try {
    await refuses(exchange(text), 'Validation', /account .* closed/);
    await refuses(assume(access, here), 'InvalidIdentityToken', /account .* closed/);
    await refuses(assume(ownAccess, there), 'AccessDenied');
    await refuses(sts.assumeRole(foreign), 'AccessDenied');
  } finally {
    await close(null);
  }
  await assume(await exchange(text), here);
});

test('a token is good until its time is over', async () => {
  const { db } = await freshDatabase();
  const means = { db, secretBox: createSecretBox(randomBytes(32)), publicUrl: 'http://headroom.test/' };
  const tokens = createLicenseTokens(means);
  const [from, until] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-01-02T00:00:00Z')];
  const text = await tokens.sign('refresh', { sub: 'x', aud: 'y' }, { from, until });
  const second = createLicenseTokens({ ...means, publicUrl: 'https://elsewhere.test' });
  const before = await second.open('refresh', text, new Date(until.getTime() - 1_000));
  assert.deepEqual(before && 'claims' in before && before.claims.iss, 'http://headroom.test/openid-license-manager');
  const after = await second.open('refresh', text, until);
  assert.deepEqual(after && 'problem' in after && after.isExpired, true);
});

test('tokens are listed until they expire, by license and by id', async () => {
  const [first, second] = [await issue(world.other), await issue(world.other)];
  const made = [await createToken(world.other, first), await createToken(world.other, second, { ExpirationInDays: 2 })];
  const list = async (asked: object) => {
    const { Tokens: tokens } = await world.other.licenseManager.listTokens(asked);
    return tokens!.map(({ TokenId: id }) => made.findIndex((token) => token.id === id));
  };
  const Filters = [{ Name: 'LicenseArns', Values: [second] }];
  assert.deepEqual([await list({ Filters }), await list({ TokenIds: [made[0]!.id] })], [[1], [0]]);
  const { Tokens: tokens } = await world.other.licenseManager.listTokens({ Filters });
  const { ExpirationTime: ends, ...rest } = tokens![0]!;
  assert.ok(Math.abs(Date.parse(ends!) - Date.now() - 2 * 86_400_000) < 600_000, ends);
  assert.deepEqual(rest, {
    ...{ TokenId: made[1]!.id, TokenType: 'REFRESH_TOKEN', LicenseArn: second, Status: 'AVAILABLE' },
    ...{ TokenProperties: [], RoleArns: [] },
  });
  await sql`UPDATE issued_token SET expires_at = now() WHERE token_id = ${made[1]!.id}`.execute(world.server.db);
  assert.deepEqual(await list({ Filters }), []);
});

test('the keys that tokens are verified by are published, where their issuer says', async () => {
  const { url } = world.server.caller;
  const access = await exchange((await createToken(world.own, licenseArn)).text);
  const get = async (path: string) => (await fetch(`${url}/openid-license-manager/${path}`)).json();
  const { issuer, jwks_uri: place } = (await get('.well-known/openid-configuration')) as Record<string, string>;
  assert.equal(place, `${issuer}/keys`);
  const keys = (await get('keys')) as Parameters<typeof createLocalJWKSet>[0];
  assert.ok(keys.keys.every((key) => !('d' in key)));
  await jwtVerify(access, createLocalJWKSet(keys), { issuer: issuer!, audience: licenseArn });
  const { publicKey } = await generateKeyPair('RS256');
  const strangers = createLocalJWKSet({
    keys: [{ ...(await exportJWK(publicKey)), kid: decodeProtectedHeader(access).kid! }],
  });
  await assert.rejects(jwtVerify(access, strangers), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
});
