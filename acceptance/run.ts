import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { promisify } from 'node:util';
import { rootCredentials, startServerProcess } from '../test/server-process.ts';

// `npm run acceptance`: all tests, or the files that the command line names, against the server at HEADROOM_URL with
// the operator's credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or against one that it starts and stops.

interface Given {
  /** Stops the server that was started for the tests, and says what was wrong about it. */
  readonly end: () => Promise<string[]>;
}

const root = join(import.meta.dirname, '..');

function givenServer(): Given {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
    if (!process.env[name]) throw new Error(`HEADROOM_URL needs ${name}, of the account that operates the server.`);
  return { end: async () => [] };
}

async function startedServer(): Promise<Given> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'headroom-acceptance-'));
  // Endpoints and providers of the tests are on this machine.
  const server = await startServerProcess(dataFolder, { HEADROOM_DELIVERY_NETWORKS: '127.0.0.0/8' });
  process.env['HEADROOM_URL'] = server.url;
  process.env['AWS_ACCESS_KEY_ID'] = rootCredentials.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = rootCredentials.secretAccessKey;
  return {
    end: async () => {
      const code = await server.end('SIGTERM');
      await rm(dataFolder, { recursive: true, force: true });
      const errors = server
        .log()
        .split('\n')
        .filter((line) => /"level":[56]0/.test(line));
      return [
        ...(code === 0 ? [] : [`The server ended with ${code} after SIGTERM.`]),
        ...errors.map((line) => `The server logged an error: ${line}`),
      ];
    },
  };
}

function testFiles(): string[] {
  const named = process.argv.slice(2);
  if (named.length > 0) return named.map((file) => resolve(file));
  return globSync('acceptance/**/*.test.ts', { cwd: root }).map((file) => join(root, file));
}

async function runTests(files: string[]): Promise<string[]> {
  const complaints = Promise.withResolvers<string[]>();
  const events = run({ files, concurrency: 2, cwd: root });
  events.on('test:summary', ({ file, success, counts: { tests, skipped, todo } }) => {
    if (file) return;
    complaints.resolve([
      ...(success ? [] : ['Tests failed.']),
      ...(skipped + todo > 0 ? [`Tests were skipped (${skipped + todo}); every test must run.`] : []),
      ...(tests === 0 ? ['No test was run.'] : []),
    ]);
  });
  events.once('error', complaints.reject);
  events.once('close', () => complaints.reject(new Error('The tests ended without a summary')));
  events.compose(spec).pipe(process.stdout);
  return complaints.promise;
}

/** After all the tests did, every counter agrees with what is consumed. */
async function recount(): Promise<string[]> {
  const cli = join(root, 'src/cli/headroom.ts');
  const args = [cli, 'recount', '--endpoint-url', process.env['HEADROOM_URL']!];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args);
    console.log(`headroom recount: ${stdout.trim()}`);
    return [];
  } catch (error) {
    return [`headroom recount failed: ${(error as { stdout?: string }).stdout}${(error as Error).message}`];
  }
}

const server = process.env['HEADROOM_URL'] ? givenServer() : await startedServer();
const complaints = await runTests(testFiles())
  .then(async (failures) => [...failures, ...(await recount())])
  .catch((error) => [String(error)]);
complaints.push(...(await server.end()));
for (const complaint of complaints) console.error(complaint);
process.exitCode = complaints.length > 0 ? 1 : 0;
