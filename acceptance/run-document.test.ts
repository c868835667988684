import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, before, test } from 'node:test';
import { runDocument } from './run-document.ts';

let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-document-'));
});

after(() => rm(folder, { recursive: true }));

async function run(text: string, chapter?: string): Promise<void> {
  const file = join(folder, 'page.md');
  await writeFile(file, text);
  await runDocument(relative(join(import.meta.dirname, '..'), file), chapter === undefined ? {} : { chapter });
}

const block = (language: string, text: string): string => `\n\`\`\`${language}\n${text}\n\`\`\`\n`;

test('commands of a page run in one shell, and print what it shows but for ids', async () => {
  await run(
    `# Page\n${block('sh', 'ID=lic-0123456789abcdef')}${block('sh', 'false …')}${block('console', '$ echo $ID of 123456789012 at noon\nlic-fedcba9876543210 of 210987654321 at …\n$ false')}`,
  );
  await run(`# Page\n## One${block('sh', 'false')}\n## Two${block('sh', 'true')}`, '## Two');
});

test('what a page shows and is not so is refused', async () => {
  await assert.rejects(run(block('console', '$ echo 1 left\n2 left')), /echo 1 left/);
  await assert.rejects(run(block('console', '$ echo 1 left and more\n1 …here')), /echo 1 left/);
  await assert.rejects(run(block('console', '$ echo more than nothing')), /more than nothing/);
  await assert.rejects(run(block('sh', 'true\nfalse\ntrue')), /this failed:\nset -e\ntrue\nfalse/);
  await assert.rejects(run(block('sh', 'true') + block('sh', 'exit 0')), /this failed/);
  await assert.rejects(run('no commands'), /shows no commands/);
  await assert.rejects(run(block('sh', 'true'), '## None'), /There is no chapter "## None"/);
});
