import { randomBytes, randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/**
 * The master key in `<dataFolder>/master.key`, which is created when it is missing. Throws when others than its owner
 * may read it, or when it does not hold a key.
 */
export function readMasterKey(dataFolder: string): Buffer {
  mkdirSync(dataFolder, { recursive: true });
  const file = join(dataFolder, 'master.key');
  createMasterKey(file);
  const mode = statSync(file).mode & 0o777;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new Error(
      `${file} has mode ${mode.toString(8)}, so others than its owner may have read it. Run: chmod 600 ${file}`,
    );
  }
  const key = Buffer.from(readFileSync(file, 'utf8'), 'base64');
  if (key.length === 32) return key;
  throw new Error(`${file} holds no key of 32 bytes in base64. Restore it from a backup, or set HEADROOM_MASTER_KEY.`);
}

/** A link is made whole or not at all, and not when there is one: servers that start at once get the same key. */
function createMasterKey(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })) return;
  const draft = `${file}.${randomUUID()}`;
  const descriptor = openSync(draft, 'wx', 0o600);
  try {
    writeFileSync(descriptor, `${randomBytes(32).toString('base64')}\n`);
    fsyncSync(descriptor);
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    closeSync(descriptor);
    rmSync(draft);
  }
}
