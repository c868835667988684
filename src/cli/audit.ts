import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { auditPack } from './audit-pack.ts';
import { CommandError, call, type Endpoint } from './call.ts';
import { readNamed } from './file-trouble.ts';
import { readTime } from './read-time.ts';
import { verifyPack } from './verify-pack.ts';
import { verifyTrail } from './verify-trail.ts';

interface Options {
  readonly 'account-id'?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly key?: string | undefined;
  readonly license?: string | undefined;
  readonly 'time-zone'?: string | undefined;
  readonly output?: string | undefined;
}

interface Exported {
  readonly Blocks: readonly {
    readonly Statement: string;
    readonly Signature: string;
    readonly Events: readonly string[];
  }[];
  readonly Closing?: { readonly Statement: string; readonly Signature: string };
  readonly NextToken?: string;
}

/** `headroom audit export|pack|key|verify FILE`: the trail or a pack as a file, the key that signs them, whether a file is one. */
export async function audit(endpoint: () => Endpoint, options: Options, words: readonly string[]): Promise<number> {
  const [what, file, ...more] = words;
  if (what === 'verify' && file !== undefined && more.length === 0) return verifyFile(file, options);
  if (what === 'export' && file === undefined) return exportTrail(endpoint(), options);
  if (what === 'pack' && file === undefined) return auditPack(endpoint(), options);
  if (what === 'key' && file === undefined) return showKeys(endpoint());
  throw new CommandError(
    'Expected headroom audit export, headroom audit pack, headroom audit key, or headroom audit verify FILE.',
  );
}

async function exportTrail(endpoint: Endpoint, options: Options): Promise<number> {
  const { 'account-id': AccountId } = options;
  const [From, To] = [readTime(options, 'from'), readTime(options, 'to') ?? Date.now() / 1000];
  let NextToken: string | undefined;
  do {
    const page: Exported = await call(endpoint, 'ExportAuditEvents', { AccountId, From, To, NextToken });
    for (const { Statement, Signature, Events } of page.Blocks)
      await write([...Events, signed('block', Statement, Signature)]);
    if (page.Closing) await write([signed('closing', page.Closing.Statement, page.Closing.Signature)]);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return 0;
}

/** The statement as it was signed, byte for byte. */
const signed = (kind: string, statement: string, signature: string): string =>
  `{"${kind}":${statement},"signature":${JSON.stringify(signature)}}`;

function write(lines: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) =>
    process.stdout.write(lines.map((line) => `${line}\n`).join(''), (error) => (error ? reject(error) : resolve())),
  );
}

async function showKeys(endpoint: Endpoint): Promise<number> {
  const { Keys } = await call<{ Keys: readonly { readonly PublicKey: string }[] }>(endpoint, 'GetAuditKeys', {});
  process.stdout.write(Keys.map(({ PublicKey }) => PublicKey).join(''));
  return 0;
}

const PEM = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g;

async function verifyFile(file: string, { key }: Options): Promise<number> {
  const trusted =
    key === undefined ? undefined : (readNamed(key, (named) => readFileSync(named, 'utf8')).match(PEM) ?? []);
  if (trusted?.length === 0)
    throw new CommandError(`${key} has no public key; headroom audit key prints those of a server.`);
  const by = trusted ? 'a given key' : 'the key that it names itself; --key FILE checks whose that is';
  if (readNamed(file, isArchive)) {
    const { files, problems } = await verifyPack(file, trusted);
    for (const problem of problems) console.log(problem);
    if (problems.length > 0) console.log(`${file} is not the pack that was made.`);
    else console.log(`${files} files are whole and unchanged, their manifest signed by ${by}.`);
    return problems.length === 0 ? 0 : 1;
  }
  const { events, blocks, closing, problems } = await verifyTrail(file, trusted);
  for (const problem of problems) console.log(problem);
  if (problems.length > 0 || !closing) {
    console.log(`${file} is not what was exported.`);
    return 1;
  }
  console.log(`${events} events in ${blocks} blocks are whole, in order and unchanged, signed by ${by}.`);
  const { dropped, firstBlock } = closing;
  if (dropped && (firstBlock === 0 || firstBlock === dropped.number + 1))
    console.log(
      `Blocks up to ${dropped.number} were dropped by ${dropped.at}, as the trail is kept for some days only${firstBlock === 0 ? '' : `; block ${firstBlock} follows them`}.`,
    );
  return 0;
}

/** Whether a file begins as a ZIP archive does. */
function isArchive(file: string): boolean {
  const handle = openSync(file, 'r');
  try {
    const start = Buffer.alloc(4);
    readSync(handle, start, 0, 4, 0);
    return start.toString('latin1') === 'PK\x03\x04';
  } finally {
    closeSync(handle);
  }
}
