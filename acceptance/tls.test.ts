import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { givenAuthority } from '../test/certificates.ts';
import { rootCredentials, type ServerProcess, startServerProcess } from '../test/server-process.ts';
import { runAws } from './aws-cli.ts';

// A server of its own, with a certificate of an authority that only who is told trusts.

const authority = givenAuthority();
const folder = mkdtempSync(join(tmpdir(), 'headroom-tls-data-'));
let server: ServerProcess;
before(async () => {
  const { cert, key } = authority.issue('headroom');
  const files = { HEADROOM_TLS_CERT: authority.put('cert.pem', cert), HEADROOM_TLS_KEY: authority.put('key.pem', key) };
  server = await startServerProcess(folder, files);
});
after(async () => {
  await server.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

const aws = (...args: string[]) => runAws(['--endpoint-url', server.url, ...args], rootCredentials);

test('the AWS CLI works by TLS with --ca-bundle, and refuses a server that it does not trust', async () => {
  const trusted = ['--ca-bundle', authority.caFile, '--output', 'text'];
  const whoami = await aws('sts', 'get-caller-identity', '--query', 'Account', ...trusted);
  assert.deepEqual([whoami.code, whoami.stdout.trim()], [0, rootCredentials.accountId], whoami.stderr);
  const images = await aws('ec2', 'describe-images', '--owners', 'amazon', '--query', 'length(Images)', ...trusted);
  assert.ok(Number(images.stdout) > 0, images.stderr);
  const distrusting = await aws('sts', 'get-caller-identity');
  assert.match(distrusting.stderr, /SSL validation failed/);
});
