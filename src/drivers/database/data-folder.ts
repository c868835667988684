import { accessSync, constants, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** Makes the folder unless it is there, and returns its real path. Throws, with the next step, where it cannot be used. */
export function openDataFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return realpathSync(folder);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = (code && Object.hasOwn(REASONS, code) && REASONS[code as keyof typeof REASONS]) || message;
    throw new Error(
      `HEADROOM_DATA is ${folder}: ${why}. Let it name a folder that this user can write to, or make room.`,
      { cause },
    );
  }
}

/** Where a database is restored to, below the data folder, until it is complete. */
export const stagingFolder = (dataFolder: string): string => join(dataFolder, 'restoring');

/**
 * Throws, with the next step, where a restore was interrupted: a first start would make an empty database where its owner
 * takes the one of the backup to be.
 */
export function refuseHalfRestored(dataFolder: string): void {
  const staging = stagingFolder(dataFolder);
  if (!existsSync(staging) || existsSync(join(dataFolder, 'postgres'))) return;
  throw new Error(
    `A restore into ${dataFolder} was not finished, and there is no database yet. Run it again: headroom restore FILE. ` +
      `Or begin with an empty database: remove ${staging}.`,
  );
}

const REASONS = {
  EEXIST: 'there is a file of that name',
  ENOTDIR: 'a part of that path is a file',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'its disk is read-only',
  ENOSPC: 'its disk is full',
  ENAMETOOLONG: 'the path is too long',
  ELOOP: 'its links go round in circles',
} as const;
