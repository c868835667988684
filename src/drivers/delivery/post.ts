import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Destinations } from './destinations.ts';

/** SNS waits for an endpoint for fifteen seconds. */
const TIME_LIMIT_MS = 15_000;
/** Of an answer so much is read, so that its connection can be used again. */
const ANSWER_BYTES = 64 * 1024;

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends a POST. Resolves when the endpoint has answered with 2xx; throws an error that says why it is not there: the status,
 * a redirect among them, no answer in time, an answer that does not end, or no connection.
 */
export async function post(
  { url, headers, body }: Post,
  destinations: Destinations,
  timeLimitMs = TIME_LIMIT_MS,
): Promise<void> {
  const target = new URL(url);
  destinations.check(target.hostname);
  const signal = AbortSignal.timeout(timeLimitMs);
  try {
    const answer = await exchange(target, { headers, body, signal, lookup: destinations.lookup });
    await drain(answer).catch(() => {}); // what counts is that it began
    const { statusCode = 0 } = answer;
    if (statusCode < 200 || statusCode > 299) throw new Error(statusText(statusCode));
  } catch (error) {
    throw signal.aborted ? new Error(`no whole answer came within ${timeLimitMs / 1000} seconds`) : error;
  }
}

const statusText = (status: number): string =>
  `the endpoint answered ${status}${status >= 300 && status < 400 ? '; redirects are not followed' : ''}`;

type Sent = Pick<Post, 'headers' | 'body'> & { readonly signal: AbortSignal } & Pick<Destinations, 'lookup'>;

function exchange(target: URL, { headers, body, signal, lookup }: Sent): Promise<IncomingMessage> {
  const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    request(target, { method: 'POST', headers, signal, lookup, agent: false })
      .on('response', resolve)
      .on('error', reject)
      .end(body);
  });
}

/** Reads an answer that nobody wants, but no more of it than is decent. */
async function drain(answer: IncomingMessage): Promise<void> {
  let bytes = 0;
  for await (const chunk of answer) {
    bytes += (chunk as Buffer).length;
    if (bytes > ANSWER_BYTES) {
      answer.destroy();
      return;
    }
  }
}
