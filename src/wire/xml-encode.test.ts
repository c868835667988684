import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeFault, encodeOutput } from './codec.ts';
import type { Service } from './service.ts';
import { serviceNamed } from './services.ts';
import { compileShape, type Schema } from './shape.ts';
import { writeAwsQuery } from './xml-encode.ts';

const ec2 = serviceNamed('ec2');
const sts = serviceNamed('sts');

const encode = (service: Service, operation: string, output: unknown) =>
  encodeOutput(service, service.operations.get(operation)!, { output, requestId: 'r-1' });

const bodyOf = async (service: Service, operation: string, output: unknown): Promise<string> => {
  const { body } = await encode(service, operation, output);
  return typeof body === 'string' ? body : Buffer.concat(body).toString();
};

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

test('an EC2 response nests lists as items and starts with the request id', async () => {
  const output = {
    ReservationId: 'r-0',
    Groups: [],
    Instances: [
      { InstanceId: 'i-0', LaunchTime: new Date('2026-01-01T00:00:00Z'), Licenses: [{ LicenseConfigurationArn: 'a' }] },
    ],
  };
  assert.deepEqual(await encode(ec2, 'RunInstances', output), {
    status: 200,
    headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': 'r-1' },
    body: `${DECLARATION}<RunInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r-1</requestId><reservationId>r-0</reservationId><groupSet/><instancesSet><item><licenseSet><item><licenseConfigurationArn>a</licenseConfigurationArn></item></licenseSet><instanceId>i-0</instanceId><launchTime>2026-01-01T00:00:00.000Z</launchTime></item></instancesSet></RunInstancesResponse>`,
  });
});

test('an EC2 operation without output answers return true', async () => {
  assert.match(
    await bodyOf(ec2, 'DeleteTags', undefined),
    /<requestId>r-1<\/requestId><return>true<\/return><\/DeleteTags/,
  );
});

test('an STS response wraps its members in a result', async () => {
  const body = await bodyOf(sts, 'GetCallerIdentity', { Account: '1', Arn: 'a', UserId: 'u' });
  assert.equal(
    body,
    `${DECLARATION}<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><UserId>u</UserId><Account>1</Account><Arn>a</Arn></GetCallerIdentityResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
  );
});

test('flattened lists and maps repeat their own element', async () => {
  const flat = (type: unknown) => [type, { xmlFlattened: 1 }];
  const schema = [3, 'test', 'Flat', 0, ['L', 'M', 'N'], [flat(64), flat(128), 128]] as unknown as Schema;
  const output = { L: ['a', 'b'], M: { k: 'v' }, N: { k: 'v' } };
  const shape = compileShape(schema);
  const out: string[] = [];
  for (const _ of writeAwsQuery(out, { operation: 'Get', xmlNamespace: 'x', shape, output, requestId: 'r' }));
  assert.match(
    out.join(''),
    /<L>a<\/L><L>b<\/L><M><key>k<\/key><value>v<\/value><\/M><N><entry><key>k<\/key><value>v<\/value><\/entry><\/N>/,
  );
});

test('markup is escaped and what XML 1.0 cannot hold is replaced', async () => {
  const body = await bodyOf(sts, 'GetCallerIdentity', { Arn: '<a> & "b"\t\r\n\u0000\u001b\ud800\uffff😀é' });
  assert.ok(body.includes('<Arn>&lt;a&gt; &amp; &quot;b&quot;\t&#xD;\n\ufffd\ufffd\ufffd\ufffd😀é</Arn>'), body);
});

test('a long list is the same in parts as its items are one by one, and others get their turn between', async () => {
  const machine = (n: number) => ({
    InstanceId: `i-${n}`,
    Monitoring: MONITORING,
    ...(n % 3 === 0 && { State: {} }),
    Tags: Array.from({ length: n % 12 }, (_, i) => ({ Key: `${i}`, Value: 'é'.repeat(50) })),
  });
  const itemOf = async (n: number) => {
    const body = await bodyOf(ec2, 'DescribeInstances', { Reservations: [{ Instances: [machine(n)] }] });
    return body.slice(body.indexOf('<instancesSet>') + 14, body.indexOf('</instancesSet>'));
  };
  const numbers = Array.from({ length: 3_000 }, (_, n) => n);
  let turns = 0;
  const others = setInterval(() => {
    turns += 1;
  });
  const { body } = await encode(ec2, 'DescribeInstances', { Reservations: [{ Instances: numbers.map(machine) }] });
  clearInterval(others);
  assert.ok(turns > 0);
  const xml = Buffer.concat(body as Buffer[]).toString();
  const items = await Promise.all(numbers.map(itemOf));
  assert.ok(xml.includes(`<instancesSet>${items.join('')}</instancesSet>`));
});

/** Frozen, as what machines share is. */
const MONITORING = Object.freeze({ State: 'disabled' });

test('faults have the shape of their protocol', async () => {
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
