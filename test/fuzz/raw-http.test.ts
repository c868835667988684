import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { call, queryRequest } from '../signed-request.ts';
import { exchange as exchangeWith, openConnection, statusesOf } from './raw-exchange.ts';

// Bytes that are no HTTP, or not all of it. The server may answer or hang up; it goes on serving others.

let server: InProcessServer;
before(async () => {
  server = await startInProcessServer();
});

const host = 'Host: localhost\r\n';
const requests: Readonly<Record<string, Buffer | string>> = {
  nothing: '',
  'random bytes': Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 7919) % 256)),
  'a TLS handshake': Buffer.from('16030100c8010000c40303', 'hex'),
  'a line without end': `GET /${'a'.repeat(100_000)}`,
  'headers beyond the limit': `GET / HTTP/1.1\r\n${host}X-Long: ${'a'.repeat(100_000)}\r\n\r\n`,
  'too many headers': `GET / HTTP/1.1\r\n${host}${Array.from({ length: 5_000 }, (_, i) => `X-${i}: ${i}\r\n`).join('')}\r\n`,
  'no host': 'POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n',
  'two lengths': `POST / HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
  'a length and chunks': `POST / HTTP/1.1\r\n${host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  'a length that is no number': `POST / HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`,
  'a broken chunk': `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
  'a NUL in a header': `GET / HTTP/1.1\r\n${host}X-Nul: a\0b\r\n\r\n`,
  'a method that is none': `LAUNCH / HTTP/1.1\r\n${host}\r\n`,
  'another version': `GET / HTTP/9.9\r\n${host}\r\n`,
  'an upgrade': `GET / HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  'an expectation': `POST / HTTP/1.1\r\n${host}Expect: a-miracle\r\nContent-Length: 2\r\n\r\n{}`,
  'an absolute URL': `GET http://[::1/ HTTP/1.1\r\n${host}\r\n`,
  'a star': `OPTIONS * HTTP/1.1\r\n${host}\r\n`,
  'a path without a slash': `GET healthz HTTP/1.1\r\n${host}\r\n`,
  'many requests at once': `GET /healthz HTTP/1.1\r\n${host}\r\n`.repeat(50),
  'half a body': `POST / HTTP/1.1\r\n${host}Content-Length: 100\r\n\r\n{"half":`,
  'half a header': `POST / HTTP/1.1\r\nHos`,
  'a length beyond the limit': `POST / HTTP/1.1\r\n${host}Content-Length: 99999999\r\n\r\n`,
};

const exchange = (bytes: Buffer | string) => exchangeWith(server.caller.url, bytes);

async function checkServing(): Promise<void> {
  const { status } = await call(server.caller, queryRequest('sts', 'GetCallerIdentity'));
  assert.equal(status, 200);
  assert.deepEqual(server.errors, []);
}

for (const [name, bytes] of Object.entries(requests))
  test(`${name} is refused or hung up on`, async () => {
    const statuses = statusesOf(await exchange(bytes));
    assert.deepEqual(
      statuses.filter((status) => status >= 500 && status !== 505),
      [],
    );
    await checkServing();
  });

test('requests that never end do not keep the others from being served', async () => {
  const sockets = Array.from({ length: 100 }, () => openConnection(server.caller.url));
  for (const socket of sockets) socket.write(`POST / HTTP/1.1\r\n${host}Content-Length: 100\r\n\r\n{`);
  await checkServing();
  for (const socket of sockets) socket.destroy();
  await checkServing();
});

test('a body beyond the limit is refused as its protocol does', async () => {
  const length = 1024 * 1024 + 1;
  const form = await exchange(`POST / HTTP/1.1\r\n${host}Content-Length: ${length}\r\n\r\n${'a'.repeat(length)}`);
  assert.match(form, /^HTTP\/1\.1 413 .*<Code>RequestEntityTooLarge<\/Code>/s);
  const target = 'X-Amz-Target: AWSLicenseManager.GetServiceSettings\r\n';
  const json = await exchange(`POST / HTTP/1.1\r\n${host}${target}Content-Length: ${length}\r\n\r\n`);
  assert.match(json, /^HTTP\/1\.1 413 .*"__type":"RequestEntityTooLargeException"/s);
});

test('a method that AWS requests do not have, and a path that cannot be decoded, are refused as the protocol does', async () => {
  for (const start of ['PROPFIND / HTTP/1.1', 'POST /% HTTP/1.1']) {
    const form = 'Content-Type: application/x-www-form-urlencoded\r\n';
    const query = await exchange(`${start}\r\n${host}${form}Content-Length: 0\r\n\r\n`);
    assert.match(query, /^HTTP\/1\.1 400 .*<Code>MalformedQueryString<\/Code>/s);
    const json = await exchange(`${start}\r\n${host}X-Amz-Target: AWSLicenseManager.GetServiceSettings\r\n\r\n`);
    assert.match(json, /^HTTP\/1\.1 400 .*"__type":"SerializationException"/s);
  }
});
