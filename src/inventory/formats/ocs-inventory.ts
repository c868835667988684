import type { Application, Platform, Processors } from '../server-inventory.ts';
import type { AgentReport } from './agent-report.ts';
import { platformType, positive, readServer } from './agent-server.ts';
import { FileProblem } from './file-problem.ts';
import type { ImportedServer } from './imported-server.ts';

/**
 * A server as the OCS Inventory agent (2.10) describes one. What its members mean, read in its code and seen in its files:
 *
 * - CPUS: one record a socket. NBSOCKET is the sockets of the machine, in every record; CORES and LOGICAL_CPUS are those
 *   of one socket; THREADS is the same as LOGICAL_CPUS. Sockets are the records where NBSOCKET is missing, as on Windows.
 * - SOFTWARES/NAME of a Debian package may have the architecture behind a colon; PUBLISHER is its home page.
 * - SOFTWARES/INSTALLDATE counts months from 0.
 */
export const readOcsInventory = (report: AgentReport): ImportedServer =>
  readServer(report, {
    source: 'OCS Inventory',
    platform: platformOf,
    processors: processorsOf,
    application: applicationOf,
  });

function platformOf(report: AgentReport): Platform {
  const { OSNAME, OSVERSION = '' } = report.first('HARDWARE');
  if (!OSNAME) throw new FileProblem('the inventory has no HARDWARE/OSNAME; expected the platform of the machine');
  const type = platformType(OSNAME);
  const name = OSVERSION && OSNAME.endsWith(` ${OSVERSION}`) ? OSNAME.slice(0, -OSVERSION.length - 1) : OSNAME;
  return { type, name, version: OSVERSION };
}

function processorsOf(report: AgentReport, leftOut: string[]): Processors {
  const records = report.all('CPUS');
  const [first] = records;
  const sockets = positive(first?.['NBSOCKET']) ?? (records.length || undefined);
  // One record stands for all sockets where others are missing.
  const described = records.length === sockets ? records : records.slice(0, 1);
  /** Of all sockets; undefined where a record does not say. */
  const total = (numbers: readonly (number | undefined)[]): number | undefined =>
    sockets && numbers.every((number) => number !== undefined)
      ? (numbers.reduce((sum, number) => sum + number, 0) * sockets) / numbers.length
      : undefined;
  const cores = total(described.map((record) => positive(record['CORES'])));
  const cpus = total(described.map((record) => positive(record['LOGICAL_CPUS']) ?? positive(record['THREADS'])));
  const model = first?.['TYPE'];
  const speedMHz = positive(first?.['SPEED']);
  if (cores === undefined) leftOut.push('cores: no CPUS record has CORES, or not every one');
  return {
    ...(model && { model }),
    ...(speedMHz && { speedMHz }),
    ...(sockets && { sockets }),
    ...(cores && { cores }),
    ...(cpus && { cpus }),
  };
}

function applicationOf(record: Readonly<Record<string, string>>): Application | undefined {
  const { NAME, VERSION, PUBLISHER, ARCHITECTURE, FROM, COMMENTS, INSTALLDATE } = record;
  if (!NAME) return undefined;
  const isDebian = FROM === 'deb';
  const installed = installedTime(INSTALLDATE, isDebian);
  return {
    Name: isDebian ? NAME.replace(/:[a-z0-9-]+$/, '') : NAME,
    ...(VERSION && { Version: VERSION }),
    ...(PUBLISHER && (isDebian ? { URL: PUBLISHER } : { Publisher: PUBLISHER })),
    ...(ARCHITECTURE && { Architecture: ARCHITECTURE }),
    ...(COMMENTS && { Summary: COMMENTS }),
    ...(installed && { InstalledTime: installed }),
  };
}

/** The agent writes a Debian package's month as C's `tm_mon`, 0 to 11; elsewhere it hands on what the system says. */
function installedTime(text: string | undefined, isDebian: boolean): string | undefined {
  const [, year, month, day, clock = '00:00:00'] =
    /^(\d{4})\/(\d\d)\/(\d\d)(?: (\d\d:\d\d:\d\d))?$/.exec(text ?? '') ?? [];
  if (!year) return undefined;
  const counted = Number(month) + (isDebian ? 1 : 0);
  const iso = `${year}-${String(counted).padStart(2, '0')}-${day}T${clock}Z`;
  return Number.isNaN(Date.parse(iso)) ? undefined : iso;
}
