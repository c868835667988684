import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { serverVariable, startTestPostgres } from './test-postgres.ts';

// `npm test`: runs all tests, or the files that the command line names, on one PostgreSQL, which test/database.ts
// finds by the variable. A skipped test or a file without one fails the run: the rule it was for would go unguarded.

interface Summary {
  readonly success: boolean;
  readonly skipped: number;
  readonly filesWithTests: ReadonlySet<string>;
}

const root = join(import.meta.dirname, '..');

function testFiles(): string[] {
  const named = process.argv.slice(2);
  if (named.length > 0) return named.map((file) => resolve(file));
  return globSync(['src/**/*.test.ts', 'test/**/*.test.ts'], { cwd: root }).map((file) => join(root, file));
}

async function runTests(files: string[]): Promise<Summary> {
  const summary = Promise.withResolvers<Summary>();
  const filesWithTests = new Set<string>();
  const events = run({ files, concurrency: 2, cwd: root });
  events.on('test:summary', ({ file, success, counts }) => {
    if (file) filesWithTests.add(file);
    else summary.resolve({ success, skipped: counts.skipped + counts.todo, filesWithTests });
  });
  events.once('error', summary.reject);
  events.once('close', () => summary.reject(new Error('The tests ended without a summary')));
  events.compose(spec).pipe(process.stdout);
  return summary.promise;
}

function complaints(files: string[], { success, skipped, filesWithTests }: Summary): string[] {
  const empty = files.filter((file) => !filesWithTests.has(file));
  return [
    ...(success ? [] : ['Tests failed.']),
    ...(skipped > 0 ? [`Tests were skipped (${skipped}); every test must run.`] : []),
    ...empty.map((file) => `No test was run in ${file}.`),
    ...(files.length === 0 ? ['There are no test files.'] : []),
  ];
}

const files = testFiles();
const postgres = await startTestPostgres();
process.env[serverVariable] = postgres.url;
const summary = await runTests(files).finally(postgres.stop);
process.on('exit', () => {
  for (const complaint of complaints(files, summary)) console.error(complaint);
});
process.exitCode = complaints(files, summary).length > 0 ? 1 : 0;
