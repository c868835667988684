import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { encodeInput } from './fuzz/encode-input.ts';
import { type InProcessServer, startInProcessServer } from './in-process-server.ts';
import {
  type Answer,
  type Caller,
  call,
  jsonRequest,
  queryRequest,
  send,
  type UnsignedRequest,
  unsigned,
} from './signed-request.ts';

// Every operation that is built is refused to whoever does not prove who they are, and no other way than AWS would.

type Outcome = readonly [code: string, status: number];

interface Refusals {
  readonly unsigned: Outcome;
  readonly unknownKey: Outcome;
  readonly wrongSecret: Outcome;
}

const json: Refusals = {
  unsigned: ['MissingAuthenticationTokenException', 400],
  unknownKey: ['UnrecognizedClientException', 400],
  wrongSecret: ['InvalidSignatureException', 400],
};
const ec2: Refusals = {
  unsigned: ['AuthFailure', 401],
  unknownKey: ['AuthFailure', 401],
  wrongSecret: ['AuthFailure', 401],
};
const sts: Refusals = {
  unsigned: ['MissingAuthenticationToken', 403],
  unknownKey: ['InvalidClientTokenId', 403],
  wrongSecret: ['SignatureDoesNotMatch', 403],
};
const rest: Refusals = {
  unsigned: ['MissingAuthenticationTokenException', 403],
  unknownKey: ['UnrecognizedClientException', 403],
  wrongSecret: ['InvalidSignatureException', 403],
};
const refusals: Record<string, Refusals> = {
  'license-manager': json,
  'resource-groups': rest,
  headroom: json,
  ec2,
  sts,
};

let server: InProcessServer;
before(async () => {
  server = await startInProcessServer();
});

function requestFor(service: string, operation: string): UnsignedRequest {
  if (service === 'ec2' || service === 'sts') return queryRequest(service, operation);
  if (service === 'resource-groups') return encodeInput(service, operation, { Arn: 'arn' });
  return jsonRequest(`${service === 'headroom' ? 'Headroom' : 'AWSLicenseManager'}.${operation}`, {});
}

function outcomeOf({ status, text }: Answer): Outcome {
  const code = /"__type":"(\w+)"/.exec(text) ?? /<Code>([\w.]+)<\/Code>/.exec(text);
  return [code?.[1] ?? '', status];
}

/** The operations that answer one of the requests of theirs otherwise than expected. */
async function exceptions(ask: (request: UnsignedRequest) => Promise<Answer>, refused: keyof Refusals) {
  const found: string[] = [];
  for (const [service, table] of Object.entries(server.operations))
    for (const operation of Object.keys(table)) {
      const outcome = outcomeOf(await ask(requestFor(service, operation)));
      if (outcome.join() !== refusals[service]![refused].join()) found.push(`${service}:${operation} ${outcome}`);
    }
  return found;
}

const callAs = (change: Partial<Caller>) => (request: UnsignedRequest) =>
  call({ ...server.caller, ...change }, request);

test('no operation answers a request without a signature', async () => {
  assert.deepEqual(await exceptions((request) => send(server.caller.url, unsigned(request)), 'unsigned'), []);
});

test('no operation answers a request that is signed with an unknown access key', async () => {
  assert.deepEqual(await exceptions(callAs({ accessKeyId: 'AKIANOBODYKNOWSTHIS1' }), 'unknownKey'), []);
});

test('no operation answers a request that is signed with a wrong secret', async () => {
  assert.deepEqual(await exceptions(callAs({ secretAccessKey: 'not-the-secret' }), 'wrongSecret'), []);
});

test('every operation takes a request that is signed right, and says what is wrong with it otherwise', async () => {
  const authentication = new Set(
    Object.values(refusals).flatMap((byCase) => Object.values(byCase).map(([code]) => code)),
  );
  let asked = 0;
  for (const [service, table] of Object.entries(server.operations))
    for (const operation of Object.keys(table)) {
      const [code, status] = outcomeOf(await call(server.caller, requestFor(service, operation)));
      assert.ok(!authentication.has(code) && status < 500, `${service}:${operation} answered ${status} ${code}`);
      asked += 1;
    }
  assert.ok(asked >= 49, `${asked} operations were asked`);
  assert.deepEqual(server.errors, []);
});
