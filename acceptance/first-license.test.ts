import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { url } from './clients.ts';
import { givenAccount } from './given.ts';

interface Step {
  readonly command: string;
  readonly output: string;
}

/** The commands of README's first license, each with what README says that it prints. */
function stepsOfReadme(): Step[] {
  const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');
  const chapter = readme.split('## A first license in a minute')[1]!.split('\n## ')[0]!;
  const blocks = [...chapter.matchAll(/```console\n(.*?)```/gs)].map((match) => match[1]!);
  return blocks
    .join('')
    .split(/^\$ /m)
    .slice(1)
    .map((text) => {
      const command = /^(?:.*\\\n)*.*\n/.exec(text)![0];
      return { command, output: text.slice(command.length) };
    });
}

/** Ids and account numbers are another's; all else must be what README shows. */
const neutral = (text: string): string =>
  text
    .replace(/lic-[0-9a-f]{32}/g, 'lic-…')
    .replace(/\b\d{12}\b/g, 'ACCOUNT')
    .trim();

function bash(script: string, env: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('bash', ['-c', script], { env }, (error, stdout, stderr) =>
      error ? reject(new Error(`${error.message}\n${stderr}`)) : resolve(stdout),
    );
  });
}

test('a newcomer reads in README what these commands print', async () => {
  const { credentials } = await givenAccount();
  const steps = stepsOfReadme();
  assert.ok(steps.length > 6);
  const program = process.env['HEADROOM_AWS_CLI'] || 'aws';
  const script = steps.map(({ command }) => `${command}printf '%s' '@@@'`).join('\n');
  const printed = await bash(`hr() { "${program}" --endpoint-url ${url} "$@"; }\nexec 2>&1\n${script}`, {
    PATH: process.env['PATH']!,
    HOME: '/nonexistent',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_PAGER: '',
  });
  const outputs = printed.split('@@@');
  for (const [index, { command, output }] of steps.entries())
    assert.equal(neutral(outputs[index]!), neutral(output), command);
});
