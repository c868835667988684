import { CommandError } from './call.ts';

const WORDS: ReadonlyMap<string | undefined, string> = new Map([
  ['ENOENT', 'it is not there'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'the system does not let this user'],
]);

/** Why a file cannot be read or written, in words; the system's own where there are none here. */
export const fileTrouble = (error: unknown): string =>
  WORDS.get((error as NodeJS.ErrnoException).code) ?? (error as Error).message;

/** What is read of a file that a command names. Throws `CommandError` with why it cannot be. */
export function readNamed<T>(file: string, read: (file: string) => T): T {
  try {
    return read(file);
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${fileTrouble(error)}.`, { cause: error });
  }
}
