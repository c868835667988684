import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderCoverage, renderNumbers } from '../scripts/api-coverage.ts';

test('docs/api-coverage.md lists what the tables of operations hold', () => {
  const written = readFileSync(join(import.meta.dirname, '..', 'docs', 'api-coverage.md'), 'utf8');
  assert.equal(written, renderCoverage(), 'run `npm run coverage`');
});

test('README.md says how many operations are built', () => {
  const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');
  assert.ok(readme.includes(renderNumbers()), 'run `npm run coverage`');
});
