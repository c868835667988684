import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Credentials, operator, region, url } from './clients.ts';

// Documents show commands, and CI runs them as they stand:
//   ```sh       commands that succeed. One with `…` in it is for its reader to complete, and is not run.
//   ```console  commands behind `$ `, and what they print. There `…` stands for anything.
// All of a page run in one shell, from top to bottom. `aws` and `headroom` call the server under test. Ids, account numbers
// and times are another's each time; all else must be what the page shows. What cannot run is indented.

export interface DocumentOptions {
  /** The heading of the one chapter to run, such as `## Backup`. */
  readonly chapter?: string;
  readonly credentials?: Credentials;
  readonly endpoint?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Where the shell runs; the repository without it. */
  readonly folder?: string;
  /** What stands in the page, and is another thing here. */
  readonly replacing?: Readonly<Record<string, string>>;
}

interface Step {
  readonly command: string;
  /** What the page says that it prints; undefined where it says nothing and the command must succeed. */
  readonly shown: string | undefined;
}

const root = join(import.meta.dirname, '..');
const program = process.env['HEADROOM_AWS_CLI'] || 'aws';

/** Runs the commands of `page`, a path in the repository, and holds what they print against what the page shows. */
export async function runDocument(page: string, options: DocumentOptions = {}): Promise<void> {
  const text = Object.entries(options.replacing ?? {}).reduce(
    (before, [shown, real]) => before.replaceAll(shown, real),
    chapterOf(readFileSync(join(root, page), 'utf8'), options.chapter),
  );
  const steps = stepsOf(text);
  assert.ok(steps.length > 0, `${page} shows no commands`);
  const printed = await runSteps(steps, options);
  for (const [n, { command, shown }] of steps.entries()) {
    const ended = /^(.*)\n@@(\d+)\n$/s.exec(printed[n] ?? '');
    const [, output = '', code] = ended ?? assert.fail(`${page}: this failed:\n${command}\n${printed[n] ?? ''}`);
    if (shown !== undefined) compare(output, shown, `${page}: ${command}`);
    else assert.equal(code, '0', `${page}: this ended with ${code}:\n${command}\n${output}`);
  }
}

function chapterOf(text: string, heading: string | undefined): string {
  if (heading === undefined) return text;
  const [, after] = text.split(`\n${heading}\n`);
  const level = heading.slice(0, heading.indexOf(' '));
  return after?.split(`\n${level} `)[0] ?? assert.fail(`There is no chapter "${heading}"`);
}

function stepsOf(text: string): Step[] {
  return [...text.matchAll(/^```(sh|console)\n(.*?)^```$/gms)].flatMap(([, language, block = '']) => {
    if (language === 'console') return shownSteps(block);
    return block.includes('…') ? [] : [{ command: `set -e\n${block}set +e\n`, shown: undefined }];
  });
}

const shownSteps = (block: string): Step[] =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((text) => {
      const command = /^(?:.*\\\n)*.*\n/.exec(text)![0];
      return { command, shown: text.slice(command.length) };
    });

/** What each step printed, with its exit code on a last line; of a step that ended the shell only the former. */
async function runSteps(steps: readonly Step[], options: DocumentOptions): Promise<string[]> {
  const { endpoint = url, credentials = operator, env = {}, folder = root } = options;
  const functions = [
    `aws() { command "${program}" --endpoint-url ${endpoint} "$@"; }`,
    'hr() { aws "$@"; }',
    `headroom() { "${process.execPath}" "${join(root, 'bin', 'headroom.js')}" "$@"; }`,
  ];
  const commands = steps.map(({ command }) => `${command}printf '\\n@@%s\\n%s' $? '${SEPARATOR}'`);
  const variables = {
    PATH: process.env['PATH']!,
    HOME: '/nonexistent',
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_PAGER: '',
    ...env,
  };
  const output = await bash([...functions, 'exec 2>&1', ...commands].join('\n'), variables, folder);
  return output.split(SEPARATOR);
}

const SEPARATOR = '@@next@@';

/** What a script prints, however it ends: a step that ended it is found by what is missing. */
const bash = (script: string, env: Readonly<Record<string, string>>, cwd: string): Promise<string> =>
  new Promise((resolve) => {
    const options = { env, cwd, timeout: 600_000, maxBuffer: 64 * 1024 * 1024 };
    execFile('bash', ['-c', script], options, (_error, stdout) => resolve(stdout));
  });

function compare(printed: string, shown: string, message: string): void {
  const [actual, expected] = [neutral(printed), neutral(shown)];
  const parts = expected.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (!new RegExp(`^${parts.join('.*?')}$`, 's').test(actual)) assert.equal(actual, expected, message);
}

const neutral = (text: string): string =>
  text
    .replace(/\b([a-z]+)-[0-9a-f]{8,40}\b/g, '$1-ID')
    .replace(/\b\d{12}\b/g, 'ACCOUNT')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, 'TIME')
    .replace(/[ \t]+$/gm, '')
    .trim();
