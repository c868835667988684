import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { STS } from '@aws-sdk/client-sts';
import { sql } from 'kysely';
import { createWebIdentities } from '../../src/access/web-identity.ts';
import { providerName } from '../../src/domain/identities/openid-provider.ts';
import { createDestinations } from '../../src/drivers/delivery/destinations.ts';
import { createFetchDocument } from '../../src/drivers/openid/fetch-document.ts';
import { stopBeforeDrop } from '../database.ts';
import { clientsOf, type IamWorld, iamWorld, policy, refuses } from '../iam/world.ts';
import { startInProcessServer } from '../in-process-server.ts';
import { type Provider, startProvider, thumbprints } from './openid-provider.ts';

let world: IamWorld;
let provider: Provider;
/** Of an account. */
let providerArn: string;
/** Nobody's, which signs nothing. */
let nobody: STS;
let role: string;

/** A provider for the tests of this file. */
async function givenProvider(): Promise<Provider> {
  const started = await startProvider();
  stopBeforeDrop(async () => (started.server.listening ? started.server.stop() : undefined));
  return started;
}

const name = () => provider.url.replace('https://', '');

const trusting = (Federated: string, Condition: object = {}, more: string[] = []) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Federated }, Action: ['sts:AssumeRoleWithWebIdentity', ...more], Condition },
    ],
  });

async function givenRole(RoleName: string, document: string) {
  const { Role: made } = await world.own.iam.createRole({ RoleName, AssumeRolePolicyDocument: document });
  await world.own.iam.putRolePolicy({ RoleName, PolicyName: 'may', PolicyDocument: policy('iam:List*') });
  return made!.Arn!;
}

const assume = (WebIdentityToken: string, RoleArn = role, more = {}) =>
  nobody.assumeRoleWithWebIdentity({ RoleArn, RoleSessionName: 'work', WebIdentityToken, ...more });

before(async () => {
  provider = await givenProvider();
  world = await iamWorld();
  const config = { endpoint: world.server.caller.url, region: 'us-east-1', maxAttempts: 1 };
  nobody = new STS({ ...config, signer: { sign: async (request) => request } });
  const made = await world.own.iam.createOpenIDConnectProvider({
    Url: provider.url,
    ClientIDList: ['headroom', 'other'],
    ThumbprintList: [thumbprints[1]!],
  });
  providerArn = made.OpenIDConnectProviderArn!;
  role = await givenRole('Web', trusting(providerArn, { StringEquals: { [`${name()}:sub`]: 'ana' } }));
});

test('a token of a provider of the account is a session of a role that trusts it, and is on record', async () => {
  const { Credentials: made, ...rest } = await assume(await provider.token());
  assert.deepEqual(
    [rest.SubjectFromWebIdentityToken, rest.Audience, rest.Provider, rest.AssumedRoleUser!.Arn],
    ['ana', 'headroom', providerArn, `arn:aws:sts::${world.own.accountId}:assumed-role/Web/work`],
  );
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = made!;
  const { url } = world.server.caller;
  const { iam } = clientsOf({
    url,
    accessKeyId: accessKeyId!,
    secretAccessKey: secretAccessKey!,
    sessionToken: sessionToken!,
  });
  await iam.listUsers({});
  await refuses(iam.createUser({ UserName: 'x' }), 'AccessDenied');
  const { rows } = await sql<{ account_id: string; user_name: string; record: string }>`
    SELECT account_id, user_name, record FROM audit_event WHERE action = 'sts:AssumeRoleWithWebIdentity'`.execute(
    world.server.db,
  );
  assert.deepEqual([rows[0]!.account_id, rows[0]!.user_name], [world.own.accountId, 'ana']);
  const { userIdentity, requestParameters } = JSON.parse(rows[0]!.record);
  const [type, identityProvider] = ['WebIdentityUser', providerArn];
  assert.deepEqual(userIdentity, {
    type,
    principalId: `${providerArn}:headroom:ana`,
    userName: 'ana',
    identityProvider,
  });
  assert.match(requestParameters.webIdentityToken ?? 'HIDDEN', /^HIDDEN/);
});

test('whom the role does not trust, and what is not there, is refused in the same words', async () => {
  const words = /is not authorized to perform: sts:AssumeRoleWithWebIdentity/;
  await refuses(assume(await provider.token({ sub: 'ben' })), 'AccessDenied', words);
  await refuses(assume(await provider.token(), role.replace('Web', 'None')), 'AccessDenied', words);
  const other = await givenRole(
    'ByAccount',
    trusting(providerArn).replace('Federated', 'AWS').replace(providerArn, world.own.accountId),
  );
  await refuses(assume(await provider.token(), other), 'AccessDenied', words);
});

test('keys of a provider are the claims of its token; the party that it was made for is the audience', async () => {
  const { iam } = world.own;
  const trust = (condition: object) =>
    iam.updateAssumeRolePolicy({ RoleName: 'Keys', PolicyDocument: trusting(providerArn, condition) });
  const arn = await givenRole('Keys', trusting(providerArn));
  await trust({ 'ForAnyValue:StringEquals': { [`${name()}:amr`]: 'mfa' } });
  await assume(await provider.token({ amr: ['pwd', 'mfa'] }), arn);
  await refuses(assume(await provider.token({ amr: ['pwd'] }), arn), 'AccessDenied');
  await refuses(assume(await provider.token(), arn), 'AccessDenied');
  await trust({ StringEquals: { [`${name()}:aud`]: 'other', [`${name()}:oaud`]: 'headroom' } });
  await assume(await provider.token({ azp: 'other' }), arn);
  await refuses(assume(await provider.token({ azp: 'stranger' }), arn), 'InvalidIdentityToken', /audience/);
  await trust({ StringLike: { [`${name()}:repository`]: 'org/*' } });
  await assume(await provider.token({ repository: 'org/x' }), arn);
  await refuses(assume(await provider.token({ repository: 'evil/x' }), arn), 'AccessDenied');
});

test('tags and the source identity that a provider says are the session’s, where the role lets it', async () => {
  const claims = {
    'https://aws.amazon.com/tags': { principal_tags: { team: ['north'] }, transitive_tag_keys: ['team'] },
    'https://aws.amazon.com/source_identity': 'ana.example',
  };
  const arn = await givenRole('Tagged', trusting(providerArn));
  await refuses(assume(await provider.token(claims), arn), 'AccessDenied', /sts:TagSession/);
  const condition = { StringEquals: { 'aws:RequestTag/team': 'north' } };
  const may = ['sts:TagSession', 'sts:SetSourceIdentity'];
  await world.own.iam.updateAssumeRolePolicy({
    RoleName: 'Tagged',
    PolicyDocument: trusting(providerArn, condition, may),
  });
  assert.equal((await assume(await provider.token(claims), arn)).SourceIdentity, 'ana.example');
  const wrong = { 'https://aws.amazon.com/tags': { principal_tags: { team: ['a', 'b'] } } };
  await refuses(assume(await provider.token(wrong), arn), 'InvalidIdentityToken', /principal_tags/);
  const long = { 'https://aws.amazon.com/tags': { principal_tags: { team: ['x'.repeat(300)] } } };
  await refuses(assume(await provider.token(long), arn), 'IDPRejectedClaim', /Tags/);
});

const at = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

/** A token whose signature somebody else made. */
const signedBy = (token: string, header: object, sign: (text: string) => string) => {
  const text = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${token.split('.')[1]}`;
  return `${text}.${sign(text)}`;
};

test('what is expired, for others, of others, not signed or signed by others is refused', async () => {
  const token = await provider.token();
  await refuses(assume(await provider.token({ exp: at(-1) })), 'ExpiredToken', /must be before/);
  await refuses(assume(await provider.token({ exp: undefined })), 'InvalidIdentityToken', /exp/);
  await refuses(assume(await provider.token({ nbf: at(3_600) })), 'IDPRejectedClaim', /nbf/);
  await refuses(assume(await provider.token({ aud: 'stranger' })), 'InvalidIdentityToken', /audience/);
  await refuses(assume(await provider.token({ aud: undefined })), 'InvalidIdentityToken', /aud/);
  await refuses(assume(await provider.token({ sub: undefined })), 'InvalidIdentityToken', /sub/);
  await refuses(assume(await provider.token({ sub: 'a\0b' })), 'InvalidIdentityToken', /sub/);
  await refuses(assume(await provider.token({ iss: 'https://idp.example.com' })), 'InvalidIdentityToken', /No OpenID/);
  await refuses(assume(await provider.token({ iss: undefined })), 'InvalidIdentityToken', /iss/);
  await refuses(assume('not.a.token'), 'InvalidIdentityToken', /not a valid JWT/);
  await refuses(assume(signedBy(token, { alg: 'none' }, () => '')), 'InvalidIdentityToken');
  // The public key as a shared secret: the confusion of algorithms.
  const keys = provider.server.issuer.keys.toJSON();
  const secret = JSON.stringify(keys[0]);
  const byHmac = (text: string) => createHmac('sha256', secret).update(text).digest('base64url');
  await refuses(assume(signedBy(token, { alg: 'HS256', kid: keys[0]!.kid }, byHmac)), 'InvalidIdentityToken', /alg/);
  const other = await givenProvider();
  await refuses(
    assume(await other.token({ iss: provider.url }, { kid: keys[0]!.kid })),
    'InvalidIdentityToken',
    /signature/,
  );
  await refuses(assume(await other.token({ iss: provider.url })), 'InvalidIdentityToken', /No key/);
  await refuses(assume(token, role, { ProviderId: 'www.amazon.com' }), 'ValidationError', /ProviderId/);
});

test('keys that a provider makes later are found, and it is believed by its thumbprints alone', async () => {
  await provider.server.issuer.keys.generate('ES256', { kid: 'later' });
  const later = await provider.server.issuer.buildToken({
    kid: 'later',
    scopesOrTransform: (_, payload) => void Object.assign(payload, { sub: 'ana', aud: 'headroom' }),
  });
  await assume(later);
  const { iam } = world.own;
  const believe = (ThumbprintList: string[]) =>
    iam.updateOpenIDConnectProviderThumbprint({ OpenIDConnectProviderArn: providerArn, ThumbprintList });
  await believe(['a'.repeat(40)]);
  await refuses(assume(later), 'InvalidIdentityToken', /verification key.*certificate/);
  await believe([]);
  await refuses(assume(later), 'InvalidIdentityToken', /verification key.*certificate/);
  await believe([thumbprints[0]!]);
  await assume(later);
});

test('a provider that is away costs a refusal that says so', async () => {
  const away = await givenProvider();
  const { OpenIDConnectProviderArn: arn } = await world.own.iam.createOpenIDConnectProvider({
    Url: away.url,
    ClientIDList: ['headroom'],
    ThumbprintList: [thumbprints[1]!],
  });
  const trustsIt = await givenRole('Away', trusting(arn!));
  const token = await away.token();
  await away.server.stop();
  await refuses(assume(token, trustsIt), 'IDPCommunicationError', /could not be asked/);
});

test('a provider that is not of the role’s account is nobody there', async () => {
  const { iam, accountId } = world.other;
  const RoleName = 'Foreign';
  const { Role: foreign } = await iam.createRole({ RoleName, AssumeRolePolicyDocument: trusting(providerArn) });
  assert.equal(foreign!.Arn!.includes(accountId), true);
  await refuses(assume(await provider.token(), foreign!.Arn), 'InvalidIdentityToken', /No OpenIDConnect provider/);
});

test('a provider that answers too much, or about another, is of no use', async () => {
  const answers: string[] = [];
  const server = createServer((_, response) => response.end(answers[0]));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => server.close());
  const issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const isUseless = async (answer: string, words: RegExp) => {
    answers[0] = answer;
    const { verify } = createWebIdentities({ fetchDocument: createFetchDocument(createDestinations([])) });
    const token = await provider.token({ iss: issuer });
    const given = { issuer, name: 'x', principal: 'x', clientIds: ['headroom'], thumbprints: [] };
    await assert.rejects(verify(token, given, new Date()), { code: 'InvalidIdentityToken', message: words });
  };
  await isUseless('x'.repeat(300_000), /more than 262144 bytes/);
  await isUseless('<html>', /verification key/);
  await isUseless('null', /another issuer/);
  await isUseless(JSON.stringify({ issuer: 'https://other.example' }), /another issuer/);
  await isUseless(JSON.stringify({ issuer, jwks_uri: 7 }), /jwks_uri/);
  await isUseless(JSON.stringify({ issuer, jwks_uri: 'http://example.com/keys' }), /not encrypted/);
  await isUseless(JSON.stringify({ issuer, jwks_uri: issuer }), /verification key/);
});

test('the keys of an account’s provider are asked for nowhere that messages are not sent to', async () => {
  const { hostname, port } = new URL(provider.url);
  const local = createDestinations(['127.0.0.0/8']);
  const isOf = (issuer: string, principal = `arn:aws:iam::111122223333:oidc-provider/${providerName(issuer)}`) => ({
    ...{ issuer, name: providerName(issuer), principal, clientIds: ['headroom'], thumbprints },
  });
  const verify = async (issuer: string, destinations = createDestinations([]), given = isOf(issuer)) => {
    const { verify: verified } = createWebIdentities({ fetchDocument: createFetchDocument(destinations) });
    return verified(await provider.token({ iss: issuer }), given, new Date());
  };
  const refused = {
    code: 'InvalidIdentityToken',
    message: /is at \S+, where Headroom sends nothing; HEADROOM_DELIVERY_/,
  };
  for (const host of [hostname, 'localhost', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254', '2130706433'])
    await assert.rejects(verify(`https://${host}:${port}`), refused, host);
  assert.equal((await verify(provider.url, local)).subject, 'ana');
  assert.equal((await verify(provider.url, undefined, isOf(provider.url, 'of-the-settings'))).subject, 'ana');
  const elsewhere = createServer((_, response) =>
    response.end(JSON.stringify({ issuer: elsewhereUrl, jwks_uri: 'https://169.254.169.254/keys' })),
  );
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  after(() => elsewhere.close());
  const elsewhereUrl = `http://127.0.0.1:${(elsewhere.address() as { port: number }).port}`;
  await assert.rejects(verify(elsewhereUrl, local), refused);
});

test('a provider that the settings name is trusted by its name, in every account', async () => {
  const own = await startProvider({ encrypted: false });
  stopBeforeDrop(() => own.server.stop());
  const address = own.url.replace('http://', '');
  const given = { issuer: own.url, name: address, principal: address, clientIds: ['headroom'], thumbprints: [] };
  const { caller } = await startInProcessServer({ providers: [given] });
  const { iam } = clientsOf(caller);
  const { Role: made } = await iam.createRole({ RoleName: 'Web', AssumeRolePolicyDocument: trusting(address) });
  const sts = new STS({ endpoint: caller.url, region: 'us-east-1', signer: { sign: async (request) => request } });
  const ask = (WebIdentityToken: string) =>
    sts.assumeRoleWithWebIdentity({ RoleArn: made!.Arn, RoleSessionName: 'work', WebIdentityToken });
  assert.equal((await ask(await own.token())).Provider, address);
  await refuses(ask(await own.token({ aud: 'other' })), 'InvalidIdentityToken', /audience/);
  await refuses(ask(await own.token({ iss: own.url.replace('http', 'https') })), 'InvalidIdentityToken', /No OpenID/);
});
