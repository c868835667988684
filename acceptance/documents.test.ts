import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { rootCredentials, startServerProcess } from '../test/server-process.ts';
import { url } from './clients.ts';
import { givenAccount } from './given.ts';
import { runDocument } from './run-document.ts';

test('a newcomer reads in README what these commands print', async () => {
  const { credentials } = await givenAccount();
  await runDocument('README.md', { chapter: '## A first license in a minute', credentials });
});

test('an administrator reads in docs/guide.md what these commands print', async () => {
  const { credentials } = await givenAccount();
  await runDocument('docs/guide.md', { credentials });
});

test('who manages an organization reads in docs/organization.md what these commands print', async () => {
  const { credentials } = await givenAccount();
  await runDocument('docs/organization.md', { credentials });
});

test('docs/resource-groups.md shows what is in a group by tags', async () => {
  const { credentials } = await givenAccount();
  await runDocument('docs/resource-groups.md', { credentials });
});

test('docs/operating.md shows commands that work on the server’s machine', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-operating-'));
  const server = await startServerProcess(join(folder, 'data'));
  try {
    const settings = {
      credentials: rootCredentials,
      endpoint: server.url,
      env: { HEADROOM_DATA: join(folder, 'data') },
    };
    await runDocument('docs/operating.md', { ...settings, folder });
  } finally {
    await server.end('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }
});

test('an auditor reads in docs/trail.md who did what', async () => {
  const { credentials } = await givenAccount();
  await runDocument('docs/trail.md', { credentials });
});

test('a root reads in docs/access.md how three people get their rights, and nobody others', async () => {
  const { credentials } = await givenAccount();
  await runDocument('docs/access.md', { credentials });
});

test('who writes policies reads in docs/policies.md whom a license is for', async () => {
  const { credentials } = await givenAccount();
  await runDocument('docs/policies.md', { credentials });
});

test('who plans licenses reads in docs/usage.md how usage over time is asked for', async () => {
  const { credentials } = await givenAccount();
  await runDocument('docs/usage.md', { credentials });
});

test('who opens docs/console.md finds the console where it says, and signs in with the password that it gives', async () => {
  const { credentials } = await givenAccount();
  await runDocument('docs/console.md', { credentials, replacing: { 'http://127.0.0.1:8460': url } });
});
