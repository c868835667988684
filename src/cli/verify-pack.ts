import { createHash, verify } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { keysOf } from './public-keys.ts';

/** What an audit pack turned out to be. */
export interface VerifiedPack {
  readonly files: number;
  /** What is wrong with it, in words that say where; empty where nothing is. */
  readonly problems: readonly string[];
}

interface Manifest {
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
  readonly key: string;
  readonly publicKeys: Readonly<Record<string, string>>;
}

const MANIFEST = 'manifest.json';
const SIGNATURE = 'manifest.json.signature';
/** A manifest has a line or two for each of a dozen files. */
const MANIFEST_BYTES = 1024 * 1024;

/**
 * Whether an archive is an audit pack that is whole and unchanged: its manifest is signed, and its files are those of the
 * manifest. `trusted` are public keys (PEM) that its reader knows from elsewhere; without them the manifest's own are taken.
 */
export async function verifyPack(file: string, trusted?: readonly string[]): Promise<VerifiedPack> {
  const archive = await openArchive(file);
  if (typeof archive === 'string') return { files: 0, problems: [archive] };
  try {
    const entries = await readEntries(archive);
    return await verifyEntries(archive, entries, trusted);
  } catch (error) {
    return { files: 0, problems: [`the archive cannot be read: ${(error as Error).message}`] };
  } finally {
    archive.close();
  }
}

const openArchive = (file: string): Promise<ZipFile | string> =>
  promisify<string, yauzl.Options, ZipFile>(yauzl.open)(file, { lazyEntries: true, autoClose: false }).catch(
    (error) => `the archive cannot be read: ${error.message}`,
  );

function readEntries(archive: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    archive.on('entry', (entry: Entry) => {
      entries.push(entry);
      archive.readEntry();
    });
    archive.on('end', () => resolve(entries)).on('error', reject);
    archive.readEntry();
  });
}

async function verifyEntries(
  archive: ZipFile,
  entries: readonly Entry[],
  trusted: readonly string[] | undefined,
): Promise<VerifiedPack> {
  const find = (name: string) => entries.find(({ fileName }) => fileName === name);
  const [manifestEntry, signatureEntry] = [find(MANIFEST), find(SIGNATURE)];
  const missing = [manifestEntry ? [] : [MANIFEST], signatureEntry ? [] : [SIGNATURE]].flat();
  if (!manifestEntry || !signatureEntry) return { files: 0, problems: missing.map((name) => `${name} is missing`) };
  const [text, signature] = [await readText(archive, manifestEntry), await readText(archive, signatureEntry)];
  const manifest = readManifest(text);
  if (!manifest) return { files: 0, problems: [`${MANIFEST} is not that of an audit pack`] };
  const problems = signatureProblems({ text, signature, manifest }, trusted);
  for (const { name, bytes, sha256 } of manifest.files) {
    const entry = find(name);
    if (!entry) problems.push(`${name} is missing`);
    else if (entry.uncompressedSize !== bytes || (await digestOf(archive, entry)) !== sha256)
      problems.push(`${name} was altered`);
  }
  const known = new Set([MANIFEST, SIGNATURE, ...manifest.files.map(({ name }) => name)]);
  const names = entries.map(({ fileName }) => fileName);
  for (const [index, name] of names.entries())
    if (!known.has(name) || names.indexOf(name) !== index) problems.push(`${name} was added`);
  return { files: manifest.files.length, problems };
}

interface Signed {
  readonly text: string;
  readonly signature: string;
  readonly manifest: Manifest;
}

function signatureProblems({ text, signature, manifest }: Signed, trusted: readonly string[] | undefined): string[] {
  const key = keysOf(trusted ?? Object.values(manifest.publicKeys)).get(manifest.key);
  if (!key) return [`${MANIFEST} is signed by the key ${manifest.key}, which is not among those given`];
  const isSigned = verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'));
  return isSigned ? [] : [`the signature of ${MANIFEST} is not that of the key ${manifest.key}`];
}

function readManifest(text: string): Manifest | undefined {
  try {
    const read = JSON.parse(text);
    return read.format === 'headroom-audit-pack-1' && Array.isArray(read.files) && read.publicKeys ? read : undefined;
  } catch {
    return undefined;
  }
}

const open = (archive: ZipFile, entry: Entry): Promise<Readable> =>
  new Promise((resolve, reject) =>
    archive.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream))),
  );

async function readText(archive: ZipFile, entry: Entry): Promise<string> {
  if (entry.uncompressedSize > MANIFEST_BYTES) throw new Error(`${entry.fileName} is too long`);
  const chunks: Buffer[] = [];
  for await (const chunk of await open(archive, entry)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function digestOf(archive: ZipFile, entry: Entry): Promise<string> {
  const digest = createHash('sha256');
  try {
    await pipeline(await open(archive, entry), digest);
  } catch {
    return 'unreadable'; // its checksum or its length is another
  }
  return digest.digest('hex');
}
