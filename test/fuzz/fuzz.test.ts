import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { type Answer, call, jsonRequest, type UnsignedRequest } from '../signed-request.ts';
import { encodeInput, inputShape } from './encode-input.ts';
import { inputMutations } from './mutate-input.ts';
import { requestMutations } from './mutate-request.ts';
import { createRandom } from './random.ts';
import { callValid, createWorld, validInputs, type World } from './valid-inputs.ts';

// Whatever comes in, the answer is the operation's or a refusal as its protocol writes it, and never a 500.

/** Batches of requests, and the seed that repeats them. */
const RUNS = Number(process.env['HEADROOM_FUZZ_RUNS'] ?? 250);
const SEED = Number(process.env['HEADROOM_FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const BATCH = 8;

let server: InProcessServer;
let world: World;
before(async () => {
  server = await startInProcessServer();
  world = await createWorld(server.caller);
});

const operations = Object.entries(validInputs).flatMap(([service, table]) =>
  Object.keys(table).map((operation) => ({ service, operation })),
);

test('every operation that is built has a valid request here', () => {
  const built = Object.entries(server.operations).map(([id, table]) => [id, Object.keys(table).sort()]);
  const listed = Object.entries(validInputs).map(([id, table]) => [id, Object.keys(table).sort()]);
  assert.deepEqual(Object.fromEntries(listed), Object.fromEntries(built));
});

test('the valid requests are valid', async () => {
  const own = await createWorld(server.caller);
  for (const { service, operation } of operations) {
    const { status, text } = await callValid(server.caller, own, { service, operation });
    assert.ok(status >= 200 && status < 300, `${service}:${operation} answered ${status} ${text}`);
  }
});

interface Case {
  readonly service: string;
  readonly operation: string;
  readonly mutation: string;
  readonly seed: number;
}

function requestOf({ service, operation, mutation, seed }: Case): UnsignedRequest {
  const random = createRandom(seed);
  const valid = validInputs[service]![operation]!(world);
  const mutateInput = inputMutations[mutation];
  if (!mutateInput) return requestMutations[mutation]!(encodeInput(service, operation, valid), random);
  const input = mutateInput(valid, { operation, shape: inputShape(service, operation), random, world });
  return encodeInput(service, operation, input);
}

const cases: fc.Arbitrary<Case> = fc
  .record({
    target: fc.constantFrom(...operations),
    mutation: fc.constantFrom(...Object.keys(inputMutations), ...Object.keys(requestMutations)),
    seed: fc.nat(),
  })
  .map(({ target, ...rest }) => ({ ...target, ...rest }));

test('no request is answered but in the words of its protocol', async (t) => {
  t.diagnostic(`HEADROOM_FUZZ_SEED=${SEED}`);
  const batches = fc.array(cases, { minLength: BATCH, maxLength: BATCH });
  const property = fc.asyncProperty(batches, async (batch) => {
    await Promise.all(batch.map(checkCase));
  });
  await fc.assert(property, { seed: SEED, numRuns: RUNS, endOnFailure: true });
});

test('afterwards the server serves, has logged no error, and every counter agrees', async () => {
  const { status, text } = await call(server.caller, jsonRequest('Headroom.Recount', {}));
  assert.equal(status, 200, text);
  assert.deepEqual(JSON.parse(text).Differences, []);
  assert.deepEqual(server.errors, []);
});

async function checkCase(given: Case): Promise<void> {
  const request = requestOf(given);
  const answer = await call(server.caller, request).catch((error) => assert.fail(`${JSON.stringify(given)}: ${error}`));
  const told = () =>
    `${JSON.stringify(given)}\n${`${request.body}`.slice(0, 500)}\n${answer.status} ${answer.text.slice(0, 500)}`;
  // Another service's signature asks for what is not offered.
  assert.ok(answer.status < 500 || (answer.status === 501 && /does not offer/.test(answer.text)), told());
  const isRead = request.method === 'HEAD' || request.path?.startsWith('/healthz');
  if (answer.status >= 400 && !isRead) assert.ok(isProtocolError(answer), told());
}

/** Whether a body is an error of its protocol, with a code and a message. */
function isProtocolError({ headers, text }: Answer): boolean {
  if (/^application\/(x-amz-json-1\.[01]|json)\b/.test(String(headers['content-type']))) {
    const { __type: code, Message: message } = JSON.parse(text);
    return /^\w+$/.test(code) && typeof message === 'string' && message !== '';
  }
  // XML 1.0 has no way to write other control characters, so clients could not read the error.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for them
  const readable = !/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(text);
  return readable && /<Code>[\w.]+<\/Code>\s*<Message>[^<]+<\/Message>/.test(text);
}
