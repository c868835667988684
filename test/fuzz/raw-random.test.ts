import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { call, jsonRequest, queryRequest, sign } from '../signed-request.ts';
import { createRandom, type Random } from './random.ts';
import { exchange, statusesOf } from './raw-exchange.ts';

// Requests that are well signed, and then broken on their way as bytes: their headers, their framing, where they end, and
// how slowly they come and their answers are read. Each is answered or hung up on, none by an error of the server's own.

const SEED = Number(process.env['HEADROOM_FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const ROUNDS = 400;
/** A service that is not offered, and another version of HTTP. */
const REFUSALS = [501, 505];

let server: InProcessServer;
before(async () => {
  server = await startInProcessServer();
});

/** One request, still apart. */
interface Message {
  readonly start: string;
  readonly headers: readonly string[];
  readonly body: Buffer;
}

const asked = [
  queryRequest('sts', 'GetCallerIdentity'),
  queryRequest('ec2', 'DescribeInstances', { MaxResults: '5' }),
  queryRequest('ec2', 'DescribeInstanceTypes', {}),
  jsonRequest('AWSLicenseManager.ListLicenseConfigurations', {}),
  jsonRequest('AmazonSSM.DescribeInstanceInformation', {}),
];

async function messageOf(random: Random): Promise<Message> {
  if (random.below(8) === 0) return { start: 'GET /healthz HTTP/1.1', headers: ['host: x'], body: Buffer.alloc(0) };
  const { method, path, headers, body } = await sign(server.caller, random.pick(asked));
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const bytes = Buffer.from(body);
  return { start: `${method} ${path} HTTP/1.1`, headers: [...lines, `content-length: ${bytes.length}`], body: bytes };
}

const LONG = 'a'.repeat(20_000);
const HEADERS = [
  ...['content-length: 1', 'content-length: 99999999', 'content-length: -1', 'content-length: 0x10', 'content-length:'],
  ...['transfer-encoding: chunked', 'transfer-encoding: gzip, chunked', 'transfer-encoding: identity', 'te: trailers'],
  ...['connection: close', 'connection: upgrade', 'upgrade: h2c', 'expect: 100-continue', 'host: other', 'host:'],
  ...[
    '__proto__: x',
    'constructor: x',
    'x-amz-target: AWSLicenseManager.__proto__',
    'x-amz-date: never',
    'accept: text/html',
  ],
  ...[
    'content-encoding: gzip',
    'content-type: \x80\xff',
    'no colon',
    ': no name',
    ' folded',
    'x: a\0b',
    'x: \r',
    'x y: z',
  ],
  ...[`x: ${LONG}`, `authorization: ${LONG}`, `authorization: AWS4-HMAC-SHA256 ${'Credential=a/b,'.repeat(500)}`],
];

const spliced = <Item>(items: readonly Item[], at: number, remove: number, ...added: Item[]): Item[] =>
  items.toSpliced(at, remove, ...added);

const breakMessage: readonly ((message: Message, random: Random) => Message)[] = [
  (message) => message,
  (message, random) => ({ ...message, headers: spliced(message.headers, random.below(message.headers.length), 1) }),
  (message, random) => {
    const at = random.below(message.headers.length + 1);
    return { ...message, headers: spliced(message.headers, at, random.below(2), random.pick(HEADERS)) };
  },
  (message, random) => ({ ...message, headers: [...message.headers, random.pick(message.headers)] }),
  (message, random) => ({ ...message, headers: [...message.headers, ...Array(random.below(3_000)).fill('x: y')] }),
  (message, random) => ({ ...message, body: message.body.subarray(0, random.below(message.body.length + 1)) }),
  (message, random) => ({ ...message, body: Buffer.concat([message.body, Buffer.alloc(random.below(100), 'G')]) }),
  (message, random) => ({ ...message, start: random.pick(['', 'GET', 'POST  / HTTP/1.1', 'POST /%ff HTTP/1.1']) }),
  (message, random) => ({ ...message, start: `POST /${'?&=%/'.repeat(random.below(5_000))} HTTP/1.1` }),
  inChunks,
];

/** Chunks that are well made, or whose sizes, extensions or end are not. */
function inChunks({ start, headers, body }: Message, random: Random): Message {
  const chunks: string[] = [];
  for (let at = 0; at < body.length; ) {
    const size = 1 + random.below(body.length);
    const part = body.subarray(at, at + size);
    const claimed = random.below(6) === 0 ? part.length + random.below(3) - 1 : part.length;
    chunks.push(`${claimed.toString(16)}${random.pick(['', '', ';a=b', `;${'x'.repeat(20_000)}`])}\r\n${part}\r\n`);
    at += size;
  }
  const end = random.pick(['0\r\n\r\n', '0\r\n\r\n', '0\r\nx: y\r\n\r\n', '0\r\n', '', 'ffffffffffffffff\r\n']);
  const others = headers.filter((header) => !header.startsWith('content-length'));
  return { start, headers: [...others, 'transfer-encoding: chunked'], body: Buffer.from(chunks.join('') + end) };
}

const bytesOf = ({ start, headers, body }: Message): Buffer =>
  Buffer.concat([Buffer.from(`${[start, ...headers].join('\r\n')}\r\n\r\n`, 'latin1'), body]);

function breakBytes(bytes: Buffer, random: Random): Buffer {
  const kind = random.below(5);
  if (kind === 0) return bytes.subarray(0, random.below(bytes.length + 1)); // half a request
  if (kind > 1) return bytes;
  const broken = Buffer.from(bytes);
  for (let n = random.below(4); n >= 0; n--) broken[random.below(broken.length)] = random.below(256);
  return broken;
}

test('what is broken on its way is refused or hung up on, and the server serves the others', async () => {
  const random = createRandom(SEED);
  const seen = new Map<number, number>();
  for (let round = 0; round < ROUNDS; round++) {
    const messages = await Promise.all(Array.from({ length: 1 + random.below(3) }, () => messageOf(random)));
    const bytes = breakBytes(
      Buffer.concat(messages.map((one) => bytesOf(random.pick(breakMessage)(one, random)))),
      random,
    );
    const piece = random.below(3) === 0 ? 1 + Math.ceil(bytes.length / (1 + random.below(50))) : 0;
    const statuses = statusesOf(await exchange(server.caller.url, bytes, { piece, unread: random.below(50) }));
    const where = `round ${round} of HEADROOM_FUZZ_SEED=${SEED}: ${bytes.toString('latin1').slice(0, 2_000)}`;
    assert.deepEqual(
      statuses.filter((status) => status >= 500 && !REFUSALS.includes(status)),
      [],
      where,
    );
    assert.deepEqual(server.errors, [], where);
    for (const status of statuses) seen.set(status, (seen.get(status) ?? 0) + 1);
  }
  const { status } = await call(server.caller, queryRequest('sts', 'GetCallerIdentity'));
  assert.equal(status, 200);
  // What is sent is not all refused for one reason: some is well, some is no HTTP, some is too large.
  for (const kind of [200, 400, 431]) assert.ok(seen.has(kind), `no answer was ${kind}: ${JSON.stringify([...seen])}`);
});
