import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

test('src/store/schema.ts is what the migrations make of the database', () => {
  const root = join(import.meta.dirname, '..');
  execFileSync(process.execPath, ['scripts/generate-schema.ts', '--verify'], { cwd: root, stdio: 'pipe' });
});
