import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

// Who may import whom is said in .dependency-cruiser.cjs.

const root = join(import.meta.dirname, '..');
const { forbidden, options } = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs'));

test('each folder imports only the folders that its layer allows, and nothing in a circle', async () => {
  const settings = { ...options, ruleSet: { forbidden }, validate: true, baseDir: root };
  const tsConfig = extractTSConfig(join(root, 'tsconfig.json'));
  const { output } = await cruise(['src', 'acceptance', 'console'], settings, undefined, { tsConfig });
  const { violations, totalDependenciesCruised } = (output as ICruiseResult).summary;
  // Without a TypeScript that it knows, the cruiser would see no imports and find nothing wrong.
  assert.ok((totalDependenciesCruised ?? 0) > 100);
  assert.deepEqual(
    violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`),
    [],
  );
});
