import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';

// What can be checked of the style. Each test names what breaks it, with file and, where there is one, line.

interface Line {
  readonly file: string;
  readonly number: number;
  readonly text: string;
}

const root = join(import.meta.dirname, '..');
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
const linesOf = (file: string): Line[] =>
  textOf(file)
    .trimEnd()
    .split('\n')
    .map((text, n) => ({ file, number: n + 1, text }));

const GENERATED = 'src/store/schema.ts';
const code = globSync('{src,test,acceptance,bench,scripts,console}/**/*.{ts,tsx,mts}', { cwd: root })
  .filter((file) => file !== GENERATED)
  .sort();
const production = code.filter((file) => file.startsWith('src/') && !file.endsWith('.test.ts'));
const documents = globSync('{*.md,docs/**/*.md}', { cwd: root }).sort();

const isIn = (file: string, ...folders: string[]): boolean =>
  folders.some((folder) => file.startsWith(`src/${folder}`));

/** The lines of files that a pattern matches, as `file:line`. */
const found = (files: string[], pattern: RegExp): string[] =>
  files
    .flatMap(linesOf)
    .filter(({ text }) => pattern.test(text))
    .map(({ file, number }) => `${file}:${number}`);

const FUNCTION =
  /^(export )?(default )?(async )?function\b|=> \{$|^(async )?(?!(if|for|while|switch|catch|return)\b)\w+\(.*\).* \{$/;

/**
 * Functions with their number of lines, by the indentation that the formatter gives them: a function ends at the next
 * line that begins with a brace below its own beginning. A `describe` is a chapter of tests, not a function, and the body of
 * a `test` may hold the table that it walks.
 */
function functionsOf(file: string): { readonly at: string; readonly lines: number; readonly limit: number }[] {
  const lines = linesOf(file);
  return lines.flatMap(({ text, number }) => {
    const indent = text.length - text.trimStart().length;
    if (!FUNCTION.test(text.trim()) || /^(describe|for)\b/.test(text.trim())) return [];
    const end = lines
      .slice(number)
      .find((line) => line.text.startsWith(`${' '.repeat(indent)}}`) && !line.text.endsWith('{'));
    const limit = /^test\(/.test(text.trim()) ? 110 : 50;
    return end ? [{ at: `${file}:${number}`, lines: end.number - number + 1, limit }] : [];
  });
}

test('no file is over 350 lines', () => {
  assert.deepEqual(
    code.filter((file) => linesOf(file).length > 350),
    [],
  );
});

test('no function is over 50 lines, and no body of a test over 110', () => {
  const all = code.flatMap(functionsOf);
  assert.ok(all.length > code.length, 'functions were found');
  assert.deepEqual(
    all.filter(({ lines, limit }) => lines > limit),
    [],
  );
});

test('no file is named for nothing in particular', () => {
  assert.deepEqual(
    code.filter((file) => /^(utils?|helpers?|common|shared|misc|types?|index\.d)\./.test(basename(file))),
    [],
  );
});

test('files are named in kebab-case', () => {
  assert.deepEqual(
    code.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.(ts|tsx|mts)$/.test(basename(file))),
    [],
  );
});

test('only the command line and the start print to the console', () => {
  assert.deepEqual(
    found(
      production.filter((file) => !isIn(file, 'cli/', 'main.ts')),
      /(?<![-\w])console\.\w/,
    ),
    [],
  );
});

test('nothing is left to be done later', () => {
  assert.deepEqual(
    found([...code, ...documents], new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|')})\\b`)),
    [],
  );
});

test('the environment is read in one place, to which the start hands it', () => {
  assert.deepEqual(
    found(
      production.filter((file) => !isIn(file, 'config.ts', 'main.ts', 'cli/')),
      /\bprocess\.env\b/,
    ),
    [],
  );
});

test('SQL stays in the folders that are for it; of the ledger one file reads the clock', () => {
  const elsewhere = production.filter((file) => !isIn(file, 'store/', 'views/', 'drivers/', 'ledger/read-facts.ts'));
  assert.deepEqual(found(elsewhere, /\bsql(<[^`]*>)?`|\.(selectFrom|insertInto|updateTable|deleteFrom)\(/), []);
});

test('no test is skipped, singled out or left for later', () => {
  assert.deepEqual(
    found(
      code.filter((file) => file.endsWith('.test.ts')),
      /\b(test|describe|it)\.(skip|only|todo)\b/,
    ),
    [],
  );
});

test('documents name no line numbers, which are wrong after the next change', () => {
  assert.deepEqual(found(documents, /\.(ts|tsx|sql|cjs|js|json):\d+|#L\d+|\blines? \d+\b/i), []);
});
