import { stat } from 'node:fs/promises';

/** What changes when a package is installed or removed. */
const DATABASES = [
  '/var/lib/dpkg/status',
  '/var/lib/rpm/rpmdb.sqlite',
  '/var/lib/rpm/Packages',
  '/usr/lib/sysimage/rpm/rpmdb.sqlite',
  '/lib/apk/db/installed',
  '/var/lib/snapd/state.json',
];

/** A text that is another one once packages changed, at the cost of a few file look-ups. */
export async function packageStamp(): Promise<string> {
  const times = await Promise.all(
    DATABASES.map((path) =>
      stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return times.join(' ');
}
