import { accessSync, constants, mkdirSync, realpathSync } from 'node:fs';

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
