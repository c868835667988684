import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { uniqueName, url } from './clients.ts';
import { outputOf } from './debian-client.ts';

// Version 2 of the JavaScript SDK, which programs still use. It is past its end of support: no dependency, but installed here.

const script = join(import.meta.dirname, 'sdk-v2-machine.cjs');
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-sdk-v2-'));
  const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', 'aws-sdk@2.1693.0'];
  await promisify(execFile)('npm', args);
});

after(() => rm(folder, { recursive: true, force: true }));

async function bring(wish: 'present' | 'absent', name: string, type: string) {
  const sdk = join(folder, 'node_modules', 'aws-sdk');
  return JSON.parse(await outputOf(process.execPath, [script, sdk, wish, url, name, type]));
}

test('SDK v2 makes a license and a machine that takes it, changes its type, and takes them away; twice each', async () => {
  const name = uniqueName('sdk-v2');
  const { machine, ...made } = await bring('present', name, 'm5.large');
  assert.deepEqual(made, { changes: ['license', 'image', 'tie', 'machine'], type: 'm5.large', consumed: 2 });
  assert.deepEqual(await bring('present', name, 'm5.large'), { machine, ...made, changes: [] });

  const changed = { machine, type: 'm5.xlarge', consumed: 4 };
  assert.deepEqual(await bring('present', name, 'm5.xlarge'), { changes: ['type'], ...changed });
  assert.deepEqual(await bring('present', name, 'm5.xlarge'), { changes: [], ...changed });
  await assert.rejects(
    bring('present', name, 'm5.4xlarge'),
    /LicenseUsageFailure: .*has 8 of 8 vCPUs left; .*needs 16/s,
  );

  assert.deepEqual(await bring('absent', name, 'm5.xlarge'), { changes: ['machine', 'image', 'license'] });
  assert.deepEqual(await bring('absent', name, 'm5.xlarge'), { changes: [] });
});
