import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { ssm, uniqueName } from './clients.ts';
import { headroom } from './headroom-cli.ts';

// Files that Debian's FusionInventory and OCS Inventory agents write on this machine (`.ci/run` installs them), and tables.

const run = promisify(execFile);
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-import-'));
});

after(() => rm(folder, { recursive: true, force: true }));

async function fusionInventoryFile(): Promise<string> {
  const { stdout } = await run('fusioninventory-inventory', ['--no-category=process,environment'], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const file = join(folder, 'fusioninventory.xml');
  await writeFile(file, stdout);
  return file;
}

async function ocsInventoryFile(): Promise<string> {
  const target = join(folder, 'ocs');
  await mkdir(target);
  await run('ocsinventory-agent', [`--local=${target}`, `--basevardir=${join(folder, 'ocs-state')}`]);
  const [file] = (await readdir(target)).filter((name) => name.endsWith('.ocs'));
  return join(target, file!);
}

const idIn = (stdout: string): string => /(mi-[0-9a-f]{17})/.exec(stdout)![1]!;

async function processorsOf(InstanceId: string): Promise<(string | undefined)[]> {
  const { Entries } = await ssm.listInventoryEntries({ InstanceId, TypeName: 'AWS:InstanceDetailedInformation' });
  const [entry] = Entries!;
  return [entry!['CPUSockets'], entry!['CPUCores'], entry!['CPUs']];
}

async function lscpu(): Promise<string[]> {
  const { stdout } = await run('lscpu', ['--parse=CPU,SOCKET,CORE']);
  const rows = stdout
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split(','));
  const counted = (columns: number[]) => String(new Set(rows.map((row) => columns.map((n) => row[n]).join())).size);
  return [counted([1]), counted([1, 2]), String(rows.length)];
}

describe('headroom import-inventory', () => {
  test('takes what FusionInventory and OCS Inventory write here, whose processors agree with lscpu', async () => {
    for (const file of [await fusionInventoryFile(), await ocsInventoryFile()]) {
      const { code, stdout, stderr } = await headroom('import-inventory', file);
      assert.deepEqual([code, stderr], [0, ''], file);
      assert.deepEqual(await processorsOf(idIn(stdout)), await lscpu(), file);
    }
  });

  test('a repeat changes nothing', async () => {
    const file = await fusionInventoryFile();
    await headroom('import-inventory', file);
    const { stdout } = await headroom('import-inventory', file);
    assert.match(stdout, / is mi-[0-9a-f]{17}, unchanged: Debian /);
  });

  test('a table registers its servers, and a changed one updates them', async () => {
    const [first, second] = [uniqueName('rack'), uniqueName('rack')];
    const table = (cores: number) =>
      `name,platform,cpus,cores,sockets,application,publisher\n${first},Windows Server 2022,16,${cores},2,SQL Server,Microsoft\n${first},Windows Server 2022,,,,Office,Microsoft\n${second},Red Hat Enterprise Linux,4,,,,\n`;
    const file = join(folder, 'servers.csv');
    await writeFile(file, table(8));
    const { stdout } = await headroom('import-inventory', file);
    assert.equal(stdout.split('\n').filter((line) => line.includes('registered')).length, 2);
    const id = idIn(stdout);
    assert.deepEqual(await processorsOf(id), ['2', '8', '16']);
    await writeFile(file, table(16));
    const again = await headroom('import-inventory', file);
    assert.match(again.stdout, new RegExp(`${first} is ${id}, updated`));
    assert.match(again.stdout, new RegExp(`${second} is mi-[0-9a-f]{17}, unchanged`));
    assert.deepEqual(await processorsOf(id), ['2', '16', '16']);
  });

  test('a file that is malformed is refused by line, and the others are taken', async () => {
    const [cut, good] = [join(folder, 'cut.xml'), join(folder, 'good.csv')];
    await writeFile(cut, '<REQUEST>\n<CONTENT>\n<CPUS>');
    await writeFile(good, `name,platform\n${uniqueName('rack')},Ubuntu\n`);
    const { code, stdout, stderr } = await headroom('import-inventory', cut, join(folder, 'none.xml'), good);
    assert.equal(code, 1);
    assert.match(stderr, /cut\.xml was left out: line 3, in the element REQUEST\/CONTENT\/CPUS: /);
    assert.match(stderr, /none\.xml was left out: it is not there/);
    assert.match(stdout, /good\.csv: .* registered/);
  });
});
