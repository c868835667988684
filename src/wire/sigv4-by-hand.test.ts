import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import type { WireRequest } from './request.ts';
import { parseSignature, verifySignature } from './sigv4.ts';

const NOW = new Date('2026-01-01T12:00:00Z');
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

const verify = (request: WireRequest) =>
  verifySignature(request, parseSignature(request), { secretAccessKey: SECRET, now: NOW });

test('a Date header stands in for X-Amz-Date', () => {
  for (const date of ['Thu, 01 Jan 2026 12:00:00 GMT', '20260101T120000Z'])
    verify(signedByHand({ headers: { host: 'localhost', date }, signedHeaders: 'host' }));
});

test('a request signed for another day, without its host, or with a header that it lacks is refused', () => {
  const headers = { host: 'localhost', 'x-amz-date': '20260101T120000Z' };
  const refused = (parts: Partial<HandSigned>, message: RegExp) =>
    assert.throws(() => verify(signedByHand({ headers, signedHeaders: 'host;x-amz-date', ...parts })), {
      kind: 'SignatureMismatch',
      message,
    });
  verify(signedByHand({ headers, signedHeaders: 'host;x-amz-date' }));
  refused({ day: '20260102' }, /scope is for 20260102/);
  refused({ signedHeaders: 'x-amz-date' }, /header host must be among/);
  refused({ signedHeaders: 'host;x-absent;x-amz-date' }, /x-absent is not in the request/);
});

interface HandSigned {
  headers: Record<string, string>;
  signedHeaders: string;
  day?: string;
}

/** A request as a client signs it that follows the rules less closely than the SDK lets one. */
function signedByHand({ headers, signedHeaders, day = '20260101' }: HandSigned): WireRequest {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const lines = signedHeaders.split(';').map((name) => `${name}:${headers[name] ?? ''}\n`);
  const canonical = `POST\n/\n\n${lines.join('')}\n${signedHeaders}\n${sha256('')}`;
  const scope = `${day}/eu-central-1/ec2/aws4_request`;
  const key = scope
    .split('/')
    .reduce((key, part) => createHmac('sha256', key).update(part).digest(), Buffer.from(`AWS4${SECRET}`));
  const text = `AWS4-HMAC-SHA256\n20260101T120000Z\n${scope}\n${sha256(canonical)}`;
  const signature = createHmac('sha256', key).update(text).digest('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope},SignedHeaders=${signedHeaders},Signature=${signature}`;
  return { method: 'POST', path: '/', rawQuery: '', headers: { ...headers, authorization }, body: Buffer.alloc(0) };
}
