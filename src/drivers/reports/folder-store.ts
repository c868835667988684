import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ReportStore, ReportStoreFailure } from './report-store.ts';

/** Keeps reports in a folder, in one below it for each bucket. */
export const folderStore = (folder: string): ReportStore => ({
  placeOf: (bucket, prefix) => ({ bucket, keyPrefix: prefix }),
  put: async ({ bucket, prefix, key }, file) => {
    const target = join(folder, bucket, prefix, key);
    const part = `${target}.part`;
    try {
      await mkdir(dirname(target), { recursive: true });
      await copyFile(file, part);
      await sync(part);
      await rename(part, target);
    } catch (cause) {
      await rm(part, { force: true }).catch(() => {});
      throw new ReportStoreFailure(reasonOf(cause), { cause });
    }
  },
  read: async ({ bucket, prefix, key }, { offset, length }) => {
    try {
      const handle = await open(join(folder, bucket, prefix, key), 'r');
      const { buffer, bytesRead } = await handle
        .read(Buffer.alloc(length), 0, length, offset)
        .finally(() => handle.close());
      return buffer.subarray(0, bytesRead);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new ReportStoreFailure('the folder of reports cannot be read', { cause });
    }
  },
});

/** What has its name once it is renamed must be there after a power cut too. */
async function sync(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.sync().finally(() => handle.close());
}

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOSPC', 'the disk of the folder of reports is full'],
  ['EDQUOT', 'the disk quota of the folder of reports is used up'],
  ['EROFS', 'the folder of reports cannot be written to'],
  ['EACCES', 'the folder of reports cannot be written to'],
  ['EPERM', 'the folder of reports cannot be written to'],
  ['ENOTDIR', 'the folder of reports, or one in it, is a file'],
  ['EEXIST', 'the folder of reports, or one in it, is a file'],
]);

/** Without the path: it is the operator's, whose log has it. */
const reasonOf = (cause: unknown): string => {
  const { code } = cause as NodeJS.ErrnoException;
  return REASONS.get(code) ?? `the folder of reports cannot be written to (${code})`;
};
