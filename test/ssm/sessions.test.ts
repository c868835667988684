import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { SSM } from '@aws-sdk/client-ssm';
import { sql } from 'kysely';
import { barePing, callWithKey, callWithSession, makeRsaKey, startAgent } from '../simulated-agent.ts';
import { type GivenServer, givenServer } from './given-server.ts';

const opened: GivenServer[] = [];
after(async () => {
  for (const { server } of opened) await server.close();
});

async function open(given: Parameters<typeof givenServer>[0]) {
  const server = await givenServer(given);
  opened.push(server);
  return { ...server, ...(await server.listen()) };
}

async function activate({ url, credentials }: { url: string; credentials: object }) {
  const ssm = new SSM({ endpoint: url, region: 'us-east-1', credentials: credentials as never });
  const made = await ssm.createActivation({ IamRole: 'ServerRole' });
  return { activationId: made.ActivationId!, activationCode: made.ActivationCode! };
}

const PING = 'AmazonSSM.UpdateInstanceInformation';

test('a session is good for an hour, on every server that shares database and master key, and on no other', async () => {
  let now = new Date();
  const clock = () => now;
  const masterKey = randomBytes(32);
  const one = await open({ masterKey, clock });
  const two = await open({ masterKey, clock, db: one.db });
  const stranger = await open({ clock });
  const agent = await startAgent(one.url, await activate(one));
  const ping = async (url: string) =>
    (await callWithSession(url, PING, { InstanceId: agent.instanceId, ...barePing }, agent.session)).code;
  assert.deepEqual([await ping(one.url), await ping(two.url)], ['', '']);
  assert.equal(await ping(stranger.url), 'UnrecognizedClientException');
  now = new Date(agent.session.TokenExpirationDate * 1000);
  assert.deepEqual([await ping(one.url), await ping(two.url)], ['ExpiredTokenException', 'ExpiredTokenException']);
});

test('a server whose key is old is told to make a new one, once', async () => {
  const server = await open({});
  const key = makeRsaKey();
  const agent = await startAgent(server.url, await activate(server), { key });
  await sql`UPDATE managed_instance SET public_key_since = now() - interval '31 days'`.execute(server.db);
  const { instanceId, fingerprint } = agent;
  const token = async (using = key) =>
    (
      await callWithKey(
        server.url,
        'RequestManagedInstanceRoleToken',
        { Fingerprint: fingerprint },
        { instanceId, key: using },
      )
    ).body.UpdateKeyPair;
  assert.equal(await token(), true);
  const next = makeRsaKey();
  await agent.withKey('UpdateManagedInstancePublicKey', { NewPublicKey: next.publicKey, NewPublicKeyType: 'Rsa' });
  assert.equal(await token(next), false);
});

test('the database holds no activation code and no session, and a secret of neither', async () => {
  const server = await open({});
  const activation = await activate(server);
  const agent = await startAgent(server.url, activation);
  const { rows } = await sql<{ text: string }>`
    SELECT concat((SELECT json_agg(a)::text FROM activation a), (SELECT json_agg(m)::text FROM managed_instance m),
      (SELECT json_agg(k)::text FROM access_key k), (SELECT json_agg(e)::text FROM audit_event e)) AS text`.execute(
    server.db,
  );
  const { AccessKeyId, SecretAccessKey, SessionToken } = agent.session;
  assert.ok(rows[0]!.text.includes(agent.instanceId));
  for (const secret of [activation.activationCode, AccessKeyId, SecretAccessKey, SessionToken])
    assert.equal(rows[0]!.text.includes(secret), false);
});
