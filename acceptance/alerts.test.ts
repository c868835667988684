import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SNS } from '@aws-sdk/client-sns';
import { rootCredentials, startServerProcess } from '../test/server-process.ts';
import { linkIn, startMailServer, textOf } from '../test/sns/mail-server.ts';
import { runDocument } from './run-document.ts';

test('docs/alerts.md leads from a limit that is passed to the mail', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-alerts-'));
  const mail = await startMailServer();
  const settings = { HEADROOM_SMTP_URL: mail.url, HEADROOM_MAIL_FROM: 'headroom@example.com' };
  const server = await startServerProcess(folder, settings);
  try {
    const confirmed = mail.has(1).then(([confirmation]) => fetch(linkIn(confirmation!)));
    await runDocument('docs/alerts.md', { credentials: rootCredentials, endpoint: server.url });
    assert.equal((await confirmed).status, 200);
    const alert = (await mail.has(2))[1]!;
    assert.match(alert, /^Subject: License Manager: Limit exceeded/m);
    assert.match(textOf(alert), /"SQL Server"\) uses 2 of 1 instance: the limit is exceeded by 1\./);
  } finally {
    await server.end('SIGTERM');
    await mail.close();
    await rm(folder, { recursive: true, force: true });
  }
});

test('a message that a killed server could not deliver is delivered by the next', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-killed-'));
  const settings = { HEADROOM_DELIVERY_NETWORKS: '127.0.0.0/8' };
  const endpoint = await startEndpoint();
  const first = await startServerProcess(folder, settings);
  const sns = (url: string) => new SNS({ endpoint: url, region: 'us-east-1', credentials: rootCredentials });
  const { TopicArn } = await sns(first.url).createTopic({ Name: 'durable' });
  await sns(first.url).subscribe({ TopicArn, Protocol: 'http', Endpoint: endpoint.url });
  const { Token } = await endpoint.next();
  await sns(first.url).confirmSubscription({ TopicArn, Token });
  endpoint.answers = 500;
  await sns(first.url).publish({ TopicArn, Message: 'not lost' });
  await endpoint.next();
  await first.end('SIGKILL');
  endpoint.answers = 200;
  const second = await startServerProcess(folder, settings);
  assert.equal((await endpoint.next()).Message, 'not lost');
  await second.end('SIGTERM');
  endpoint.close();
  await rm(folder, { recursive: true, force: true });
});

/** An HTTP server that hands out what it is sent, one by one. */
async function startEndpoint() {
  const received: Record<string, string>[] = [];
  let wake = () => {};
  const listen: RequestListener = async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push(JSON.parse(body));
    response.writeHead(endpoint.answers).end();
    wake();
  };
  const server = createServer(listen);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const endpoint = {
    answers: 200,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => server.close(),
    next: async (): Promise<Record<string, string>> => {
      for (;;) {
        const one = received.shift();
        if (one) return one;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
  return endpoint;
}
