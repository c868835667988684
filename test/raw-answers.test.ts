import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { isJson, type OperationShape } from '../src/wire/service.ts';
import { serviceNamed, services } from '../src/wire/services.ts';
import type { Shape } from '../src/wire/shape.ts';
import { jsonProblems, type Problems, parseXml, xmlProblems } from './answer-problems.ts';
import { encodeInput } from './fuzz/encode-input.ts';
import { callValid, createWorld, validInputs, type World } from './fuzz/valid-inputs.ts';
import { type InProcessServer, startInProcessServer } from './in-process-server.ts';
import { type Answer, call, jsonRequest, send, type UnsignedRequest, unsigned } from './signed-request.ts';

// What goes over the wire against the model, byte by byte: clients do not notice a number in quotes, a time in
// milliseconds or a NextToken that is empty, and believe it.

let server: InProcessServer;
let world: World;
before(async () => {
  server = await startInProcessServer();
  world = await createWorld(server.caller);
});

for (const [service, table] of Object.entries(validInputs))
  test(`every answer of ${service} is of the types and in the order of the model, to the last page`, async () => {
    for (const name of Object.keys(table)) {
      const operation = serviceNamed(service).operations.get(name)!;
      const { status, text } = await callValid(server.caller, world, { service, operation: name });
      assert.ok(status < 300, `${name} answered ${status} ${text}`);
      assert.deepEqual(problemsOf(service, operation, text), [], name);
      if (/^(Describe|Get|List)/.test(name)) await readPages(service, operation);
    }
  });

/** All that there is to read: with no more than what must be said, so that nothing is narrowed, page by page. */
async function readPages(service: string, operation: OperationShape): Promise<void> {
  const { input, output, name } = operation;
  const valid = validInputs[service]![name]!(world);
  const [asked] = tokenOf(input);
  const [answered, tokenName] = tokenOf(output);
  const whole = Object.fromEntries(Object.entries(valid).filter(([member]) => isRequired(input, member)));
  const tokens = new Set<unknown>();
  let token: string | undefined;
  do {
    const { status, text } = await call(
      server.caller,
      encodeInput(service, name, { ...whole, ...(token && { [asked!]: token }) }),
    );
    // Some want one of two members, which no schema says.
    if (status >= 400 && !token) return;
    assert.ok(status < 300, `${name} answered its own token with ${status} ${text}`);
    assert.deepEqual(problemsOf(service, operation, text), [], name);
    token = answered && tokenIn(text, isJson(serviceNamed(service).protocol) ? answered : tokenName!);
    assert.ok(!tokens.has(token), `${name} gave a token twice`);
    tokens.add(token);
  } while (token);
}

const isRequired = (shape: Shape, name: string): boolean =>
  shape.kind === 'structure' && shape.required.some((member) => member.name === name);

/** The names of the member that goes from page to page, in the model and in XML. */
function tokenOf(shape: Shape): [name?: string, xmlName?: string] {
  const member = shape.kind === 'structure' ? (shape.byName.get('NextToken') ?? shape.byName.get('Marker')) : undefined;
  return member ? [member.name, member.xmlName] : [];
}

const tokenIn = (text: string, name: string): string | undefined =>
  text.startsWith('{') ? JSON.parse(text)[name] : new RegExp(`<${name}>([^<]+)</${name}>`).exec(text)?.[1];

function problemsOf(service: string, { name, output }: OperationShape, text: string): Problems {
  const { protocol } = serviceNamed(service);
  if (isJson(protocol)) return jsonProblems(output, JSON.parse(text));
  const root = parseXml(text);
  assert.equal(root.name, `${name}Response`);
  const [first, ...others] = root.children;
  if (protocol === 'awsQuery') {
    const result = first!.name === `${name}Result` ? first!.children : [];
    assert.equal(root.children.at(-1)!.name, 'ResponseMetadata');
    return output.kind === 'structure' ? xmlProblems(output, result) : [];
  }
  assert.equal(first!.name, 'requestId');
  if (output.kind === 'structure') return xmlProblems(output, others);
  return others.map(({ name: element, text: value }) => `${element} ${value}`).filter((told) => told !== 'return true');
}

const jsonServices = services.filter(({ protocol }) => isJson(protocol));

for (const { id, targetPrefix, operations } of jsonServices)
  test(`every error of ${id} has its name in the body and in a header alike`, async () => {
    const names = Object.keys(validInputs[id]!);
    for (const name of [...names, 'NoSuchOperation']) {
      const request = operations.has(name) ? encodeInput(id, name, {}) : jsonRequest(`${targetPrefix}.${name}`, {});
      for (const [what, answer] of await refusals(request)) {
        const told = `${name}, ${what}: ${answer.status} ${answer.text}`;
        assert.ok(answer.status >= 400, told);
        const { __type: type, Message: message } = JSON.parse(answer.text);
        assert.match(type, /^\w+$/, told);
        assert.equal(answer.headers['x-amzn-errortype'], type, told);
        assert.ok(typeof message === 'string' && message !== '', told);
      }
    }
  });

/** How a request is refused: without a signature, with a broken body, and for what is missing, where something is. */
async function refusals(request: UnsignedRequest): Promise<[what: string, answer: Answer][]> {
  const { caller } = server;
  const found: [string, Answer][] = [
    ['unsigned', await send(caller.url, unsigned(request))],
    ['not JSON', await call(caller, { ...request, body: '{' })],
  ];
  const empty = await call(caller, request);
  return empty.status < 400 ? found : [...found, ['empty', empty]];
}
