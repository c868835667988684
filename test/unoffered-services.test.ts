import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type InProcessServer, startInProcessServer } from './in-process-server.ts';
import { call, type UnsignedRequest } from './signed-request.ts';

let server: InProcessServer;
before(async () => {
  server = await startInProcessServer();
});

const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
const json = (version: string, target: string) => ({
  'content-type': `application/x-amz-json-${version}`,
  'x-amz-target': target,
});

const SAYS = 'it offers AWS License Manager, Amazon EC2, ';

// Each in the protocol that its clients speak: a service's name, a request, and how the answer begins.
const rows: readonly (readonly [title: string, request: UnsignedRequest, contentType: string, body: RegExp])[] = [
  [
    'Elastic Load Balancing',
    { service: 'elasticloadbalancing', headers: form, body: 'Action=DescribeLoadBalancers&Version=2012-06-01' },
    'text/xml',
    /^<\?xml.*<ErrorResponse.*<Code>NotImplemented<\/Code><Message>Headroom does not offer Elastic Load Balancing; /s,
  ],
  [
    'Amazon S3',
    { service: 's3', method: 'GET', path: '/bucket', headers: {} },
    'application/xml',
    /^<\?xml[^>]*>\s*<Error><Code>NotImplemented<\/Code><Message>Headroom does not offer Amazon S3; /,
  ],
  [
    'Amazon DynamoDB',
    { service: 'dynamodb', headers: json('1.0', 'DynamoDB_20120810.ListTables'), body: '{}' },
    'application/x-amz-json-1.0',
    /^\{"__type":"NotImplemented","Message":"Headroom does not offer Amazon DynamoDB; /,
  ],
  [
    'AWS Secrets Manager',
    { service: 'secretsmanager', headers: json('1.1', 'secretsmanager.ListSecrets'), body: '{}' },
    'application/x-amz-json-1.1',
    /Headroom does not offer AWS Secrets Manager; /,
  ],
  [
    'AWS Lambda',
    { service: 'lambda', method: 'GET', path: '/2015-03-31/functions/', headers: {} },
    'application/json',
    /Headroom does not offer AWS Lambda; /,
  ],
  [
    'the message gateway of Systems Manager',
    {
      service: 'ssmmessages',
      path: '/v1/control-channel/mi-0123456789abcdef0',
      headers: { 'content-type': 'application/json' },
      body: '{"MessageSchemaVersion":"1.0","RequestId":"00000000-0000-4000-8000-000000000000"}',
    },
    'application/json',
    /Headroom does not offer the message gateway of Systems Manager, without which agents go on by ec2messages; /,
  ],
  [
    'one without a name here',
    { service: 'braket', method: 'POST', path: '/jobs', headers: { 'content-type': 'application/json' }, body: '{}' },
    'application/json',
    /Headroom does not offer the service braket; /,
  ],
];

describe('a service that is not offered is refused in its own protocol', () => {
  for (const [title, request, contentType, body] of rows)
    test(title, async () => {
      const answer = await call(server.caller, request);
      assert.deepEqual([answer.status, answer.headers['content-type']], [501, contentType]);
      assert.match(answer.text, body);
      assert.ok(answer.text.includes(SAYS), answer.text);
    });
});

describe('GET /', () => {
  const get = (headers: Record<string, string>) => fetch(server.caller.url, { headers });

  test('of a client is a request of AWS as before', async () => {
    const answer = await get({ accept: '*/*' });
    assert.match(answer.headers.get('content-type')!, /xml/);
    assert.equal(answer.status, 401);
  });
});
