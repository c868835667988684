import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { CommonFault, type CommonFaultKind } from '../fault.ts';
import type { WireRequest } from './request.ts';
import { parseSignature, verifySignature } from './sigv4.ts';

const NOW = new Date('2026-01-01T12:00:00Z');
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

class Sha256 {
  readonly #hash;
  constructor(key?: string | Uint8Array) {
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET };

const signer = (options: object = {}) =>
  new SignatureV4({
    service: 'ec2',
    region: 'eu-central-1',
    sha256: Sha256 as never,
    credentials,
    applyChecksum: false,
    ...options,
  });

const httpRequest = (parts: Partial<HttpRequest> = {}) =>
  new HttpRequest({
    method: 'POST',
    hostname: 'localhost',
    path: '/',
    headers: { host: 'localhost:8080', 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Action=DescribeInstances',
    ...parts,
  });

interface SentRequest {
  method: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

/** The request as it comes over the network: every query value encoded, but not in the order that was signed. */
const toWire = ({ method, path, query = {}, headers, body = '' }: SentRequest): WireRequest => ({
  method,
  path,
  rawQuery: Object.entries(query)
    .reverse()
    .flatMap(([key, value]) =>
      [value].flat().map((one) => `${encodeURIComponent(key)}=${encodeURIComponent(one ?? '')}`),
    )
    .join('&'),
  headers,
  body: Buffer.from(body),
});

const signed = async (parts: Partial<HttpRequest> = {}, options: object = {}, signingDate = NOW) =>
  toWire(await signer(options).sign(httpRequest(parts), { signingDate }));

const presigned = async (options: object = {}) =>
  toWire(
    await signer().presign(
      httpRequest({
        method: 'GET',
        headers: { host: 'localhost' },
        body: undefined,
        query: { Action: 'DescribeInstances' },
      }),
      { signingDate: NOW, expiresIn: 60, ...options },
    ),
  );

const verify = (
  request: WireRequest,
  { now = NOW, ...rest }: { now?: Date; service?: string; secretAccessKey?: string } = {},
) => verifySignature(request, parseSignature(request), { secretAccessKey: SECRET, now, ...rest });

const refuses = (run: () => unknown, kind: CommonFaultKind, message: RegExp = /./) =>
  assert.throws(run, (error) => error instanceof CommonFault && error.kind === kind && message.test(error.message));

const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

const withHeaders = (request: WireRequest, headers: WireRequest['headers']): WireRequest => ({
  ...request,
  headers: { ...request.headers, ...headers },
});

/** The request with a part of its Authorization header replaced. */
const reauthorized = (request: WireRequest, pattern: string | RegExp, replacement: string) =>
  withHeaders(request, { authorization: (request.headers['authorization'] as string).replace(pattern, replacement) });

test('a request that the SDK signed is read and accepted', async () => {
  const request = await signed();
  verify(request, { service: 'ec2' });
  const { signature, ...rest } = parseSignature(request);
  assert.match(signature, /^[0-9a-f]{64}$/);
  assert.deepEqual(rest, {
    form: 'header',
    accessKeyId: 'AKIDEXAMPLE',
    date: '20260101',
    amzDate: '20260101T120000Z',
    region: 'eu-central-1',
    service: 'ec2',
    signedHeaders: ['content-type', 'host', 'x-amz-date'],
  });
});

test('a presigned request is accepted until it expires', async () => {
  const request = await presigned();
  verify(request, { now: later(60) });
  refuses(() => verify(request, { now: later(61) }), 'RequestExpired', /^Signature expired: 20260101T120000Z/);
  verify(request, { now: later(-900) });
  refuses(() => verify(request, { now: later(-901) }), 'RequestExpired', /^Signature not yet current/);
  assert.equal(parseSignature(request).expiresSeconds, 60);
});

test('a signed request may be 15 minutes early or late', async () => {
  const request = await signed();
  for (const seconds of [-900, 900]) verify(request, { now: later(seconds) });
  refuses(() => verify(request, { now: later(901) }), 'RequestExpired', /^Signature expired: /);
  refuses(() => verify(request, { now: later(-901) }), 'RequestExpired', /^Signature not yet current: /);
});

test('a session token is signed like any header and returned', async () => {
  const options = { credentials: { ...credentials, sessionToken: 'token/+=' } };
  const request = await signed({}, options);
  verify(request);
  assert.equal(parseSignature(request).sessionToken, 'token/+=');
  refuses(() => verify(withHeaders(request, { 'x-amz-security-token': 'other' })), 'SignatureMismatch');
});

test('a signed header that is not there is refused, by whatever name', async () => {
  const request = await signed();
  for (const name of ['x-none', 'constructor', '__proto__', 'hasownproperty', 'tostring'])
    refuses(
      () => verify(reauthorized(request, 'SignedHeaders=', `SignedHeaders=${name};`)),
      'SignatureMismatch',
      new RegExp(`${name} is not in the request`),
    );
});

test('any path, query, header and body that the SDK signs is accepted', async () => {
  const word = fc.string({ unit: fc.constantFrom(..."aZ09-_.~ !*'()+%&=/?#é€😀"), maxLength: 6 });
  const query = fc.dictionary(word, fc.oneof(word, fc.array(word, { minLength: 1, maxLength: 3 })), { maxKeys: 4 });
  const path = fc.array(fc.oneof(word, fc.constantFrom('', '.', '..')), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      query,
      path,
      fc.string(),
      fc.string({ unit: 'grapheme-ascii' }),
      async (query, path, body, header) => {
        const headers = { host: 'localhost', 'x-amz-meta': `${header}  a  b ` };
        const parts = { query, path: `/${path.map(encodeURIComponent).join('/')}`, body, headers };
        verify(await signed(parts));
        verify(await signed(parts, { applyChecksum: true }));
      },
    ),
  );
});

test('a change to any signed part is refused', async () => {
  const request = await signed({ query: { a: '1', b: '2' } });
  const changes: WireRequest[] = [
    { ...request, method: 'PUT' },
    { ...request, path: '/other' },
    { ...request, rawQuery: 'a=1&b=3' },
    { ...request, rawQuery: 'a=1&b=2&c=' },
    { ...request, rawQuery: 'a=1' },
    { ...request, body: Buffer.from('Action=TerminateInstances') },
    withHeaders(request, { host: 'elsewhere' }),
    withHeaders(request, { 'content-type': 'text/plain' }),
    withHeaders(request, { 'content-type': undefined }),
    withHeaders(request, { 'x-amz-date': '20260101T120001Z' }),
    withHeaders(request, { 'x-amz-target': 'unsigned' }),
    reauthorized(request, 'eu-central-1', 'us-east-1'),
    reauthorized(request, '/ec2/', '/sts/'),
    reauthorized(request, '/20260101/', '/20260102/'),
    reauthorized(request, 'content-type;', ''),
    reauthorized(request, ';host', ''),
    reauthorized(request, ';x-amz-date', ''),
    reauthorized(request, /Signature=.*/, 'Signature=é'),
  ];
  verify(request);
  for (const changed of changes) refuses(() => verify(changed), 'SignatureMismatch');
  refuses(() => verify(request, { secretAccessKey: 'other' }), 'SignatureMismatch');
  refuses(() => verify(request, { service: 'sts' }), 'SignatureMismatch', /'ec2': expected 'sts'/);
});

test('a change to any character of a signature is refused', async () => {
  const request = await signed();
  const authorization = request.headers['authorization'] as string;
  const start = authorization.indexOf('Signature=') + 'Signature='.length;
  for (let i = start; i < authorization.length; i++) {
    const other = authorization[i] === '0' ? '1' : '0';
    const changed = authorization.slice(0, i) + other + authorization.slice(i + 1);
    refuses(() => verify(withHeaders(request, { authorization: changed })), 'SignatureMismatch');
  }
});

test('a change to any parameter of a presigned request is refused', async () => {
  const request = await presigned();
  const pairs = request.rawQuery.split('&');
  for (const [i, pair] of pairs.entries()) {
    const replaced = (text: string) => ({ ...request, rawQuery: pairs.with(i, text).join('&') });
    assert.throws(() => verify(replaced(pair.replace(/.$/, (last) => (last === '1' ? '2' : '1')))), CommonFault);
    assert.throws(() => verify(replaced('')), CommonFault);
  }
  refuses(() => verify({ ...request, body: Buffer.from('Action=TerminateInstances') }), 'SignatureMismatch');
});

test('the declared hash of the body must be true, and only S3 takes an unsigned payload', async () => {
  const headers = { host: 'localhost', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
  const request = await signed({ headers });
  refuses(() => verify(request), 'SignatureMismatch', /unsigned payload/);
});

test('one secret signs for any Region and service on any day', async () => {
  for (const options of [{}, { region: 'us-east-1' }, { service: 'sts' }]) verify(await signed({}, options));
  verify(await signed({}, {}, later(86_400)), { now: later(86_400) });
});

test('a request without a signature is missing authentication', async () => {
  const request = toWire(httpRequest());
  refuses(() => parseSignature(request), 'MissingAuthentication');
});

test('what is missing from a signature is named', async () => {
  const request = await signed();
  const cases: readonly [pattern: string | RegExp, replacement: string, message: RegExp][] = [
    [/Credential=[^,]*,/, '', /lacks Credential\./],
    [/SignedHeaders=.*/, '', /lacks SignedHeaders, Signature\./],
    ['AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256', /expected AWS4-HMAC-SHA256/],
    [/^.*$/, 'Basic dTpw', /expected AWS4-HMAC-SHA256/],
    ['aws4_request', 'aws3_request', /Credential is malformed/],
    ['AKIDEXAMPLE', "'; --", /Credential is malformed/],
    ['host;', 'Host;', /SignedHeaders is malformed/],
  ];
  for (const [pattern, replacement, message] of cases)
    refuses(() => parseSignature(reauthorized(request, pattern, replacement)), 'IncompleteSignature', message);
  refuses(() => parseSignature(withHeaders(request, { 'x-amz-date': undefined })), 'IncompleteSignature', /X-Amz-Date/);
  refuses(() => parseSignature(withHeaders(request, { 'x-amz-date': 'now' })), 'IncompleteSignature', /YYYYMMDD/);
  const { rawQuery } = await presigned();
  refuses(() => parseSignature({ ...request, rawQuery }), 'IncompleteSignature', /signed twice/);
  const unauthorized = { ...request, headers: {} };
  for (const [expires, message] of [
    ['604801', /604800/],
    ['0', /604800/],
    ['1e3', /604800/],
  ] as const)
    refuses(
      () =>
        parseSignature({ ...unauthorized, rawQuery: rawQuery.replace('X-Amz-Expires=60', `X-Amz-Expires=${expires}`) }),
      'IncompleteSignature',
      message,
    );
  refuses(
    () => parseSignature({ ...unauthorized, rawQuery: rawQuery.replace(/X-Amz-Date=[^&]*&/, '') }),
    'IncompleteSignature',
    /lacks X-Amz-Date\./,
  );
});

test('no Authorization header or query makes the parser or the verifier throw anything but a CommonFault', () => {
  const part = fc.constantFrom(
    'AWS4-HMAC-SHA256 ',
    'Credential=',
    'A/20260101/r/s/aws4_request',
    ',',
    'SignedHeaders=host',
    'Signature=',
    'X-Amz-Signature=',
    'X-Amz-Algorithm=AWS4-HMAC-SHA256',
    '&',
    '%zz',
    '99999999T999999Z',
    '\ud800',
    '=',
  );
  const noise = fc.oneof(
    fc.string(),
    fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(
      fc.option(noise, { nil: undefined }),
      noise,
      fc.option(noise, { nil: undefined }),
      (authorization, rawQuery, date) => {
        const headers = { host: 'h', authorization, 'x-amz-date': date };
        try {
          verify({ method: 'GET', path: rawQuery, rawQuery, headers, body: Buffer.alloc(0) });
        } catch (error) {
          assert.ok(error instanceof CommonFault, String(error));
        }
      },
    ),
    { numRuns: 1000 },
  );
});
