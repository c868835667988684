import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CommonFault } from '../fault.ts';
import { decodeInput, encodeFault, encodeOutput } from './codec.ts';
import { findOperation, identify } from './identify.ts';
import type { WireRequest } from './request.ts';
import { serviceNamed } from './services.ts';

const resourceGroups = serviceNamed('resource-groups');

const request = (line: string, body = ''): WireRequest => {
  const [method = '', target = ''] = line.split(' ');
  const [path = '', rawQuery = ''] = target.split('?');
  const headers = { authorization: 'Credential=A/20260101/us-east-1/resource-groups/aws4_request' };
  return { method, path, rawQuery, headers, body: Buffer.from(body) };
};

function decode(line: string, body?: string) {
  const { service, operation } = findOperation(identify(request(line, body)));
  return [operation.name, decodeInput(service, operation, request(line, body))];
}

test('a label is percent-decoded, and joins the members of the body', () => {
  const input = decode('PUT /resources/arn%3Aa%2Fb%20%C3%A9/tags', '{"Tags":{"k":"v"}}');
  assert.deepEqual(input, ['Tag', { Arn: 'arn:a/b é', Tags: { k: 'v' } }]);
});

test('query parameters have the names that the schema binds them to and the types of their members', () => {
  const input = decode('POST /groups-list?maxResults=7&nextToken=a%2Bb', '{"Filters":[]}');
  assert.deepEqual(input, ['ListGroups', { Filters: [], MaxResults: 7, NextToken: 'a+b' }]);
});

for (const [what, line, body, input] of [
  ['parameters of a presigned signature', 'POST /groups-list?X-Amz-Signature=0&X-Amz-Date=1', '', {}],
  ['an unknown parameter', 'POST /groups-list?MaxResults=7', '', {}],
  ['a member that is not bound, as parameter', 'POST /get-group?Group=g', '', {}],
  ['a bound member in the body', 'POST /groups-list', '{"MaxResults":7}', {}],
  ['a label in the body', 'GET /resources/a/tags', '{"Arn":"b"}', { Arn: 'a' }],
  ['an unknown member of the body', 'POST /get-group', '{"Group":"g","Nope":1}', { Group: 'g' }],
] as const)
  test(`${what} is overlooked`, () => assert.deepEqual(decode(line, body)[1], input));

for (const [what, line, body, kind] of [
  ['a parameter given twice', 'POST /groups-list?maxResults=7&maxResults=7', '', 'MalformedRequest'],
  ['a parameter of the wrong type', 'POST /groups-list?maxResults=many', '', 'WrongType'],
  ['an empty number', 'POST /groups-list?maxResults=', '', 'WrongType'],
  ['a number that a double rounds', 'POST /groups-list?maxResults=9007199254740993', '', 'InvalidMember'],
  ['a NUL in a label', 'GET /resources/a%00/tags', '', 'InvalidMember'],
  ['broken percent-encoding', 'GET /resources/%zz/tags', '', 'MalformedRequest'],
  ['a body that is no JSON', 'POST /get-group', '{', 'MalformedRequest'],
  ['a body that is no object', 'POST /get-group', '[]', 'MalformedRequest'],
  ['a missing member', 'POST /groups', '{}', 'MissingMember'],
  ['a path that no operation has', 'POST /groups/', '', 'UnknownOperation'],
  ['an empty label', 'GET /resources//tags', '', 'UnknownOperation'],
] as const)
  test(`${what} is refused as ${kind}`, () => {
    assert.throws(
      () => decode(line, body),
      (error) => error instanceof CommonFault && error.kind === kind,
    );
  });

test('a method that the path does not take is answered as the service does, with those that it takes', () => {
  assert.throws(() => findOperation(identify(request('DELETE /resources/a/tags'))), {
    code: 'MethodNotAllowedException',
    message: 'The path takes no DELETE: expected GET, PUT, PATCH.',
  });
});

test('an answer has the status of its operation and the content type of REST', async () => {
  const operation = resourceGroups.operations.get('PutGroupConfiguration')!;
  assert.deepEqual(await encodeOutput(resourceGroups, operation, { output: {}, requestId: 'r-1' }), {
    status: 202,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': 'r-1' },
    body: '{}',
  });
});

test('a fault carries its code in the body and in a header', () => {
  const fault = new CommonFault('SignatureMismatch', 'why');
  assert.deepEqual(encodeFault({ protocol: 'restJson1', service: resourceGroups }, fault, 'r-1'), {
    status: 403,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': 'r-1',
      'x-amzn-errortype': 'InvalidSignatureException',
    },
    body: '{"__type":"InvalidSignatureException","Message":"why"}',
  });
});

test('no request makes the decoder throw anything but a CommonFault', () => {
  const operation = fc.constantFrom(...resourceGroups.routed);
  const part = fc.oneof(fc.string(), fc.constantFrom('%', '%00', 'maxResults=1', '&', '=', '{"Arn":1}', '{}'));
  fc.assert(
    fc.property(operation, part, part, part, ({ route, ...rest }, label, rawQuery, body) => {
      const path = route.segments
        .map((segment) => (segment === '{Arn}' ? label.replaceAll('/', '') : segment))
        .join('/');
      const wire = { method: route.method, path, rawQuery, headers: {}, body: Buffer.from(body) };
      try {
        decodeInput(resourceGroups, { route, ...rest }, wire);
      } catch (error) {
        assert.ok(error instanceof CommonFault, String(error));
      }
    }),
  );
});
