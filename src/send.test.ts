import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { pino } from 'pino';
import { createAdmission, LIMITS } from './admission.ts';
import { send, watchVisits } from './send.ts';

const MB = 1024 * 1024;
const OK = { status: 200, headers: {} };
const LONG = Array.from({ length: 64 }, () => Buffer.alloc(MB)); // more than the buffers of two sockets take

const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
});

/** A server whose connections may be silent for so long, with what it logs. */
async function givenServer({ silenceMs, answer }: { silenceMs: number; answer?: RequestListener }) {
  const admission = createAdmission({ ...LIMITS, bytes: MB });
  const logged: string[] = [];
  const log = pino({}, { write: (line) => logged.push(JSON.parse(line).msg) });
  const server = createServer();
  servers.push(server);
  const visitOf = watchVisits(server, { admission, log, silenceMs });
  server.on('request', (message, response) => {
    visitOf(message).arrive();
    if (answer) answer(message, response);
    else send(response, { ...OK, body: LONG }, visitOf(message));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, admission, logged };
}

function open(server: Server, text: string): Socket {
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  socket.write(text);
  return socket;
}

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

for (const [name, text] of Object.entries({
  'says nothing': '',
  'says half of its headers': 'POST / HTTP/1.1\r\nHo',
}))
  test(`a connection that ${name} is closed`, async () => {
    const { server, logged } = await givenServer({ silenceMs: 50 });
    await once(open(server, text).resume(), 'close');
    assert.deepEqual(logged, ['a silent connection was closed']);
  });

test('a client that does not read its answer is dropped, and what it kept is free again', async () => {
  const { server, admission, logged } = await givenServer({ silenceMs: 200 });
  const dropped = new Promise((resolve) => {
    server.on('request', (_message, response) => response.once('close', resolve));
  });
  const socket = open(server, GET).pause();
  await once(server, 'request');
  assert.equal(admission.isBusy(), true);
  await dropped;
  assert.equal(admission.isBusy(), false);
  assert.deepEqual(logged, ['a silent connection was closed']);
  socket.destroy();
});

test('a client that reads gets all, and one whose answer is being made is waited for', async () => {
  let finish = () => {};
  const { server, admission } = await givenServer({
    silenceMs: 20,
    answer: (_message, response) => {
      finish = () => {
        response.socket!.setTimeout(0);
        send(response, { ...OK, headers: { connection: 'close' }, body: LONG });
      };
    },
  });
  const socket = open(server, GET);
  for (let silence = 0; silence < 3; silence++) await once(server, 'timeout');
  let bytes = 0;
  socket.on('data', (chunk) => {
    bytes += chunk.length;
  });
  finish();
  await once(socket, 'close');
  assert.ok(bytes > LONG.length * MB, `${bytes} came`);
  assert.equal(admission.isBusy(), false);
});
