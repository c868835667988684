import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, test } from 'node:test';
import { sealTrail } from '../../src/access/seal-trail.ts';
import { eventually } from '../eventually.ts';
import { encodeInput, inputShape } from '../fuzz/encode-input.ts';
import { createWorld, type Input, validInputs, type World } from '../fuzz/valid-inputs.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { type Caller, call, jsonRequest } from '../signed-request.ts';
import { foreignInputs, namesNothing } from './foreign-inputs.ts';
import { changesOf, identifiersIn, identifiersOf, type Rows, readAllRows } from './foreign-rows.ts';

// One account attacks another: every operation of every service by the other's ids, ARNs, names, client tokens and page tokens.

let server: InProcessServer;
let world: World;
let attacker: Caller;
let accounts: { readonly victim: string; readonly attacker: string };
/** What the attacker has said so far. */
let saidBefore = '';
/** The rows when all is set up, and what of them is the victim's alone. */
let rows: Rows;
let owned: Set<string>;
/** What the victim asked with a client token, and the pages that it was given the next of. */
let repeated: Request[];
let paged: Request[];

interface Request extends Asked {
  readonly input: Input;
}

interface Asked {
  readonly service: string;
  readonly operation: string;
  readonly name: string;
}

const all = (): Asked[] =>
  Object.entries(server.operations).flatMap(([service, table]) =>
    Object.keys(table).map((operation) => ({ service, operation, name: `${service}:${operation}` })),
  );
const inputOf = ({ service, operation }: Asked) => validInputs[service]![operation]!(world);
const memberLike = ({ service, operation }: Asked, pattern: RegExp): string | undefined => {
  const shape = inputShape(service, operation);
  return shape.kind === 'structure' ? shape.members.find(({ name }) => pattern.test(name))?.name : undefined;
};
const ask = (caller: Caller, { service, operation, input }: Request) =>
  call(caller, encodeInput(service, operation, input));

/** What proves in the request itself who may: these open to whoever has it, of whatever account. */
const BEARERS: Readonly<Record<string, string>> = {
  'sts:AssumeRole': 'a role whose trust policy names everybody',
  'sts:AssumeRoleWithWebIdentity': 'a token of a provider',
  'ssm:RegisterManagedInstance': 'the code of an activation',
  'sts:GetAccessKeyInfo': 'an access key ID, whose account is no secret',
  'license-manager:GetAccessToken': 'a refresh token',
  'signin:ConsoleLogin': 'a password',
  'sns:ConfirmSubscription': 'the token that the endpoint was sent',
};

before(async () => {
  server = await startInProcessServer();
  world = await createWorld(server.caller);
  const made = await call(server.caller, jsonRequest('Headroom.CreateAccount', {}));
  const { AccountId, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = JSON.parse(made.text);
  attacker = { url: server.caller.url, accessKeyId, secretAccessKey };
  accounts = { victim: server.accountId, attacker: AccountId };
  repeated = await repeatable();
  paged = await pages();
  while ((await sealTrail({ db: server.db, signer: server.signer, now: new Date(), waits: true })) > 0);
  rows = await eventually(async () => {
    const [one, two] = [await readAllRows(server.db), await readAllRows(server.db)];
    return changesOf(one, two, accounts).length === 0 && two;
  }, 'nothing moves any more');
  owned = identifiersOf(rows, server.accountId);
  owned.delete(accessKeyId);
  for (const operation of ['DescribeImages', 'DescribeSnapshots']) {
    const { text } = await call(attacker, encodeInput('ec2', operation, {}));
    for (const everybodys of identifiersIn(text)) owned.delete(everybodys);
  }
});

/** Requests of the victim that have a client token, and were answered. */
async function repeatable(): Promise<Request[]> {
  const done: Request[] = [];
  for (const asked of all()) {
    const token = memberLike(asked, /^(clientToken|ClientToken|ClientRequestToken|CreatorRequestId)$/);
    if (!token) continue;
    const request = { ...asked, input: { ...inputOf(asked), [token]: `token-${randomUUID()}` } };
    if ((await ask(server.caller, request)).status === 200) done.push(request);
  }
  return done;
}

/** Requests for the next page, of every list of the victim's that has one. */
async function pages(): Promise<Request[]> {
  const found: Request[] = [];
  for (const asked of all()) {
    const token = memberLike(asked, /^(nextToken|NextToken|Marker)$/);
    const size = memberLike(asked, /^(maxResults|MaxResults|MaxItems|MaxRecords)$/);
    if (!token || !size) continue;
    for (const length of [1, 5, 20]) {
      const input = { [size]: length };
      const { status, text } = await ask(server.caller, { ...asked, input });
      const [, next] = /(?:"nextToken"\s*:\s*"|<nextToken>|<Marker>|"Marker"\s*:\s*")([^"<]+)/i.exec(text) ?? [];
      if (status !== 200 || !next) continue;
      found.push({ ...asked, input: { ...input, [token]: next } });
      break;
    }
  }
  return found;
}

/** The names and ids that valid requests are made of. */
const textsIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(textsIn)
    : [String(value)].filter((text) => text.length > 5);

/** An id without its kind: attachments and what is attached have the same. What is left of other names may be a letter. */
function tailOf(id: string): string {
  const tail = id.slice(id.lastIndexOf('-') + 1);
  return tail.length > 5 ? tail : id;
}

/** What an answer tells the attacker of the victim that the request did not say itself. */
async function attack(request: Request): Promise<string[]> {
  const { status, text } = await ask(attacker, request);
  assert.ok(status < 500, `${request.name} answered ${status}: ${text.slice(0, 300)}`);
  const said = JSON.stringify(request.input);
  const told = [...identifiersIn(text), ...(text.includes(server.accountId) ? [server.accountId] : [])];
  saidBefore += said;
  const news = told.filter((id) => owned.has(id) && !said.includes(tailOf(id)));
  const own =
    news.length > 0 ? identifiersOf(await readAllRows(server.db), accounts.attacker).add(accounts.victim) : new Set();
  // Who kept what it said itself, such as in the trail of its own calls, reads it again.
  const leaks = news.filter((id) => !(own.has(id) && saidBefore.includes(tailOf(id))));
  return leaks.length > 0 ? [`${request.name} told ${leaks.join(', ')}: ${text.slice(0, 400)}`] : [];
}

async function attackAll(requests: readonly Request[]): Promise<void> {
  const problems: string[] = [];
  for (const request of requests.filter(({ name }) => !Object.hasOwn(BEARERS, name)))
    problems.push(...(await attack(request)));
  assert.deepEqual([...problems, ...changesOf(rows, await readAllRows(server.db), accounts)], []);
}

test('no operation tells or changes anything by ids, ARNs and names of another account', async () => {
  const valid = all().map((asked) => ({ ...asked, input: inputOf(asked) }));
  const foreign = foreignInputs((kind) => [...owned].find((id) => id.startsWith(`${kind}-`))!, accounts.victim);
  const requests = valid.map((request) => ({ ...request, input: foreign[request.name] ?? request.input }));
  const known = [...owned, ...textsIn(world)].map(tailOf);
  const unnamed = requests.filter(({ input }) => !known.some((text) => JSON.stringify(input).includes(text)));
  await attackAll([...valid, ...requests.filter(({ name }) => Object.hasOwn(foreign, name))]);
  // A new operation names something of the victim, in its valid request or in foreign-inputs.ts, or is said there to name nothing.
  const expected = Object.entries(namesNothing).flatMap(([service, list]) => list.map((name) => `${service}:${name}`));
  assert.deepEqual(unnamed.map(({ name }) => name).sort(), expected.sort());
});

test('client tokens of another account are one’s own to use: they give nothing of what it made', async () => {
  assert.ok(repeated.length > 10, `${repeated.length} have client tokens`);
  await attackAll(repeated);
});

test('page tokens of another account lead to nothing of it', async () => {
  assert.ok(paged.length > 20, `${paged.length} have a next page`);
  await attackAll(paged);
});
