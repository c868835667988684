import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { SNS } from '@aws-sdk/client-sns';
import { sql } from 'kysely';
import { eventually } from '../eventually.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { call, jsonRequest } from '../signed-request.ts';
import { linkIn, type MailServer, startMailServer, textOf } from './mail-server.ts';

let mail: MailServer;
let server: InProcessServer;
let sns: SNS;
let made = 0;

before(async () => {
  mail = await startMailServer();
  server = await startInProcessServer({ mail: { smtpUrl: mail.url, from: 'Headroom <headroom@example.com>' } });
  sns = new SNS({ endpoint: server.caller.url, region: 'us-east-1', credentials: server.caller });
});

async function subscribed(Protocol: 'email' | 'email-json') {
  const Endpoint = `license-admin-${made++}@example.com`;
  const { TopicArn } = await sns.createTopic({ Name: `mail-${made++}` });
  const sent = mail.mails.length;
  await sns.subscribe({ TopicArn, Protocol, Endpoint });
  const confirmation = (await mail.has(sent + 1)).at(-1)!;
  return { TopicArn: TopicArn!, Endpoint, confirmation };
}

test('an address confirms by the link in its mail, is told, and unsubscribes by the link in that', async () => {
  const { TopicArn, Endpoint, confirmation } = await subscribed('email');
  assert.match(confirmation, new RegExp(`^To: ${Endpoint}`, 'm'));
  assert.match(confirmation, /^From: Headroom <headroom@example.com>/m);
  assert.equal((await fetch(linkIn(confirmation))).status, 200);
  const sent = mail.mails.length;
  const { MessageId } = await sns.publish({
    TopicArn,
    Subject: 'License Manager: Limit exceeded',
    Message: '17 of 16',
  });
  const told = (await mail.has(sent + 1)).at(-1)!;
  assert.match(told, /^Subject: License Manager: Limit exceeded/m);
  assert.match(told, new RegExp(`^Message-ID: <${MessageId}@example.com>`, 'm'));
  assert.match(textOf(told), /^17 of 16\r\n/);
  assert.equal((await fetch(linkIn(told))).status, 200);
  assert.deepEqual((await sns.listSubscriptionsByTopic({ TopicArn })).Subscriptions, []);
});

test('email-json is SNS’s JSON', async () => {
  const { TopicArn, confirmation } = await subscribed('email-json');
  const { Token, Type } = JSON.parse(textOf(confirmation));
  assert.equal(Type, 'SubscriptionConfirmation');
  await sns.confirmSubscription({ TopicArn, Token });
  const sent = mail.mails.length;
  await sns.publish({ TopicArn, Message: 'x' });
  assert.equal(JSON.parse(textOf((await mail.has(sent + 1)).at(-1)!)).Message, 'x');
});

test('an address that its server refuses is given up at once, listed, and tried again when asked', async () => {
  const { TopicArn } = await sns.createTopic({ Name: 'refused' });
  await sns.subscribe({ TopicArn, Protocol: 'email', Endpoint: 'nobody@refused.example' });
  const list = async () =>
    JSON.parse((await call(server.caller, jsonRequest('Headroom.ListFailedDeliveries', {}))).text).Deliveries;
  const [failed] = await eventually(async () => {
    const found = await list();
    return found.length > 0 && found;
  }, 'it is given up');
  assert.deepEqual([failed.Endpoint, failed.Attempts], ['nobody@refused.example', 1]);
  assert.match(failed.Reason, /550 no such user/);
  const { text } = await call(
    server.caller,
    jsonRequest('Headroom.RetryDeliveries', { DeliveryIds: [failed.DeliveryId] }),
  );
  assert.deepEqual(JSON.parse(text), { Retried: 1 });
  await eventually(async () => (await list())[0]?.Attempts === 2, 'it is given up again');
});

test('a mail waits for an SMTP server that is down', async () => {
  const { TopicArn, confirmation } = await subscribed('email');
  await fetch(linkIn(confirmation));
  await mail.close();
  const { MessageId } = await sns.publish({ TopicArn, Message: 'patience' });
  await eventually(async () => {
    const { rows } = await sql<{ reason: string | null }>`
      SELECT last_error AS reason FROM delivery WHERE message_id = ${MessageId}`.execute(server.db);
    return /ECONNREFUSED/.test(rows[0]?.reason ?? '');
  }, 'the first try has failed');
  const again = await startMailServer(mail.port);
  assert.match(textOf((await again.has(1))[0]!), /^patience/);
});
