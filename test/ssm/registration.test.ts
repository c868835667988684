import assert from 'node:assert/strict';
import { constants, generateKeyPairSync, randomUUID } from 'node:crypto';
import { before, test } from 'node:test';
import { SSM } from '@aws-sdk/client-ssm';
import { sql } from 'kysely';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { call } from '../signed-request.ts';
import {
  type Activation,
  barePing,
  type callWithKey,
  callWithSession,
  makeRsaKey,
  register,
  registration,
  startAgent,
} from '../simulated-agent.ts';

let server: InProcessServer;
let ssm: SSM;
let url: string;
const key = makeRsaKey();

before(async () => {
  server = await startInProcessServer();
  url = server.caller.url;
  ssm = new SSM({ endpoint: url, region: 'us-east-1', credentials: server.caller });
});

async function activate(input: object = {}): Promise<Activation> {
  const made = await ssm.createActivation({ IamRole: 'ServerRole', ...input });
  return { activationId: made.ActivationId!, activationCode: made.ActivationCode! };
}

const activationOf = async ({ activationId }: Activation) =>
  (await ssm.describeActivations({ Filters: [{ FilterKey: 'ActivationIds', FilterValues: [activationId] }] }))
    .ActivationList![0]!;

test('a role that who does not sign names beside an activation is overlooked: it is the one of the activation', async () => {
  const asked = { ...registration(await activate(), key, randomUUID()), IamRole: 'Another' };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.RegisterManagedInstance' },
    body: JSON.stringify(asked),
  });
  assert.equal(response.status, 200, await response.text());
});

test('no activation code can be taken for an option of the command that it is given to', async () => {
  const made = await Promise.all(Array.from({ length: 60 }, () => activate()));
  for (const { activationCode } of made) assert.match(activationCode, /^[A-Za-z0-9+/]{20}$/);
});

test('a server registers with an activation, asks for a session and is online, with the tags and name of the activation', async () => {
  const Tags = [{ Key: 'rack', Value: '7' }];
  const activation = await activate({ DefaultInstanceName: 'rack', Tags });
  const agent = await startAgent(url, activation, { key });
  assert.match(agent.instanceId, /^mi-[0-9a-f]{17}$/);
  assert.equal(agent.session.UpdateKeyPair, false);
  const Filters = [{ Key: 'InstanceIds', Values: [agent.instanceId] }];
  const [found] = (await ssm.describeInstanceInformation({ Filters })).InstanceInformationList!;
  const { LastPingDateTime, RegistrationDate, ...rest } = found!;
  assert.deepEqual(rest, {
    InstanceId: agent.instanceId,
    PingStatus: 'Online',
    AgentVersion: '3.3.0.0',
    PlatformType: 'Linux',
    PlatformName: 'Debian GNU/Linux',
    PlatformVersion: '12',
    ActivationId: activation.activationId,
    IamRole: 'ServerRole',
    ResourceType: 'ManagedInstance',
    Name: 'rack',
    IPAddress: '192.0.2.7',
    ComputerName: 'rack-7',
    SourceId: agent.instanceId,
    SourceType: 'AWS::SSM::ManagedInstance',
  });
  assert.equal((await activationOf(activation)).RegistrationsCount, 1);
  const byTag = await ssm.describeInstanceInformation({ Filters: [{ Key: 'tag:rack', Values: ['7'] }] });
  assert.deepEqual(
    byTag.InstanceInformationList!.map(({ InstanceId }) => InstanceId),
    [agent.instanceId],
  );
});

test('a bare ping blanks nothing', async () => {
  const agent = await startAgent(url, await activate());
  await agent.ask('UpdateInstanceInformation', barePing);
  const Filters = [{ Key: 'InstanceIds', Values: [agent.instanceId] }];
  const [found] = (await ssm.describeInstanceInformation({ Filters })).InstanceInformationList!;
  assert.equal(found!.PlatformName, 'Debian GNU/Linux');
});

test('an activation that is wrong, used up, expired or deleted registers nobody', async () => {
  const activation = await activate();
  const refused = async (given: Activation) => (await register(url, registration(given, key, randomUUID()))).code;
  assert.equal(await refused({ ...activation, activationCode: 'a-code-that-is-not-the-one' }), 'InvalidActivation');
  assert.equal(await refused({ ...activation, activationId: randomUUID() }), 'InvalidActivation');
  assert.equal((await activationOf(activation)).RegistrationsCount, 0);
  await startAgent(url, activation, { key });
  assert.equal(await refused(activation), 'RegistrationLimitExceeded');
  assert.equal((await activationOf(activation)).RegistrationsCount, 1);
  const short = await activate();
  await sql`UPDATE activation SET expires_at = now() WHERE activation_id = ${short.activationId}`.execute(server.db);
  assert.equal(await refused(short), 'ActivationExpired');
  assert.equal((await activationOf(short)).Expired, true);
  const gone = await activate();
  await ssm.deleteActivation({ ActivationId: gone.activationId });
  assert.equal(await refused(gone), 'InvalidActivation');
});

test('of servers that register at once with one activation, exactly its limit do', async () => {
  const activation = await activate({ RegistrationLimit: 5 });
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => register(url, registration(activation, key, randomUUID()))),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, 5);
  assert.equal(answers.filter(({ code }) => code === 'RegistrationLimitExceeded').length, 15);
  assert.equal((await activationOf(activation)).RegistrationsCount, 5);
});

test('a key that is no key, or no RSA key of a fit size, is refused', async () => {
  const activation = await activate();
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'der', type: 'spki' });
  const keys = {
    rubbish: 'x'.repeat(392),
    short: makeRsaKey(1024).publicKey.padEnd(392, '='),
    'elliptic curve': ec.toString('base64').padEnd(392, '='),
  };
  for (const [what, publicKey] of Object.entries(keys)) {
    const answer = await register(url, registration(activation, { ...key, publicKey }, randomUUID()));
    assert.equal(answer.code, 'InvalidPublicKey', what);
  }
  const other = { ...registration(activation, key, randomUUID()), PublicKeyType: 'Dsa' };
  assert.equal((await register(url, other)).code, 'InvalidPublicKey');
  assert.equal((await activationOf(activation)).RegistrationsCount, 0);
});

test('a copy of a server with its fingerprint is refused, and says what to do', async () => {
  const activation = await activate({ RegistrationLimit: 5 });
  const agent = await startAgent(url, activation, { key });
  const answer = await register(url, registration(activation, makeRsaKey(), agent.fingerprint));
  assert.equal(answer.code, 'InstanceAlreadyRegistered');
  assert.match(answer.body.Message, /Deregister it first/);
  assert.equal((await activationOf(activation)).RegistrationsCount, 1);
});

test('only the server’s own key, PSS and fingerprint get a session', async () => {
  const agent = await startAgent(url, await activate());
  const ask = (change: Partial<Parameters<typeof callWithKey>[3]>, Fingerprint = agent.fingerprint) =>
    agent.withKey('RequestManagedInstanceRoleToken', { Fingerprint }, change).then(({ code }) => code);
  assert.equal(await ask({}), '');
  assert.equal(await ask({ key: makeRsaKey() }), 'InvalidSignatureException');
  assert.equal(await ask({ padding: constants.RSA_PKCS1_PADDING }), 'InvalidSignatureException');
  assert.equal(await ask({ at: new Date(Date.now() - 3_600_000) }), 'InvalidSignatureException');
  assert.equal(await ask({ region: 'eu-west-1' }), 'InvalidSignatureException');
  assert.equal(await ask({ instanceId: 'mi-0123456789abcdef0' }), 'InvalidInstanceId');
  assert.equal(await ask({}, randomUUID()), 'MachineFingerprintDoesNotMatch');
  const other = await startAgent(url, await activate());
  assert.equal(await ask({ instanceId: other.instanceId }), 'InvalidSignatureException');
});

test('a new key is the only one from the answer on', async () => {
  const agent = await startAgent(url, await activate());
  const next = makeRsaKey();
  const change = await agent.withKey('UpdateManagedInstancePublicKey', {
    NewPublicKey: next.publicKey,
    NewPublicKeyType: 'Rsa',
  });
  assert.equal(change.status, 200);
  const token = (using?: typeof next) =>
    agent.withKey('RequestManagedInstanceRoleToken', { Fingerprint: agent.fingerprint }, using && { key: using });
  assert.equal((await token()).code, 'InvalidSignatureException');
  assert.equal((await token(next)).status, 200);
});

test('a session is its server’s, for its own calls on itself alone', async () => {
  const [agent, other] = [await startAgent(url, await activate()), await startAgent(url, await activate())];
  const item = { TypeName: 'AWS:Network', SchemaVersion: '1.0', CaptureTime: '2026-11-28T03:06:36Z', Content: [] };
  const denied = async (operation: string, input: object = {}) => (await agent.call(operation, input)).code;
  assert.equal(await denied('UpdateInstanceInformation', { InstanceId: other.instanceId }), 'AccessDeniedException');
  assert.equal(await denied('PutInventory', { InstanceId: other.instanceId, Items: [item] }), 'AccessDeniedException');
  const asAgent = (target: string, input: object) => callWithSession(url, target, input, agent.session);
  for (const operation of ['DescribeInstanceInformation', 'DescribeActivations', 'RequestManagedInstanceRoleToken'])
    assert.equal(
      (await asAgent(`AmazonSSM.${operation}`, operation[0] === 'R' ? { Fingerprint: 'x' } : {})).code,
      'AccessDeniedException',
    );
  const { AccessKeyId, SessionToken } = other.session;
  const stolen = { ...agent.session, SessionToken };
  assert.equal(
    (await callWithSession(url, 'AmazonSSM.UpdateInstanceInformation', {}, stolen)).code,
    'UnrecognizedClientException',
  );
  const mixed = { ...agent.session, AccessKeyId, SessionToken };
  assert.equal(
    (await callWithSession(url, 'AmazonSSM.UpdateInstanceInformation', {}, mixed)).code,
    'InvalidSignatureException',
  );
});

test('who guesses codes has to wait, and others need not', async () => {
  const activation = await activate({ RegistrationLimit: 5 });
  const guess = () => register(url, registration({ ...activation, activationCode: randomUUID() }, key, randomUUID()));
  const codes = new Set<string>();
  for (let i = 0; i < 30; i++) codes.add((await guess()).code);
  assert.deepEqual([...codes], ['InvalidActivation', 'TooManyUpdates']);
});

test('a registration that is signed by the account needs a role and no activation', async () => {
  const { caller } = server;
  const input = {
    ...{ Fingerprint: randomUUID(), PublicKey: key.publicKey, PublicKeyType: 'Rsa' },
    ...{ IamRole: 'Edge', Tags: [{ Key: 'site', Value: 'north' }] },
  };
  const { status, text } = await call(caller, {
    service: 'ssm',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.RegisterManagedInstance' },
    body: JSON.stringify(input),
  });
  assert.equal(status, 200, text);
  const Filters = [{ Key: 'tag:site', Values: ['north'] }];
  const [found] = (await ssm.describeInstanceInformation({ Filters })).InstanceInformationList!;
  assert.equal(found!.IamRole, 'Edge');
});
