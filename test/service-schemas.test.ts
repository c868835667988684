import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { clients, renderSchemas, storeSchemas } from '../scripts/service-schemas.ts';
import { readSchemas, reviveSchemas, schemaFile } from '../src/wire/schema-file.ts';

test('the files of schemas hold what the SDK clients have', () => {
  assert.ok(clients.length > 0);
  for (const client of clients)
    assert.ok(readFileSync(schemaFile(client), 'utf8') === renderSchemas(client), 'run `npm run service-schemas`');
});

test('schemas come back as the client exports them: recursive, of one name twice, with traits on members', () => {
  const list = (member: unknown) => [1, 'n', 'Same', 0, member];
  const tree: unknown[] = [3, 'n', 'Tree', 0, ['Children', 'Names', 'Empty'], [], 1];
  (tree[5] as unknown[]).push([() => list(() => tree), { xmlName: 'child' }], list(64 | 0), () => 'unit');
  const operation = [9, 'n', 'Grow', { http: ['POST', '/grow', 201] }, () => tree, () => 'unit'];
  const error = [-3, 'n', 'Gone', { httpError: 410 }, [], []];
  const stored = JSON.parse(JSON.stringify(storeSchemas({ operation, error, other: 'text' })));
  const { Grow, Gone } = reviveSchemas(stored) as Record<string, readonly unknown[]>;

  assert.deepEqual(Gone?.slice(2), ['Gone', { httpError: 410 }]);
  assert.deepEqual(Grow?.slice(0, 4), [9, '', 'Grow', { http: ['POST', '/grow', 201] }]);
  const [input, output] = Grow!.slice(4) as (() => unknown)[];
  assert.equal(output!(), 'unit');
  const revived = input!() as readonly unknown[];
  assert.deepEqual([revived[4], revived[6]], [['Children', 'Names', 'Empty'], 1]);
  const [[children, traits], names, empty] = revived[5] as [[() => unknown[], object], () => unknown[], () => unknown];
  assert.deepEqual(traits, { xmlName: 'child' });
  assert.equal((children()[4] as () => unknown)(), revived);
  assert.equal(names()[4], 64);
  assert.equal(empty(), 'unit');
});

test('a client without a file is named, with what to do', () => {
  assert.throws(() => readSchemas('nothing'), /generated\/nothing\.json are missing.*npm run service-schemas/);
});

test('only the schemas of a service that is called are read', () => {
  const script = `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    const read = [], { readFileSync } = fs;
    fs.readFileSync = (path, ...rest) => (read.push(String(path)), readFileSync(path, ...rest));
    syncBuiltinESMExports();
    const { findOperation, identify } = await import('./src/wire/identify.ts');
    const files = () => read.splice(0).filter((path) => path.includes('generated')).map((path) => path.split('/').at(-1));
    const request = (headers, form = '') =>
      identify({ method: 'POST', path: '/', rawQuery: '', headers, body: Buffer.from(form) });
    const seen = [files()];
    for (const target of [
      request({ 'x-amz-target': 'AWSLicenseManager.GetGrant' }),
      request({}, 'Action=GetCallerIdentity&Version=2011-06-15'),
      request({ 'x-amz-target': 'AWSLicenseManager.ListLicenseConfigurations' }),
    ]) {
      findOperation(target);
      seen.push(files());
    }
    console.log(JSON.stringify(seen));`;
  const args = ['--input-type=module', '--eval', script];
  const output = execFileSync(process.execPath, args, { cwd: join(import.meta.dirname, '..'), encoding: 'utf8' });
  assert.deepEqual(JSON.parse(output), [[], ['license-manager.json'], ['sts.json'], []]);
});
