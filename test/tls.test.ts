import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, type RequestOptions, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { connect } from 'node:tls';
import { IAM } from '@aws-sdk/client-iam';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { pino } from 'pino';
import { claimPort } from '../src/claim-port.ts';
import { readCertificate, renewCertificate } from '../src/tls.ts';
import { givenAuthority } from './certificates.ts';
import { eventually } from './eventually.ts';
import { rootCredentials, type ServerProcess, startServerProcess } from './server-process.ts';
import { presign, queryRequest } from './signed-request.ts';

const authority = givenAuthority();
const { ca } = authority;
const first = authority.issue('first');
const files = { cert: authority.put('cert.pem', first.cert), key: authority.put('key.pem', first.key) };
const folder = mkdtempSync(join(tmpdir(), 'headroom-tls-data-'));

let server: ServerProcess;
before(async () => {
  server = await startServerProcess(folder, { HEADROOM_TLS_CERT: files.cert, HEADROOM_TLS_KEY: files.key });
});
after(async () => {
  await server.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

/** Whose certificate a new connection is shown. */
async function servedTo(port: number): Promise<string | undefined> {
  const socket = connect({ host: '127.0.0.1', port, ca });
  await once(socket, 'secureConnect');
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return String(subject.CN);
}

async function get(url: string, options: RequestOptions = {}) {
  const asked = request(url, { ca, ...options }).end();
  const [response] = await once(asked, 'response');
  let length = 0;
  let text = '';
  for await (const chunk of response) {
    length += chunk.length;
    text += chunk;
  }
  return { status: response.statusCode, headers: response.headers, text, length };
}

const client = (agent = new Agent({ ca })) => ({
  endpoint: server.url,
  region: 'us-east-1',
  credentials: rootCredentials,
  requestHandler: { httpsAgent: agent },
});

const headroom = (env: Record<string, string> = {}): Promise<{ code: unknown; stderr: string; stdout: string }> => {
  const { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY } = rootCredentials;
  const program = join(import.meta.dirname, '..', 'src/cli/headroom.ts');
  const options = { env: { PATH: process.env['PATH'], AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...env } };
  return new Promise((resolve) =>
    execFile(process.execPath, [program, 'recount'], options, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    ),
  );
};

test('the SDK, a presigned URL, health and the console, compressed by Brotli, come by TLS', async () => {
  assert.match(server.url, /^https:\/\/127\.0\.0\.1:\d+$/);
  const made = await new LicenseManager(client()).createLicenseConfiguration({
    Name: 'TLS',
    LicenseCountingType: 'vCPU',
  });
  assert.match(made.LicenseConfigurationArn!, /:license-configuration:/);
  const presigned = await presign(
    { url: server.url, ...rootCredentials },
    { ...queryRequest('sts', ''), headers: {}, query: { Action: 'GetCallerIdentity', Version: '2011-06-15' } },
  );
  const whoami = await get(server.url + presigned.path);
  assert.match(whoami.text, /<Account>123456789012</);
  assert.equal((await get(`${server.url}/healthz`)).status, 200);
  const page = await get(`${server.url}/console/`, { headers: { 'accept-encoding': 'gzip, deflate, br' } });
  assert.deepEqual([page.status, page.headers['content-encoding']], [200, 'br']);
});

test('policies can ask for TLS: aws:SecureTransport is true', async () => {
  const root = new IAM(client());
  await root.createUser({ UserName: 'wired' });
  const statement = (SecureTransport: string) => ({
    Effect: 'Allow',
    Action: SecureTransport === 'true' ? 'iam:GetUser' : 'iam:ListUsers',
    Resource: '*',
    Condition: { Bool: { 'aws:SecureTransport': SecureTransport } },
  });
  const document = { Version: '2012-10-17', Statement: [statement('true'), statement('false')] };
  await root.putUserPolicy({ UserName: 'wired', PolicyName: 'tls', PolicyDocument: JSON.stringify(document) });
  const { AccessKey: key } = await root.createAccessKey({ UserName: 'wired' });
  const credentials = { accessKeyId: key!.AccessKeyId!, secretAccessKey: key!.SecretAccessKey! };
  const user = new IAM({ ...client(), credentials });
  assert.equal((await user.getUser({ UserName: 'wired' })).User?.UserName, 'wired');
  await assert.rejects(user.listUsers(), { name: 'AccessDenied' });
});

test('the headroom command trusts whom NODE_EXTRA_CA_CERTS names, and says so where it trusts nobody', async () => {
  const [, port] = /:(\d+)$/.exec(server.url)!;
  const own = { HEADROOM_TLS_CERT: files.cert, HEADROOM_PORT: port! };
  const trusted = await headroom({ ...own, NODE_EXTRA_CA_CERTS: authority.caFile });
  assert.equal(trusted.code, 0, trusted.stderr);
  const distrusted = await headroom(own);
  assert.equal(distrusted.code, 2);
  assert.match(distrusted.stderr, /its certificate is not trusted here .* NODE_EXTRA_CA_CERTS/);
});

test('a new certificate is served on SIGHUP and when its files change; open connections go on', async () => {
  const port = Number(new URL(server.url).port);
  const agent = new Agent({ ca, keepAlive: true, maxSockets: 1 });
  await get(`${server.url}/healthz`, { agent });
  assert.equal(await servedTo(port), 'first');

  const second = authority.issue('second');
  authority.put('key.pem', second.key);
  authority.put('cert.pem', second.cert);
  process.kill(server.pid, 'SIGHUP');
  await eventually(async () => (await servedTo(port)) === 'second', 'the second certificate is served');
  const third = authority.issue('third');
  authority.put('key.pem', third.key);
  authority.put('cert.pem', third.cert);
  await eventually(async () => (await servedTo(port)) === 'third', 'the third is served without a signal');

  const [socket] = Object.values(agent.freeSockets)[0]!;
  assert.equal((await get(`${server.url}/healthz`, { agent })).status, 200);
  assert.equal(Object.values(agent.freeSockets)[0]![0], socket, 'the connection is the one that was opened before');
  agent.destroy();
});

test('a certificate that cannot serve leaves the old one, and the log says why without the key', async () => {
  const lines: string[] = [];
  const log = pino({}, { write: (line) => lines.push(line) });
  const [good, other] = [authority.issue('good'), authority.issue('other')];
  const renewed = { cert: authority.put('a.pem', good.cert), key: authority.put('a.key', good.key) };
  const plain = createServer({ ...good }).listen(0, '127.0.0.1');
  await once(plain, 'listening');
  const { port } = plain.address() as AddressInfo;
  const { reload, end } = renewCertificate(plain, readCertificate(renewed), log);
  const wrong = {
    'a.pem': ['no certificate', other.cert, ''],
    'a.key': [`${other.key.slice(0, 60)}==`, other.key, ''],
  };
  for (const [name, texts] of Object.entries(wrong))
    for (const text of texts) {
      authority.put(name, text);
      reload();
      assert.match(lines.at(-1)!, /"level":50.*HEADROOM_TLS_(CERT|KEY) is .*the TLS certificate stays/);
      assert.equal(await servedTo(port), 'good');
      authority.put(name, name === 'a.pem' ? good.cert : good.key);
    }
  reload();
  assert.equal(lines.length, 6);
  assert.doesNotMatch(lines.join(), new RegExp(other.key.slice(30, 60).replaceAll(/\W/g, '.')));
  end();
  plain.close();
});

test('files that cannot serve end the start with the name of the setting', () => {
  const other = authority.issue('elsewhere');
  const missing = { ...files, cert: authority.at('missing.pem') };
  assert.throws(
    () => readCertificate(missing),
    /^Error: HEADROOM_TLS_CERT is .*missing\.pem, which cannot be read \(ENOENT\)/,
  );
  const foreign = { ...files, key: authority.put('other.key', other.key) };
  assert.throws(() => readCertificate(foreign), /^Error: HEADROOM_TLS_KEY is .* not the key of the certificate in/);
  const swapped = { cert: files.key, key: files.cert };
  assert.throws(() => readCertificate(swapped), /^Error: HEADROOM_TLS_CERT is .*expected a certificate in PEM/);
  const noKey = { cert: files.cert, key: files.cert };
  assert.throws(() => readCertificate(noKey), /^Error: HEADROOM_TLS_KEY is .*expected a private key in PEM/);
});

test('who asks by TLS before the server is ready is told to come back', async () => {
  const claimed = await claimPort({ host: '127.0.0.1', port: 0 }, readCertificate(files));
  const early = await get(claimed.url);
  assert.deepEqual([early.status, early.headers['retry-after']], [503, '1']);
  await claimed.release();
});
