import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { before, test } from 'node:test';
import { SNS } from '@aws-sdk/client-sns';
import { sql } from 'kysely';
import { nextTry } from '../../src/domain/notifications/retry.ts';
import { createDestinations } from '../../src/drivers/delivery/destinations.ts';
import { post } from '../../src/drivers/delivery/post.ts';
import { endDelivery, queueLateDeliveries, takeDelivery } from '../../src/store/delivery.ts';
import { stopBeforeDrop } from '../database.ts';
import { eventually } from '../eventually.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { type Subscriber, startSubscriber } from './subscriber.ts';

let server: InProcessServer;
let sns: SNS;
let subscriber: Subscriber;
let made = 0;

before(async () => {
  server = await startInProcessServer();
  sns = new SNS({ endpoint: server.caller.url, region: 'us-east-1', credentials: server.caller });
  subscriber = await startSubscriber();
});

async function subscribed() {
  const { TopicArn } = await sns.createTopic({ Name: `topic-${made++}` });
  const path = `/${made++}`;
  await sns.subscribe({ TopicArn, Protocol: 'http', Endpoint: `${subscriber.url}${path}` });
  const [sent] = await subscriber.has(1, path);
  await sns.confirmSubscription({ TopicArn, Token: sent!.json['Token'] });
  return { TopicArn: TopicArn!, path };
}

interface DeliveryRow {
  readonly id: number;
  readonly attempts: number;
  readonly reason: string | null;
  readonly failed: boolean;
}

async function deliveriesOf(messageId: string | undefined): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    SELECT delivery_id AS id, attempts, last_error AS reason, failed_at IS NOT NULL AS failed
    FROM delivery WHERE message_id = ${messageId} ORDER BY 1`.execute(server.db);
  return rows;
}

const local = createDestinations(['127.0.0.0/8']);
const message = { headers: {}, body: 'x' };

async function endpoint(handle: Parameters<typeof createServer>[1]): Promise<string> {
  const own: Server = createServer(handle!);
  await once(own.listen(0, '127.0.0.1'), 'listening');
  stopBeforeDrop(async () => {
    own.close();
    own.closeAllConnections();
  });
  return `http://127.0.0.1:${(own.address() as AddressInfo).port}/`;
}

test('an endpoint that never answers, or redirects, is told as what it does', async () => {
  const silent = await endpoint(() => {});
  await assert.rejects(post({ url: silent, ...message }, local, 200), /no whole answer came within 0.2 seconds/);
  const redirecting = await endpoint((_request, response) => response.writeHead(307, { location: silent }).end());
  await assert.rejects(post({ url: redirecting, ...message }, local), /answered 307; redirects are not followed/);
});

test('an answer of a gigabyte is not read', async () => {
  const { promise, resolve } = Promise.withResolvers<number>();
  const chunk = Buffer.alloc(64 * 1024);
  const endless = await endpoint((_request, response) => {
    let sent = 0;
    const write = () => {
      while (sent < 2 ** 30) {
        sent += chunk.length;
        if (!response.write(chunk)) return;
      }
      response.end();
    };
    response.on('drain', write).on('close', () => resolve(sent));
    write();
  });
  await post({ url: endless, ...message }, local);
  assert.ok((await promise) < 64 * 2 ** 20);
});

test('nothing is sent to this machine, its link, or names that lead there, unless that is allowed', async () => {
  const careful = createDestinations([]);
  for (const host of [
    '127.0.0.1',
    'localhost',
    '169.254.169.254',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0.0.0.0',
    '[fe80::1]',
  ])
    await assert.rejects(
      post({ url: `http://${host}:9/`, ...message }, careful, 5_000),
      /sends nothing|EADDRNOTAVAIL/,
      host,
    );
  await assert.rejects(post({ url: 'http://127.0.0.1:9/', ...message }, local), /ECONNREFUSED/);
});

test('tries come ever more rarely, once an hour in the end, and end after three days', () => {
  const createdAt = new Date(0);
  const waits: number[] = [];
  let now = createdAt;
  for (let attempts = 1; ; attempts++) {
    const next = nextTry({ attempts, createdAt, now });
    if (!next) break;
    waits.push((next.getTime() - now.getTime()) / 1000);
    now = next;
  }
  assert.deepEqual(waits.slice(0, 4), [1, 2, 4, 8]);
  assert.equal(Math.max(...waits), 3600);
  const hours = now.getTime() / 3_600_000;
  assert.ok(hours > 70 && hours <= 72, `${hours}`);
});

test('a subscription that is confirmed is sent its token no more, though its endpoint refused to take that', async () => {
  const { TopicArn } = await sns.createTopic({ Name: `topic-${made++}` });
  const path = `/${made++}`;
  subscriber.answer = (response, request) => response.writeHead(request.path === path ? 500 : 200).end();
  await sns.subscribe({ TopicArn, Protocol: 'http', Endpoint: `${subscriber.url}${path}` });
  const [sent] = await subscriber.has(1, path);
  await sns.confirmSubscription({ TopicArn, Token: sent!.json['Token'] });
  const tries = async () => (await subscriber.has(1, path)).length;
  const before = await tries();
  await eventually(
    async () => (await deliveriesOf(sent!.json['MessageId'])).length === 0,
    'nothing is left to be sent',
  );
  assert.ok((await tries()) <= before + 1, 'one try may have been on its way');
  subscriber.answer = (response) => response.end();
});

test('of an endpoint that refuses for three days is told in the list of failed deliveries', async () => {
  const { TopicArn, path } = await subscribed();
  subscriber.answer = (response, request) => response.writeHead(request.path === path ? 500 : 200).end();
  const { MessageId } = await sns.publish({ TopicArn, Message: 'x' });
  await eventually(async () => (await deliveriesOf(MessageId))[0]?.reason?.includes('500'), 'it has failed once');
  await sql`UPDATE message SET created_at = created_at - interval '73 hours' WHERE message_id = ${MessageId}`.execute(
    server.db,
  );
  const [failed] = await eventually(async () => {
    const found = await deliveriesOf(MessageId);
    return found[0]?.failed && found;
  }, 'it is given up');
  assert.match(failed!.reason!, /the endpoint answered 500/);
  subscriber.answer = (response) => response.end();
});

test('what is on its way to a topic that is deleted is given up, with why', async () => {
  const { TopicArn, path } = await subscribed();
  subscriber.answer = (response, request) => response.writeHead(request.path === path ? 500 : 200).end();
  const { MessageId } = await sns.publish({ TopicArn, Message: 'x' });
  await subscriber.has(2, path);
  await sns.deleteTopic({ TopicArn });
  const [failed] = await eventually(async () => {
    const found = await deliveriesOf(MessageId);
    return found[0]?.failed && found;
  }, 'it is given up');
  assert.match(failed!.reason!, /deleted meanwhile/);
  subscriber.answer = (response) => response.end();
});

test('what a server took that died is taken up by another when its time is over, and sent by one alone', async () => {
  const { TopicArn, path } = await subscribed();
  const { rows } = await sql<{ id: number }>`
    WITH told AS (
      INSERT INTO message (message_id, account_id, region, type, topic_arn, body, created_at)
      VALUES (gen_random_uuid(), ${server.accountId}, 'us-east-1', 'Notification', ${TopicArn}, 'rescued', now())
      RETURNING message_id)
    INSERT INTO delivery (message_id, account_id, region, target, protocol, endpoint, lane, due_at)
    SELECT message_id, ${server.accountId}, 'us-east-1', subscription_arn, protocol, endpoint, 'lane', clock_timestamp()
    FROM told, sns_subscription WHERE topic_arn = ${TopicArn} RETURNING delivery_id AS id`.execute(server.db);
  const held = rows[0]!.id;
  const takers = await Promise.all([1, 2, 3, 4].map(() => takeDelivery(server.db, held)));
  assert.equal(takers.filter(Boolean).length, 1);
  assert.equal(await queueLateDeliveries(server.db, new Date(), 10), 0);
  await sql`UPDATE delivery SET due_at = now() - interval '1 minute' WHERE delivery_id = ${held}`.execute(server.db);
  assert.equal(await queueLateDeliveries(server.db, new Date(), 10), 1);
  const received = await subscriber.has(2, path);
  assert.equal(received.at(-1)!.json['Message'], 'rescued');
  await endDelivery(server.db, held);
});
