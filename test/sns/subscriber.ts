import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stopBeforeDrop } from '../database.ts';
import { eventually } from '../eventually.ts';

/** What an endpoint was sent. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly json: Readonly<Record<string, string>>;
}

export interface Subscriber {
  readonly url: string;
  readonly received: readonly Received[];
  /** How it answers; 200 at first. */
  answer: (response: ServerResponse, request: Received) => void;
  /** What it has been sent, once that is so many. */
  readonly has: (count: number, path?: string) => Promise<readonly Received[]>;
}

/** An HTTP server that keeps what it is sent, until the file's last test has ended. */
export async function startSubscriber(): Promise<Subscriber> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const one = { path: request.url!, headers: request.headers, body, json: parse(body) };
    received.push(one);
    subscriber.answer(response, one);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  stopBeforeDrop(async () => {
    server.close();
    server.closeAllConnections();
  });
  const subscriber: Subscriber = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: (response) => response.end(),
    has: (count, path) =>
      eventually(async () => {
        const found = received.filter((one) => path === undefined || one.path === path);
        return found.length >= count && found;
      }, `${count} messages are received`),
  };
  return subscriber;
}

function parse(text: string): Received['json'] {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
