import { type FileHandle, open } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Where `npm run build-console` puts the console; beside `src` in a checkout and beside the compiled code in a package. */
const FOLDER = join(import.meta.dirname, '..', 'generated', 'console');

/** Every path below is the console's. */
const CONSOLE = '/console/';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const INDEX = 'index.html';
/** No file elsewhere has a path like these, and the pages of the console have none. */
const FILE = /^(assets\/)?[\w-][\w.-]*\.(js|css|svg|woff2)$/;

/** What the build compresses files with, the smaller first (scripts/build-console.ts). */
const ENCODINGS = [
  { encoding: 'br', extension: '.br' },
  { encoding: 'gzip', extension: '.gz' },
] as const;

/** Nothing from elsewhere, nothing in line, no frames. docs/decisions/0015-console.md */
const POLICY = [
  "default-src 'none'",
  ...['script', 'style', 'img', 'font', 'connect'].map((kind) => `${kind}-src 'self'`),
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const SECURITY = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

/** Whether a person asks, for the console. Whoever calls an API says so by a signature, an action or a target. */
export function isForConsole({ raw: { method, url = '', headers } }: FastifyRequest): boolean {
  if ((method !== 'GET' && method !== 'HEAD') || headers.authorization !== undefined) return false;
  return url.startsWith(CONSOLE) || url === '/console' || (url === '/' && /\btext\/html\b/.test(headers.accept ?? ''));
}

/** Answers with a file of the console; every path that is no file is a page, which index.html finds by itself. */
export async function serveConsole({ raw }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const [path = ''] = raw.url!.split('?');
  if (!path.startsWith(CONSOLE)) return reply.redirect(CONSOLE);
  const name = path.slice(CONSOLE.length);
  const isFile = FILE.test(name);
  const found = await openFile(isFile ? name : INDEX, String(raw.headers['accept-encoding']));
  reply.headers({ ...SECURITY, vary: 'accept-encoding' });
  if (found) {
    const { file, size, headers } = found;
    // Names of assets change with what is in them.
    const cached = name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    return reply.headers({ ...headers, 'cache-control': cached, 'content-length': size }).send(file.createReadStream());
  }
  reply.header('cache-control', 'no-store').type('text/plain; charset=utf-8');
  return isFile
    ? reply.code(404).send('The console has no such file; load its page anew.\n')
    : reply.code(503).send('The console is not built. Run `npm run build-console`, or install the package anew.\n');
}

interface Found {
  readonly file: FileHandle;
  readonly size: number;
  readonly headers: Readonly<Record<string, string>>;
}

async function openFile(name: string, accepted: string): Promise<Found | undefined> {
  const headers = { 'content-type': CONTENT_TYPES[extname(name)]! };
  for (const { encoding, extension } of ENCODINGS) {
    const compressed = accepted.includes(encoding) && (await openIfThere(name + extension));
    if (compressed) return foundIn(compressed, { ...headers, 'content-encoding': encoding });
  }
  const file = await openIfThere(name);
  return file && foundIn(file, headers);
}

const foundIn = async (file: FileHandle, headers: Found['headers']): Promise<Found> => ({
  file,
  size: (await file.stat()).size,
  headers,
});

function openIfThere(name: string): Promise<FileHandle | undefined> {
  return open(join(FOLDER, name)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
