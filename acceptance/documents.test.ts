import { test } from 'node:test';
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
