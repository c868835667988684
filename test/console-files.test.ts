import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type InProcessServer, startInProcessServer } from './in-process-server.ts';
import { call } from './signed-request.ts';

let server: InProcessServer;
before(async () => {
  server = await startInProcessServer();
});

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(server.caller.url + path, { method, headers, redirect: 'manual' });

const html = { accept: 'text/html,application/xhtml+xml' };

async function indexPage(): Promise<string> {
  return (await get('/console/', html)).text();
}

test('a browser that opens the address is sent to the console; other requests for / are AWS’s', async () => {
  const sent = await get('/', html);
  assert.deepEqual([sent.status, sent.headers.get('location')], [302, '/console/']);
  assert.equal((await get('/console')).headers.get('location'), '/console/');
  for (const headers of [{}, { ...html, authorization: 'AWS4-HMAC-SHA256 Credential=AKIA' }])
    assert.match(await (await get('/', headers)).text(), /<Code>|"__type"/);
});

test('a signed request below /console/ is an AWS request', async () => {
  const answer = await call(server.caller, { service: 's3', method: 'GET', path: '/console/', headers: {} });
  assert.match(answer.text, /Headroom does not offer Amazon S3/);
});

test('index.html is asked for anew each time, and allows nothing from elsewhere, nothing in line and no frame', async () => {
  const { status, headers } = await get('/console/', html);
  assert.equal(status, 200);
  assert.equal(headers.get('cache-control'), 'no-cache');
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  const policy = headers.get('content-security-policy')!;
  assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self'; /);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe|data:|https?:|\*/);
});

test('pages of the console have addresses of their own', async () => {
  const page = await indexPage();
  for (const path of ['/console/us-east-1/dashboard', '/console/us-east-1/licenses/lic-1?tab=usage', '/console/a.b/c'])
    assert.equal(await (await get(path, html)).text(), page);
});

test('assets may be kept for ever, since their names change; they come compressed for who takes that', async () => {
  const script = /src="(\/console\/assets\/[^"]+\.js)"/.exec(await indexPage())![1]!;
  const plain = await get(script, { 'accept-encoding': 'identity' });
  assert.equal(plain.headers.get('content-encoding'), null);
  assert.match(plain.headers.get('content-type')!, /^text\/javascript/);
  assert.equal(plain.headers.get('cache-control'), 'public, max-age=31536000, immutable');
  const text = await plain.text();
  for (const [accepted, encoding] of [
    ['gzip, deflate', 'gzip'],
    ['gzip, deflate, br', 'br'],
  ] as const) {
    const compressed = await get(script, { 'accept-encoding': accepted });
    assert.equal(compressed.headers.get('content-encoding'), encoding);
    assert.equal(await compressed.text(), text);
  }
  const head = await get(script, { 'accept-encoding': 'identity' }, 'HEAD');
  assert.deepEqual([head.status, await head.text()], [200, '']);
});

test('an asset that is there no longer is said to be gone, and is not the page', async () => {
  const { status, headers } = await get('/console/assets/index-OLD.js');
  assert.deepEqual([status, headers.get('cache-control')], [404, 'no-store']);
});

test('nothing but the files of the console is read', async () => {
  const page = await indexPage();
  for (const path of [
    '/console/..%2f..%2fpackage.json',
    '/console/assets/..%2f..%2fsts.json',
    '/console/.vite/manifest.json',
  ])
    assert.equal(await (await get(path, html)).text(), page, path);
});
