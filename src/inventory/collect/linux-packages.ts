import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Application } from '../server-inventory.ts';
import type { RunCommand } from './run-command.ts';

/**
 * The packages that are installed on a Linux machine, of every package manager it has: dpkg, rpm, apk and snap. `root` is
 * where its files are (`/`).
 */
export async function linuxPackages(run: RunCommand, root: string): Promise<Application[]> {
  const [dpkg, rpm, apk, snap] = await Promise.all([
    run('dpkg-query', ['--show', `--showformat=${DPKG_FORMAT}`]),
    run('rpm', ['--query', '--all', '--queryformat', RPM_FORMAT]),
    readFile(join(root, 'lib/apk/db/installed'), 'utf8').catch(() => ''),
    run('snap', ['list', '--unicode=never', '--color=never']).catch(() => undefined),
  ]);
  return [
    ...readDpkg(dpkg ?? ''),
    ...readRpm(rpm ?? ''),
    ...readApk(apk),
    ...(snap === undefined ? [] : readSnap(snap)),
  ];
}

const DPKG_FORMAT =
  '${db:Status-Status}\\t${Package}\\t${Version}\\t${Architecture}\\t${Maintainer}\\t${Section}\\t${Homepage}\\n';

/** What dpkg-query prints for DPKG_FORMAT. Packages that were removed but not purged are listed by it, and are not installed. */
export function readDpkg(output: string): Application[] {
  return linesOf(output).flatMap((line) => {
    const [status, Name, Version, architecture, Publisher, ApplicationType, URL] = line.split('\t');
    if (status !== 'installed' || !Name) return [];
    return [application({ Name, Version, Publisher, Architecture: machineName(architecture), ApplicationType, URL })];
  });
}

/** AWS's agent writes the kernel's name of the architecture, so that a rule for one fits both. */
const machineName = (architecture: string | undefined) => (architecture === 'amd64' ? 'x86_64' : architecture);

const RPM_FORMAT =
  '%{NAME}\\t%{EPOCH}\\t%{VERSION}\\t%{RELEASE}\\t%{ARCH}\\t%{VENDOR}\\t%{GROUP}\\t%{URL}\\t%{INSTALLTIME}\\t%{SOURCERPM}\\n';

/** What rpm prints for RPM_FORMAT; it writes `(none)` for what a package does not have. Keys of signatures are no packages. */
export function readRpm(output: string): Application[] {
  return linesOf(output).flatMap((line) => {
    const fields = line.split('\t').map((field) => (field === '(none)' ? '' : field));
    const [Name, Epoch, Version, Release, Architecture, Publisher, ApplicationType, URL, installed, PackageId] = fields;
    if (!Name || Name === 'gpg-pubkey') return [];
    const InstalledTime = /^\d+$/.test(installed ?? '') ? isoTime(Number(installed)) : undefined;
    return [
      application({
        Name,
        Epoch,
        Version,
        Release,
        Architecture,
        Publisher,
        ApplicationType: ApplicationType === 'Unspecified' ? '' : ApplicationType,
        URL,
        InstalledTime,
        PackageId,
      }),
    ];
  });
}

const isoTime = (epochSeconds: number): string => new Date(epochSeconds * 1000).toISOString().replace(/\.\d+/, '');

/** The database of apk: a paragraph a package, a letter a field. */
export function readApk(database: string): Application[] {
  return database.split(/\n\n+/).flatMap((paragraph) => {
    const field = (letter: string) => new RegExp(`^${letter}:(.*)$`, 'm').exec(paragraph)?.[1];
    const Name = field('P');
    if (!Name) return [];
    return [
      application({
        Name,
        Version: field('V'),
        Architecture: field('A'),
        Publisher: field('m'),
        Summary: field('T'),
        URL: field('U'),
      }),
    ];
  });
}

/** The table of `snap list`: name, version, revision, tracking, publisher, notes. Verified publishers have a mark behind. */
export function readSnap(output: string): Application[] {
  return linesOf(output)
    .slice(1)
    .flatMap((line) => {
      const [Name, Version, Release, , publisher] = line.split(/\s+/);
      if (!Name || !Version || !Release) return [];
      const Publisher = publisher === '-' ? '' : publisher?.replace(/[*✓✪]+$/u, '');
      return [application({ Name, Version, Release, Publisher, ApplicationType: 'snap' })];
    });
}

const linesOf = (output: string): string[] => output.split('\n').filter((line) => line.trim() !== '');

/** Without the members that are empty. */
function application(members: { [Key in keyof Application]?: string | undefined }): Application {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value)) as unknown as Application;
}
