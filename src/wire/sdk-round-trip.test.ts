import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as ec2Client from '@aws-sdk/client-ec2';
import * as licenseManagerClient from '@aws-sdk/client-license-manager';
import * as resourceGroupsClient from '@aws-sdk/client-resource-groups';
import * as ssmClient from '@aws-sdk/client-ssm';
import * as stsClient from '@aws-sdk/client-sts';
import { buildQueryString, type HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';
import { Fault } from '../fault.ts';
import { decodeInput, encodeFault, encodeOutput, type WireResponse } from './codec.ts';
import { findOperation, identify } from './identify.ts';
import type { WireRequest } from './request.ts';
import type { Service } from './service.ts';
import { serviceNamed } from './services.ts';
import type { Schema } from './shape.ts';
import { parseSignature, verifySignature } from './sigv4.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

type Answer = (input: Record<string, unknown>) => unknown;

/** The wire layer behind an SDK client's request handler: decodes and verifies, answers what `answer` returns or throws. */
class Loopback {
  input: Record<string, unknown> | undefined;
  answer: Answer = () => ({});

  async handle(sent: HttpRequest): Promise<{ response: HttpResponse }> {
    const { status, headers, body } = await this.#respond(toWire(sent));
    const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.concat(body);
    return { response: new HttpResponse({ statusCode: status, headers: { ...headers }, body: bytes }) };
  }

  async #respond(request: WireRequest): Promise<WireResponse> {
    const target = identify(request);
    try {
      const { service, operation } = findOperation(target);
      verifySignature(request, parseSignature(request), {
        secretAccessKey: SECRET,
        now: new Date(),
        service: service.id,
      });
      this.input = decodeInput(service, operation, request);
      return await encodeOutput(service, operation, { output: this.answer(this.input), requestId: 'req-1' });
    } catch (error) {
      return encodeFault(target, error, 'req-1');
    }
  }
}

const toWire = ({ method, path, query, headers, body }: HttpRequest): WireRequest => ({
  method,
  path,
  rawQuery: buildQueryString(query),
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  body: Buffer.from(body ?? ''),
});

// biome-ignore lint/suspicious/noExplicitAny: the clients share no type that has a send() for every command.
type AnyClient = any;

const sdks: readonly { service: Service; exports: Record<string, unknown>; client: string }[] = [
  { service: serviceNamed('license-manager'), exports: licenseManagerClient, client: 'LicenseManagerClient' },
  { service: serviceNamed('ec2'), exports: ec2Client, client: 'EC2Client' },
  { service: serviceNamed('sts'), exports: stsClient, client: 'STSClient' },
  { service: serviceNamed('ssm'), exports: ssmClient, client: 'SSMClient' },
  { service: serviceNamed('resource-groups'), exports: resourceGroupsClient, client: 'ResourceGroupsClient' },
];

function connect(sdk: (typeof sdks)[number]): { loopback: Loopback; send: (name: string, input: object) => AnyClient } {
  const loopback = new Loopback();
  const Client = sdk.exports[sdk.client] as new (config: object) => AnyClient;
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET };
  const client = new Client({ region: 'eu-central-1', credentials, requestHandler: loopback, maxAttempts: 1 });
  const send = (name: string, input: object) =>
    client.send(new (sdk.exports[`${name}Command`] as new (input: object) => unknown)(input));
  return { loopback, send };
}

/** CopySnapshot's middleware presigns a second request; operations without a signature cannot pass the loopback. */
const UNSIGNED = ['CopySnapshot', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'];

for (const sdk of sdks) {
  test(`every ${sdk.service.id} operation carries generated inputs and outputs between the SDK and the codec`, async () => {
    const { loopback, send } = connect(sdk);
    for (const name of sdk.service.operations.keys()) {
      if (UNSIGNED.includes(name) || !Object.hasOwn(sdk.exports, `${name}$`)) continue;
      const [, , , , input, output] = sdk.exports[`${name}$`] as [9, string, string, 0, Schema, Schema];
      const property = fc.asyncProperty(
        valuesOf(NormalizedSchema.of(input)),
        valuesOf(NormalizedSchema.of(output)),
        async (sent, answered) => {
          loopback.answer = () => answered;
          const { $metadata, ...received } = await send(name, sent as object);
          assert.deepEqual(prune(loopback.input), prune(sent), `input of ${name}`);
          assert.deepEqual(prune(received), prune(answered), `output of ${name}`);
          assert.equal($metadata.requestId, 'req-1');
        },
      );
      await fc.assert(property, { numRuns: 3 });
    }
  });
}

test('JSON keeps an empty list and an empty string apart from an absent member', async () => {
  const { loopback, send } = connect(sdks[0]!);
  loopback.answer = () => ({ LicenseConfigurations: [], NextToken: '' });
  const { LicenseConfigurations, NextToken } = await send('ListLicenseConfigurations', { Filters: [], NextToken: '' });
  assert.deepEqual(loopback.input, { Filters: [], NextToken: '' });
  assert.deepEqual({ LicenseConfigurations, NextToken }, { LicenseConfigurations: [], NextToken: '' });
});

test('awsQuery keeps an empty list', async () => {
  const { loopback, send } = connect(sdks[2]!);
  const input = {
    RoleArn: 'arn:aws:iam::123456789012:role/r',
    RoleSessionName: 's',
    PolicyArns: [],
    TransitiveTagKeys: [],
  };
  await send('AssumeRole', input);
  assert.deepEqual(loopback.input, input);
});

for (const [sdk, name, code, status] of [
  [sdks[0]!, 'ListLicenseConfigurations', 'LicenseUsageException', 412],
  [sdks[0]!, 'ListLicenseConfigurations', 'AccessDeniedException', 401],
  [sdks[1]!, 'DescribeInstances', 'InvalidInstanceID.NotFound', 400],
  [sdks[1]!, 'DescribeInstances', 'DryRunOperation', 412],
  [sdks[2]!, 'GetCallerIdentity', 'ExpiredTokenException', 400],
  [sdks[4]!, 'GetGroup', 'NotFoundException', 404],
  [sdks[4]!, 'GetGroup', 'TooManyRequestsException', 429],
] as const)
  test(`the SDK sees the fault ${code} of ${sdk.service.id} with its message and status ${status}`, async () => {
    const { loopback, send } = connect(sdk);
    loopback.answer = () => {
      throw new Fault(code, 'Too few <licenses> & "more"\u0001');
    };
    await assert.rejects(send(name, {}), (error: AnyClient) => {
      assert.equal(error.name, code);
      assert.match(error.message, /^Too few <licenses> & "more"/);
      assert.equal(error.$metadata.httpStatusCode, status);
      return true;
    });
  });

/** Values of a schema. Few optional members each, since the large structures have dozens. */
function valuesOf(schema: NormalizedSchema, depth = 0): fc.Arbitrary<unknown> {
  if (schema.isStructSchema()) return structuresOf(schema, depth);
  if (schema.isListSchema())
    return fc.array(valuesOf(schema.getValueSchema(), depth + 1), { minLength: 1, maxLength: 3 });
  if (schema.isMapSchema()) return fc.dictionary(text, valuesOf(schema.getValueSchema(), depth + 1), { maxKeys: 3 });
  if (schema.isTimestampSchema()) return instant;
  if (schema.isNumericSchema()) return fc.oneof(fc.integer(), fc.maxSafeInteger());
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isBlobSchema()) return fc.uint8Array({ minLength: 1, maxLength: 9 });
  return schema.isUnitSchema() ? fc.constant({}) : text;
}

function structuresOf(schema: NormalizedSchema, depth: number): fc.Arbitrary<unknown> {
  const required = ((schema.getSchema() as unknown as unknown[])[6] as number | undefined) ?? 0;
  const members = [...schema.structIterator()].map(([name, member], index) => {
    // The query protocols cannot express an empty structure, and the client fills in a token that is not given.
    const always = index < required || index === 0 || member.isIdempotencyToken();
    if (always) return [name, valuesOf(member, depth + 1)] as const;
    if (depth > 3) return [name, fc.constant(undefined)] as const;
    return [
      name,
      fc.option(
        fc.constant(0).chain(() => valuesOf(member, depth + 1)),
        { nil: undefined, freq: 1 },
      ),
    ] as const;
  });
  return fc.record(Object.fromEntries(members));
}

const text = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 8 }),
    fc.string({ unit: fc.constantFrom(...'a<&>"\'\r\n%+=é€😀 '), minLength: 1, maxLength: 8 }),
  )
  .map((value) => `x${value}x`);

const instant = fc.integer({ min: -1e9, max: 4e9 }).map((seconds) => new Date(seconds * 1000));

/** Without what the query protocols cannot express: empty structures and lists. */
function prune(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(prune).filter((item) => item !== undefined);
  const entries = Object.entries(value)
    .map(([key, item]) => [key, prune(item)] as const)
    .filter(([, item]) => item !== undefined && !(Array.isArray(item) && item.length === 0));
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
