import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { BLOCK_BYTES, inBlocks } from '../../drivers/database/in-blocks.ts';

// A backup is gzipped text, so that it can be looked into, and loaded by hand, with tools that everybody has:
//   {"format":"headroom-backup", …}            the header
//   {"table":"account","columns":[…]}          then its rows, as COPY writes them, and a line \.
//   …
//   {"rows":{"account":1, …},"sequences":{…}}  the trailer
//   {"sha256":"…"}                             of all that was before

export const FORMAT = 'headroom-backup';
export const FORMAT_VERSION = 1;

export interface Header {
  readonly format: typeof FORMAT;
  readonly formatVersion: number;
  readonly headroomVersion: string;
  readonly createdAt: string;
  /** Those that the database had had. */
  readonly migrations: readonly string[];
  /** In the order in which their rows follow, which is one that they can be loaded in. */
  readonly tables: readonly string[];
  /** Base64, where the key is kept in the data folder. */
  readonly masterKey?: string;
  /** By which the key is known, wherever it is kept. */
  readonly masterKeySha256?: string;
}

export interface Trailer {
  /** How many a table has. */
  readonly rows: Readonly<Record<string, number>>;
  /** The value that each sequence had given last; those that gave none are not in it. */
  readonly sequences: Readonly<Record<string, number>>;
}

export interface TableOfBackup {
  readonly table: string;
  readonly columns: readonly string[];
}

/** A part of a backup, in the order in which they come; rows of a table in any number of parts, each of whole rows. */
export type Part =
  | { readonly kind: 'header'; readonly header: Header }
  | ({ readonly kind: 'table' } & TableOfBackup)
  | { readonly kind: 'rows'; readonly rows: Buffer }
  | { readonly kind: 'table-end' }
  | { readonly kind: 'trailer'; readonly trailer: Trailer };

/** The message says what is wrong with the file, and that nothing was done. */
export class UnusableBackup extends Error {
  override readonly name = 'UnusableBackup';

  constructor(file: string, what: string, options?: ErrorOptions) {
    super(`${file} ${what}. Nothing was restored.`, options);
  }
}

const END_OF_TABLE = Buffer.from('\\.\n');

const line = (value: object): Buffer => Buffer.from(`${JSON.stringify(value)}\n`);

/**
 * Writes the parts to `file`, which only its owner may read, and which is there only once it is whole and on the disk.
 */
export async function writeBackupFile(file: string, parts: AsyncIterable<Part>): Promise<void> {
  const draft = `${file}.part`;
  await rm(draft, { force: true });
  try {
    const output = createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true });
    await pipeline(inBlocks(encode(parts)), createGzip({ chunkSize: BLOCK_BYTES }), output);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function* encode(parts: AsyncIterable<Part>): AsyncGenerator<Buffer> {
  const digest = createHash('sha256');
  for await (const part of parts) {
    const bytes = encodePart(part);
    digest.update(bytes);
    yield bytes;
  }
  yield line({ sha256: digest.digest('hex') });
}

function encodePart(part: Part): Buffer {
  switch (part.kind) {
    case 'header':
      return line(part.header);
    case 'table':
      return line({ table: part.table, columns: part.columns });
    case 'rows':
      return part.rows;
    case 'table-end':
      return END_OF_TABLE;
    case 'trailer':
      return line(part.trailer);
  }
}

/** Reads a backup. Throws `UnusableBackup` where it is none, or is not what was written; that is known only at its end. */
export async function* readBackupFile(file: string): AsyncGenerator<Part> {
  try {
    yield* decode(completeLines(file));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UnusableBackup(file, 'is not there', { cause: error });
    if (code === 'EISDIR') throw new UnusableBackup(file, 'is a folder', { cause: error });
    if (error instanceof Damage || error instanceof SyntaxError || code?.startsWith('Z_'))
      throw new UnusableBackup(file, `is damaged, cut short, or no backup of Headroom's (${message})`, {
        cause: error,
      });
    throw error;
  }
}

class Damage extends Error {}

type Place = 'start' | 'between' | 'rows' | 'trailer' | 'end';

/** Where a part leads to. */
const AFTER = { header: 'between', table: 'rows', rows: 'rows', 'table-end': 'between', trailer: 'trailer' } as const;

async function* decode(blocks: AsyncIterable<Buffer>): AsyncGenerator<Part> {
  const digest = createHash('sha256');
  let at: Place = 'start';
  for await (let lines of blocks) {
    while (lines.length > 0) {
      if (at === 'end') throw new Damage('something follows its end');
      if (at === 'rows') {
        const end = endOfTable(lines);
        if (end !== 0) yield { kind: 'rows', rows: lines.subarray(0, end) };
        const passed = end === undefined ? lines.length : end + END_OF_TABLE.length;
        if (end !== undefined) {
          yield { kind: 'table-end' };
          at = AFTER['table-end'];
        }
        digest.update(lines.subarray(0, passed));
        lines = lines.subarray(passed);
      } else {
        const length = lines.indexOf('\n') + 1;
        const part = decodeLine(lines.subarray(0, length), at, digest);
        if (part) yield part;
        at = part ? AFTER[part.kind] : 'end';
        digest.update(lines.subarray(0, length));
        lines = lines.subarray(length);
      }
    }
  }
  if (at !== 'end') throw new Damage('its end is missing');
}

/** A line outside of tables; undefined for the last, which is right. */
function decodeLine(text: Buffer, at: Place, digest: Hash): Part | undefined {
  const value = JSON.parse(text.toString()) as Partial<Header & TableOfBackup & Trailer & { sha256: string }>;
  if (at === 'start') {
    if (value.format !== FORMAT) throw new Damage('it does not begin as one');
    return { kind: 'header', header: value as Header };
  }
  if (at === 'trailer') {
    if (value.sha256 !== digest.copy().digest('hex')) throw new Damage('its content is not what its digest says');
    return undefined;
  }
  const { table, columns, rows, sequences } = value;
  if (table !== undefined && columns) return { kind: 'table', table, columns };
  if (rows && sequences) return { kind: 'trailer', trailer: { rows, sequences } };
  throw new Damage('it has a line that is neither a table nor the trailer');
}

/** Where the line is that ends the rows; no row is such a line, for COPY writes a backslash as two. */
function endOfTable(lines: Buffer): number | undefined {
  if (lines.subarray(0, END_OF_TABLE.length).equals(END_OF_TABLE)) return 0;
  const before = lines.indexOf('\n\\.\n');
  return before < 0 ? undefined : before + 1;
}

async function* completeLines(file: string): AsyncGenerator<Buffer> {
  const unzipped = createGunzip({ chunkSize: BLOCK_BYTES });
  const reading = pipeline(createReadStream(file, { highWaterMark: BLOCK_BYTES }), unzipped);
  reading.catch(() => {}); // whoever iterates is told
  let rest: Buffer[] = [];
  for await (const chunk of unzipped as AsyncIterable<Buffer>) {
    const end = chunk.lastIndexOf('\n') + 1;
    if (end > 0) {
      yield Buffer.concat([...rest, chunk.subarray(0, end)]);
      rest = [];
    }
    rest.push(chunk.subarray(end));
  }
  await reading;
  if (rest.some(({ length }) => length > 0)) throw new Damage('its last line is cut short');
}
