import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { before, beforeEach, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { ZipFile } from 'yazl';
import { verifyPack } from '../../src/cli/verify-pack.ts';
import { givenLicense, givenServer, made, server } from './pack-world.ts';

before(givenServer);
beforeEach(givenLicense);

describe('a pack is verified offline', () => {
  let pack: { file: string; files: string };
  let key: string;

  beforeEach(async () => {
    pack = await made();
    key = Object.values(await server.signer.publicKeys())[0]!;
  });

  /** The archive anew, of the files as they are now. */
  async function zipped(names: readonly string[]): Promise<string> {
    const archive = new ZipFile();
    for (const name of names) archive.addReadStream(createReadStream(join(pack.files, name)), name);
    archive.end();
    const file = `${pack.file}.forged`;
    await pipeline(archive.outputStream, createWriteStream(file));
    return file;
  }
  const names = async (): Promise<string[]> => {
    const { files } = JSON.parse(await readFile(join(pack.files, 'manifest.json'), 'utf8'));
    return [...files.map(({ name }: { name: string }) => name), 'manifest.json', 'manifest.json.signature'];
  };

  test('it is whole, by the key of the server', async () => {
    assert.deepEqual(await verifyPack(pack.file, [key]), { files: 9, problems: [] });
    assert.deepEqual((await verifyPack(await zipped(await names()), [key])).problems, []);
  });

  test('an altered, a missing and an added file are found', async () => {
    await writeFile(join(pack.files, 'extra.csv'), 'a');
    assert.deepEqual((await verifyPack(await zipped([...(await names()), 'extra.csv']), [key])).problems, [
      'extra.csv was added',
    ]);
    assert.deepEqual((await verifyPack(await zipped((await names()).slice(1)), [key])).problems, [
      'index.html is missing',
    ]);
    const resources = join(pack.files, 'resources.csv');
    const text = await readFile(resources, 'utf8');
    await writeFile(resources, text.replace(',2,', ',1,'));
    assert.deepEqual((await verifyPack(await zipped(await names()), [key])).problems, ['resources.csv was altered']);
    assert.deepEqual((await verifyPack(await zipped(['index.html']), [key])).problems, [
      'manifest.json is missing',
      'manifest.json.signature is missing',
    ]);
  });

  test('a manifest that somebody else signed is found', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const manifest = await readFile(join(pack.files, 'manifest.json'));
    await writeFile(join(pack.files, 'manifest.json.signature'), sign(null, manifest, privateKey).toString('base64'));
    assert.match(
      (await verifyPack(await zipped(await names()), [key])).problems.join(),
      /^the signature of manifest.json is not/,
    );
    const pem = createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })).export({
      type: 'spki',
      format: 'pem',
    });
    assert.match((await verifyPack(pack.file, [pem.toString()])).problems.join(), /which is not among those given$/);
  });

  test('half an archive, and what is none, are told', async () => {
    const bytes = await readFile(pack.file);
    await writeFile(`${pack.file}.half`, bytes.subarray(0, bytes.length / 2));
    assert.match((await verifyPack(`${pack.file}.half`)).problems.join(), /^the archive cannot be read: /);
  });
});

test('the command says what is wrong with a file that it is given', async () => {
  const program = join(import.meta.dirname, '../../src/cli/headroom.ts');
  const said = (...args: string[]) =>
    promisify(execFile)(process.execPath, [program, 'audit', ...args]).then(
      ({ stdout }) => stdout.trim(),
      (error: { stderr: string }) => error.stderr.trim(),
    );
  const { file, files } = await made();
  assert.equal(await said('verify', `${file}.none`), `${file}.none cannot be read: it is not there.`);
  assert.equal(await said('verify', files), `${files} cannot be read: it is a folder.`);
  assert.equal(await said('verify', file, '--key', files), `${files} cannot be read: it is a folder.`);
  assert.match(await said('verify', file), /^9 files are whole/);
});
