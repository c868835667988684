import { globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

// `npm run build-console`: builds the console that browsers get at /console/ to `generated/console`, as `npm ci` does, and
// compresses its files, so that the server does not do it for each visitor.

const folder = join(import.meta.dirname, '..', 'console');
/** One below the best, which takes twice as long for a hundredth. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } };

async function compress(file: string): Promise<void> {
  const bytes = await readFile(file);
  const [small, smaller] = await Promise.all([promisify(gzip)(bytes), promisify(brotliCompress)(bytes, BROTLI)]);
  await Promise.all([writeFile(`${file}.gz`, small), writeFile(`${file}.br`, smaller)]);
}

try {
  const started = performance.now();
  console.log('Building the console …');
  const { build } = await import('vite');
  await build({ configFile: join(folder, 'vite-config.ts'), logLevel: 'warn' });
  const built = join(folder, '..', 'generated', 'console');
  await Promise.all(globSync('**/*.{html,js,css,svg}', { cwd: built }).map((file) => compress(join(built, file))));
  console.log(`The console is built (${((performance.now() - started) / 1000).toFixed(1)} s).`);
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
  console.error(
    'The console is built with Vite, which is a development dependency. Run `npm ci` and then ' +
      '`npm prune --omit=dev --ignore-scripts`, or install the package that `npm pack` makes.',
  );
  process.exitCode = 1;
}
