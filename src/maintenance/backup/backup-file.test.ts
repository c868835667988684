import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { FORMAT, FORMAT_VERSION, type Part, readBackupFile, UnusableBackup, writeBackupFile } from './backup-file.ts';

let folder: string;
let file: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-backup-'));
  file = join(folder, 'backup.gz');
});

after(() => rm(folder, { recursive: true }));

/** Rows as COPY writes them: no line is a lone `\.`, for it doubles backslashes. */
const row = fc.string({ unit: 'grapheme' }).map((text) => `${text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`);
const table = fc.record({ name: fc.string(), rows: fc.array(fc.array(row, { minLength: 1 })) });
const tablesOf = fc.uniqueArray(table, { selector: ({ name }) => name });
type Table = typeof table extends fc.Arbitrary<infer T> ? T : never;

const header = {
  format: FORMAT,
  formatVersion: FORMAT_VERSION,
  headroomVersion: '0.1.0',
  createdAt: '2026-01-01T00:00:00.000Z',
  migrations: ['0001-foundation'],
  tables: [],
} as const;

async function* partsOf(tables: readonly Table[]): AsyncGenerator<Part> {
  yield { kind: 'header', header };
  for (const { name, rows } of tables) {
    yield { kind: 'table', table: name, columns: ['column'] };
    for (const some of rows) yield { kind: 'rows', rows: Buffer.from(some.join('')) };
    yield { kind: 'table-end' };
  }
  yield { kind: 'trailer', trailer: { rows: {}, sequences: { a_seq: 7 } } };
}

/** What is read, each table's rows in one piece. */
async function readWhole(path: string): Promise<Record<string, string>> {
  const read: Record<string, string> = {};
  let name = '';
  for await (const part of readBackupFile(path)) {
    if (part.kind === 'table') name = `table ${part.table}`;
    if (part.kind === 'table') read[name] = '';
    if (part.kind === 'rows') read[name] += part.rows.toString();
  }
  return read;
}

const refuses = (path: string, reason: RegExp) =>
  assert.rejects(readWhole(path), (error) => error instanceof UnusableBackup && reason.test(error.message));

test('what is written is read, whatever rows there are', async () => {
  await fc.assert(
    fc.asyncProperty(tablesOf, async (tables) => {
      await writeBackupFile(file, partsOf(tables));
      const expected = tables.map(({ name, rows }) => [`table ${name}`, rows.flat().join('')]);
      assert.deepEqual(await readWhole(file), Object.fromEntries(expected));
    }),
  );
  assert.equal((await stat(file)).mode & 0o777, 0o600);
});

test('rows that are longer than what is read at a time, and many of them, come whole', async () => {
  const rows = Array.from({ length: 40 }, (_, n) => [`${`${n}`.repeat(n % 7 === 0 ? 300_000 : 3)}\n`]);
  await writeBackupFile(file, partsOf([{ name: 'large', rows }]));
  assert.deepEqual(await readWhole(file), { 'table large': rows.flat().join('') });
});

test('a file that is cut short or changed anywhere is refused', async () => {
  await writeBackupFile(file, partsOf([{ name: 'account', rows: [['1\n'], ['2\n']] }]));
  const whole = await readFile(file);
  const text = gunzipSync(whole);
  const damaged = join(folder, 'damaged.gz');
  for (let length = 0; length < whole.length; length++) {
    await writeFile(damaged, whole.subarray(0, length));
    await refuses(damaged, /is damaged, cut short, or no backup/);
  }
  for (let at = 0; at < text.length; at++) {
    const changed = Buffer.from(text);
    changed[at]! ^= 1;
    await writeFile(damaged, gzipSync(changed));
    await refuses(damaged, /is damaged, cut short, or no backup/);
  }
  await writeFile(damaged, gzipSync(Buffer.concat([text, text])));
  await refuses(damaged, /something follows its end/);
});

test('what is no backup, or not there, is named', async () => {
  await writeFile(file, gzipSync('{"some":"file"}\n'));
  await refuses(file, /backup\.gz is damaged.*does not begin as one/);
  await refuses(join(folder, 'none.gz'), /none\.gz is not there\. Nothing was restored\.$/);
});

test('a backup that fails leaves no file', async () => {
  const failed = join(folder, 'failed.gz');
  async function* failing(): AsyncGenerator<Part> {
    yield { kind: 'header', header };
    throw new Error('the database went away');
  }
  await assert.rejects(writeBackupFile(failed, failing()), /the database went away/);
  for (const path of [failed, `${failed}.part`]) await assert.rejects(stat(path), { code: 'ENOENT' });
});
