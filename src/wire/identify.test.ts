import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findOperation, identify } from './identify.ts';
import type { WireRequest } from './request.ts';
import { services } from './services.ts';

const request = (parts: Partial<WireRequest> & { form?: string }): WireRequest => ({
  method: 'POST',
  path: '/',
  rawQuery: '',
  headers: {},
  body: Buffer.from(parts.form ?? ''),
  ...parts,
});

const summary = (parts: Parameters<typeof request>[0]) => {
  const { protocol, service, operation } = identify(request(parts));
  return [protocol, service?.id, operation];
};

const signedFor = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});

test('x-amz-target names the service and the operation', () => {
  const target = (name: string) => summary({ headers: { 'x-amz-target': name } });
  assert.deepEqual(target('AWSLicenseManager.GetGrant'), ['awsJson1.1', 'license-manager', 'GetGrant']);
  assert.deepEqual(target('Headroom.Recount'), ['awsJson1.1', 'headroom', 'Recount']);
  assert.deepEqual(target('DynamoDB_20120810.PutItem'), ['awsJson1.1', undefined, 'PutItem']);
  assert.deepEqual(target(''), ['awsJson1.1', undefined, '']);
});

test('the credential scope decides between the query services, in either form', () => {
  const form = 'Action=DescribeRegions&Version=2016-11-15';
  assert.deepEqual(summary({ form, headers: signedFor('sts') }), ['awsQuery', 'sts', 'DescribeRegions']);
  const rawQuery = 'Action=X&X-Amz-Credential=AKID%2F20260101%2Fus-east-1%2Fsts%2Faws4_request';
  assert.deepEqual(summary({ method: 'GET', rawQuery }), ['awsQuery', 'sts', 'X']);
});

test('without a signature the version decides, which no two services share; without one it is EC2', () => {
  assert.deepEqual(summary({ form: 'Action=X&Version=2011-06-15' }), ['awsQuery', 'sts', 'X']);
  assert.deepEqual(summary({ form: 'Action=RunInstances' }), ['ec2Query', 'ec2', 'RunInstances']);
  assert.deepEqual(summary({}), ['ec2Query', 'ec2', undefined]);
  for (const key of ['version', 'targetPrefix'] as const) {
    const values = services.flatMap((service) => service[key] ?? []);
    assert.deepEqual(values, [...new Set(values)]);
  }
});

test('a target may name a package before the service', () => {
  const headers = { 'x-amz-target': 'com.amazonaws.some.AWSLicenseManager.GetGrant' };
  assert.deepEqual(summary({ headers }), ['awsJson1.1', 'license-manager', 'GetGrant']);
});

test('a REST service is the one that the request is signed for, in either form, whatever the path', () => {
  const headers = { ...signedFor('resource-groups'), 'content-type': 'application/json' };
  assert.deepEqual(summary({ path: '/get-group', headers }), ['restJson1', 'resource-groups', 'GetGroup']);
  assert.deepEqual(summary({ path: '/nowhere', headers }), ['restJson1', 'resource-groups', undefined]);
  const rawQuery = 'X-Amz-Credential=AKID%2F20260101%2Fus-east-1%2Fresource-groups%2Faws4_request';
  assert.deepEqual(summary({ path: '/get-group', rawQuery }), ['restJson1', 'resource-groups', 'GetGroup']);
  const form = 'Action=GetCallerIdentity';
  assert.deepEqual(summary({ path: '/get-group', form, headers: signedFor('sts') }), [
    'awsQuery',
    'sts',
    'GetCallerIdentity',
  ]);
});

test('a REST request that is signed for no service is refused as REST, for no service', () => {
  for (const headers of [{}, { authorization: '' }, signedFor('nobody')])
    assert.deepEqual(summary({ path: '/get-group', headers }), ['restJson1', undefined, undefined]);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  assert.deepEqual(summary({ path: '/any', form: 'Action=X', headers }), ['ec2Query', 'ec2', 'X']);
});

test('a JSON request without a target is answered in JSON', () => {
  assert.deepEqual(summary({ headers: { 'content-type': 'application/x-amz-json-1.1' } }), [
    'awsJson1.1',
    undefined,
    undefined,
  ]);
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'Nope.Nope' };
  assert.deepEqual(summary({ headers }), ['awsJson1.0', undefined, 'Nope']);
});

test('a request whose form is broken is answered in the protocol that it was signed for', () => {
  const target = identify(request({ form: 'Action=%zz', headers: signedFor('sts') }));
  assert.equal(target.protocol, 'awsQuery');
  assert.throws(() => findOperation(target), { kind: 'MalformedRequest' });
});

test('an operation that the service does not have is unknown', () => {
  for (const headers of [{ 'x-amz-target': 'AWSLicenseManager.Nope' }, { 'x-amz-target': 'Nope' }])
    assert.throws(() => findOperation(identify(request({ headers }))), { kind: 'UnknownOperation' });
  assert.throws(() => findOperation(identify(request({ form: 'Action=Nope' }))), {
    kind: 'UnknownOperation',
    message: 'The action Nope is not valid for this web service.',
  });
  assert.throws(() => findOperation(identify(request({}))), { kind: 'UnknownOperation', message: /Action/ });
  assert.equal(findOperation(identify(request({ form: 'Action=RunInstances' }))).operation.name, 'RunInstances');
});

test('identify never throws', () => {
  const header = fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(undefined));
  const headers = fc.record({ 'x-amz-target': header, authorization: header, 'content-type': header });
  fc.assert(
    fc.property(headers, fc.string(), fc.string(), fc.uint8Array(), (headers, path, rawQuery, body) => {
      identify(request({ headers, path, rawQuery, body: Buffer.from(body) }));
    }),
  );
});
