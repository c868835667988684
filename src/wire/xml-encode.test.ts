import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeFault, encodeOutput } from './codec.ts';
import type { Service } from './service.ts';
import { ec2, sts } from './services.ts';
import { compileShape, type Schema } from './shape.ts';
import { encodeAwsQuery } from './xml-encode.ts';

const encode = (service: Service, operation: string, output: unknown) =>
  encodeOutput(service, service.operations.get(operation)!, { output, requestId: 'r-1' });

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

test('an EC2 response nests lists as items and starts with the request id', () => {
  const output = {
    ReservationId: 'r-0',
    Groups: [],
    Instances: [
      { InstanceId: 'i-0', LaunchTime: new Date('2026-01-01T00:00:00Z'), Licenses: [{ LicenseConfigurationArn: 'a' }] },
    ],
  };
  assert.deepEqual(encode(ec2, 'RunInstances', output), {
    status: 200,
    headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': 'r-1' },
    body: `${DECLARATION}<RunInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r-1</requestId><reservationId>r-0</reservationId><groupSet/><instancesSet><item><licenseSet><item><licenseConfigurationArn>a</licenseConfigurationArn></item></licenseSet><instanceId>i-0</instanceId><launchTime>2026-01-01T00:00:00.000Z</launchTime></item></instancesSet></RunInstancesResponse>`,
  });
});

test('an EC2 operation without output answers return true', () => {
  assert.match(
    encode(ec2, 'DeleteTags', undefined).body,
    /<requestId>r-1<\/requestId><return>true<\/return><\/DeleteTags/,
  );
});

test('an STS response wraps its members in a result', () => {
  const { body } = encode(sts, 'GetCallerIdentity', { Account: '1', Arn: 'a', UserId: 'u' });
  assert.equal(
    body,
    `${DECLARATION}<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><UserId>u</UserId><Account>1</Account><Arn>a</Arn></GetCallerIdentityResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
  );
});

test('flattened lists and maps repeat their own element', () => {
  const flat = (type: unknown) => [type, { xmlFlattened: 1 }];
  const schema = [3, 'test', 'Flat', 0, ['L', 'M', 'N'], [flat(64), flat(128), 128]] as unknown as Schema;
  const output = { L: ['a', 'b'], M: { k: 'v' }, N: { k: 'v' } };
  const shape = compileShape(schema);
  const xml = encodeAwsQuery({ operation: 'Get', xmlNamespace: 'x', shape, output, requestId: 'r' });
  assert.match(
    xml,
    /<L>a<\/L><L>b<\/L><M><key>k<\/key><value>v<\/value><\/M><N><entry><key>k<\/key><value>v<\/value><\/entry><\/N>/,
  );
});

test('markup is escaped and what XML 1.0 cannot hold is replaced', () => {
  const { body } = encode(sts, 'GetCallerIdentity', { Arn: '<a> & "b"\t\r\n\u0000\u001b\ud800\uffff😀é' });
  assert.ok(body.includes('<Arn>&lt;a&gt; &amp; &quot;b&quot;\t&#xD;\n\ufffd\ufffd\ufffd\ufffd😀é</Arn>'), body);
});

test('faults have the shape of their protocol', () => {
  const fault = new Error('a bug');
  const ec2Fault = encodeFault({ protocol: 'ec2Query' }, fault, 'r-1');
  assert.equal(ec2Fault.status, 500);
  assert.equal(
    ec2Fault.body,
    `${DECLARATION}<Response><Errors><Error><Code>InternalError</Code><Message>An internal error occurred.</Message></Error></Errors><RequestID>r-1</RequestID></Response>`,
  );
  assert.equal(
    encodeFault({ protocol: 'awsQuery', service: sts }, fault, 'r-1').body,
    `${DECLARATION}<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Receiver</Type><Code>InternalFailure</Code><Message>An internal error occurred.</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`,
  );
});
