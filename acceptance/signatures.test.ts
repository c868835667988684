import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Answer,
  type Caller,
  call,
  jsonRequest,
  presign,
  queryRequest,
  send,
  sign,
  type UnsignedRequest,
  unsigned,
  VERSIONS,
} from '../test/signed-request.ts';
import { operator, url } from './clients.ts';

const caller: Caller = { url, ...operator };

// One request of each protocol.
const requests = {
  json: jsonRequest('AWSLicenseManager.GetServiceSettings', {}),
  ec2: queryRequest('ec2', 'DescribeRegions'),
  sts: queryRequest('sts', 'GetCallerIdentity'),
} satisfies Record<string, UnsignedRequest>;
type Protocol = keyof typeof requests;
const protocols = Object.keys(requests) as Protocol[];

/** Code and status of an error as its protocol writes them, once its form and its request id are found right. */
function errorOf(protocol: Protocol, { status, headers, text }: Answer): [code: string, status: number] {
  const requestId = headers['x-amzn-requestid'];
  assert.match(String(requestId), /^[0-9a-f-]{36}$/);
  if (protocol === 'json') {
    const { __type: code, Message: message } = JSON.parse(text);
    assert.ok(message);
    assert.equal(headers['x-amzn-errortype'], code);
    return [code, status];
  }
  assert.ok(text.includes(String(requestId)), 'the body names the request too');
  assert.match(text, /<Message>.+<\/Message>/);
  return [/<Code>(.+)<\/Code>/.exec(text)?.[1] ?? '', status];
}

async function expectErrors(
  request: (protocol: Protocol) => Promise<Answer>,
  expected: Record<Protocol, [code: string, status: number]>,
): Promise<void> {
  for (const protocol of protocols) assert.deepEqual(errorOf(protocol, await request(protocol)), expected[protocol]);
}

test('a signed request passes, and its answer names the request', async () => {
  for (const protocol of protocols) {
    const { status, headers, text } = await call(caller, requests[protocol]);
    assert.equal(status, 200, text);
    if (protocol !== 'json') assert.ok(text.includes(String(headers['x-amzn-requestid'])));
  }
});

test('a presigned request passes, and not a minute after it has expired', async () => {
  const query = { Action: 'DescribeRegions', Version: VERSIONS.ec2 };
  const request = { service: 'ec2', query };
  assert.equal((await send(url, await presign(caller, request))).status, 200);
  const late = await send(url, await presign(caller, { ...request, at: new Date(Date.now() - 120_000) }));
  assert.deepEqual(errorOf('ec2', late), ['RequestExpired', 400]);
  const other = await presign(caller, request);
  const tampered = { ...other, path: other.path.replace('DescribeRegions', 'DescribeVpcs') };
  assert.deepEqual(errorOf('ec2', await send(url, tampered)), ['AuthFailure', 401]);
});

test('an unsigned request is refused', () =>
  expectErrors((protocol) => send(url, unsigned(requests[protocol])), {
    json: ['MissingAuthenticationTokenException', 400],
    ec2: ['AuthFailure', 401],
    sts: ['MissingAuthenticationToken', 403],
  }));

test('an unknown access key is refused', () =>
  expectErrors((protocol) => call({ ...caller, accessKeyId: 'AKIANOBODYKNOWSTHIS1' }, requests[protocol]), {
    json: ['UnrecognizedClientException', 400],
    ec2: ['AuthFailure', 401],
    sts: ['InvalidClientTokenId', 403],
  }));

test('a wrong secret is refused', () =>
  expectErrors((protocol) => call({ ...caller, secretAccessKey: 'not-the-secret' }, requests[protocol]), {
    json: ['InvalidSignatureException', 400],
    ec2: ['AuthFailure', 401],
    sts: ['SignatureDoesNotMatch', 403],
  }));

test('a body that was changed after it was signed is refused', () =>
  expectErrors(
    async (protocol) => {
      const message = await sign(caller, requests[protocol]);
      return send(url, { ...message, body: `${message.body} ` });
    },
    {
      json: ['InvalidSignatureException', 400],
      ec2: ['AuthFailure', 401],
      sts: ['SignatureDoesNotMatch', 403],
    },
  ));

for (const minutes of [-20, 20])
  test(`a clock that is ${minutes} minutes off is refused`, () =>
    expectErrors((protocol) => call(caller, { ...requests[protocol], at: new Date(Date.now() + minutes * 60_000) }), {
      json: ['InvalidSignatureException', 400],
      ec2: ['RequestExpired', 400],
      sts: ['SignatureDoesNotMatch', 403],
    }));

test('a signature for another service or for no Region is refused', async () => {
  const forSts = await sign(caller, { ...requests.json, service: 'sts' });
  assert.deepEqual(errorOf('json', await send(url, forSts)), ['InvalidSignatureException', 400]);
  const nowhere = await call({ ...caller, region: 'moon-base-1' }, requests.json);
  assert.deepEqual(errorOf('json', nowhere), ['InvalidSignatureException', 400]);
});
