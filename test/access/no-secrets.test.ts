import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { sql } from 'kysely';
import type { Shape } from '../../src/wire/shape.ts';
import { eventually } from '../eventually.ts';
import { encodeInput, inputShape } from '../fuzz/encode-input.ts';
import { callValid, createWorld, type Input, validInputs, type World } from '../fuzz/valid-inputs.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { call } from '../signed-request.ts';

// Every operation is asked, with its secrets and with ones that it cannot take; none is in the log, the trail or an error.

let server: InProcessServer;
let world: World;
const logged: string[] = [];
const refusals: { readonly name: string; readonly text: string }[] = [];
/** Secrets, by what they were given to or came from. */
const secrets = new Map<string, string>();

/** What answers give out once. */
const ISSUED =
  /(?:SecretAccessKey|SessionToken|ActivationCode|KeyMaterial|SecretKey|AccessToken|(?<=")Token)(?:"\s*:\s*"|>)([^"<]{8,})/gi;

/** The texts of members that are secrets. */
function* secretsIn(shape: Shape, value: unknown, secret = false): Generator<string> {
  if (secret && typeof value === 'string') yield value;
  if (typeof value !== 'object' || value === null) return;
  if (shape.kind === 'structure')
    for (const member of shape.members)
      yield* secretsIn(member.shape, (value as Input)[member.name], secret || member.secret);
  if (shape.kind === 'list') for (const item of value as unknown[]) yield* secretsIn(shape.member, item, secret);
}

/** The input with what no such secret can be in place of each secret text. */
function spoilt(shape: Shape, value: unknown, secret = false): unknown {
  if (secret && typeof value === 'string') return `${MARK}${'x'.repeat(5_000)}\u0000`;
  if (typeof value !== 'object' || value === null) return value;
  if (shape.kind === 'list') return (value as unknown[]).map((item) => spoilt(shape.member, item, secret));
  if (shape.kind !== 'structure') return value;
  const changed = shape.members.map(({ name, shape: inner, secret: own }) => [
    name,
    spoilt(inner, (value as Input)[name], secret || own),
  ]);
  return Object.fromEntries(changed.filter(([, member]) => member !== undefined));
}

const MARK = 'hunter2-is-no-password-';

before(async () => {
  server = await startInProcessServer({ logged: (line) => logged.push(line) });
  world = await createWorld(server.caller);
  secrets.set('the operator', server.caller.secretAccessKey).set('a user', world.asker.secretAccessKey);
  for (const [service, table] of Object.entries(server.operations))
    for (const operation of Object.keys(table)) await askTwice(service, operation);
});

async function askTwice(service: string, operation: string): Promise<void> {
  const name = `${service}:${operation}`;
  const shape = inputShape(service, operation);
  const input = validInputs[service]![operation]!(world);
  // Models mark ids of accounts in invitations as sensitive too; they are in every ARN.
  const given = [...secretsIn(shape, input)].filter((text) => text.length >= 8 && !/^\d{12}$/.test(text));
  for (const text of given) secrets.set(`${name} ${secrets.size}`, text);
  const answers = [await callValid(server.caller, world, { service, operation })];
  if (given.length > 0) answers.push(await call(server.caller, encodeInput(service, operation, spoilt(shape, input))));
  for (const { status, text } of answers) {
    for (const [, issued] of text.matchAll(ISSUED)) secrets.set(`${name} ${secrets.size}`, issued!);
    if (status >= 400) refusals.push({ name, text });
  }
}

const leaks = (text: string): string[] =>
  [...secrets, ['what was refused', MARK] as const].flatMap(([of, secret]) => (text.includes(secret) ? [of] : []));

test('there are secrets to be leaked', () => {
  assert.ok(secrets.size > 15, [...secrets.keys()].join(', '));
  assert.ok(logged.length > 20);
});

test('no secret is in the log, at whatever level', () => {
  assert.deepEqual(
    logged.flatMap((line) => leaks(line).map((of) => `${of}: ${line.slice(0, 300)}`)),
    [],
  );
});

test('no secret is in an error', () => {
  assert.deepEqual(
    refusals.flatMap(({ name, text }) => leaks(text).map((of) => `${name} told that of ${of}: ${text.slice(0, 300)}`)),
    [],
  );
});

test('no secret is in the audit trail', async () => {
  await call(server.caller, encodeInput('iam', 'GetAccountSummary', {}));
  const records = await eventually(async () => {
    const { rows } = await sql<{ record: string }>`SELECT record FROM audit_event`.execute(server.db);
    return rows.length > Object.values(server.operations).flatMap((table) => Object.keys(table)).length && rows;
  }, 'the calls are in the trail');
  assert.deepEqual(
    records.flatMap(({ record }) => leaks(record).map((of) => `${of}: ${record.slice(0, 600)}`)),
    [],
  );
});
