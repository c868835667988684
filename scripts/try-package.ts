import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { LicenseManager } from '@aws-sdk/client-license-manager';

// `npm run try-package`: packs Headroom, installs the package in an empty folder as the Dockerfile does, without what is
// needed for development, starts it, calls it with the AWS SDK, opens its console, and stops it. These are the steps of the image; no
// container engine runs them here.

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'headroom-package-'));
// With this Node in front, since the one of the machine may be older.
const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };

const run = (cwd: string, command: string, ...args: string[]): string => {
  console.log(`$ ${command} ${args.join(' ')}`);
  return execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
};

const credentials = { accessKeyId: 'AKIAHEADROOMPACKAGE1', secretAccessKey: 'secret-of-the-try-of-the-package' };

function start(): ChildProcess {
  return spawn(join(folder, 'node_modules', '.bin', 'headroom'), {
    cwd: folder,
    env: {
      ...env,
      HEADROOM_PORT: '0',
      HEADROOM_ROOT_ACCESS_KEY_ID: credentials.accessKeyId,
      HEADROOM_ROOT_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function readyUrl(server: ChildProcess): Promise<string> {
  for await (const line of createInterface(server.stdout!)) {
    const url = /^ready (\S+)$/.exec(line)?.[1];
    if (url) return url;
  }
  throw new Error('The server ended before it was ready');
}

async function call(endpoint: string): Promise<void> {
  const client = new LicenseManager({ endpoint, region: 'us-east-1', credentials });
  await client.createLicenseConfiguration({ Name: 'Any', LicenseCountingType: 'vCPU' });
  const { LicenseConfigurations = [] } = await client.listLicenseConfigurations();
  if (LicenseConfigurations[0]?.Name !== 'Any') throw new Error('The license that was made is not listed');
}

async function openConsole(url: string): Promise<void> {
  const page = await fetch(url, { headers: { accept: 'text/html' } });
  if (!page.ok || !(await page.text()).includes('/console/assets/'))
    throw new Error('The console is not in the package');
}

async function stop(server: ChildProcess): Promise<void> {
  server.kill('SIGTERM');
  const [code] = await once(server, 'exit');
  if (code !== 0) throw new Error(`The server ended with ${code} at SIGTERM`);
}

try {
  const tarball = run(root, 'npm', 'pack', '--silent', '--pack-destination', folder).split('\n').at(-1)!;
  run(folder, 'npm', 'install', '--omit=dev', '--no-audit', '--no-fund', join(folder, tarball));
  if (!run(folder, 'npx', '--no-install', 'headroom', '--help').startsWith('Usage:'))
    throw new Error('headroom --help does not say how it is used');
  const server = start();
  process.once('exit', () => server.kill('SIGKILL'));
  const url = await readyUrl(server);
  await call(url);
  await openConsole(url);
  await stop(server);
  console.log('The package installs, starts, answers and stops.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
