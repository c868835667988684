import { isIP } from 'node:net';
import type { Application, NetworkInterface, Platform, Processors } from '../server-inventory.ts';
import type { AgentReport } from './agent-report.ts';
import { FileProblem } from './file-problem.ts';
import type { ImportedServer } from './imported-server.ts';

/** What the members of a report mean differs from agent to agent. */
interface Meaning {
  /** What the source is called where the report does not say. */
  readonly source: string;
  readonly platform: (report: AgentReport) => Platform;
  /** Adds to `leftOut` what is not taken over. */
  readonly processors: (report: AgentReport, leftOut: string[]) => Processors;
  readonly application: (record: Readonly<Record<string, string>>) => Application | undefined;
}

/** The server that a report describes. */
export function readServer(
  report: AgentReport,
  { source, platform, processors, application }: Meaning,
): ImportedServer {
  const leftOut: string[] = [];
  return {
    sourceId: sourceIdOf(report),
    source: report.first('VERSIONCLIENT')[''] ?? source,
    name: nameOf(report),
    platform: platform(report),
    processors: processors(report, leftOut),
    applications: report.all('SOFTWARES').flatMap((record) => application(record) ?? []),
    networks: networksOf(report),
    leftOut,
  };
}

/** A positive whole number, or undefined for anything else. */
export const positive = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;

/** Units that mainboards give when nobody set one. */
const NO_UUID = /^(0+|f+|03000200-?0400-?0500-?0006-?000700080009)$/i;

/**
 * What names the machine: its hardware's UUID; else its name with its lowest hardware address; else the agent's own id.
 * The agent's id comes last, because it is made anew where the agent keeps no state between two runs.
 */
function sourceIdOf(report: AgentReport): string {
  const uuid = report.first('HARDWARE')['UUID'] ?? report.first('BIOS')['UUID'];
  if (uuid && !NO_UUID.test(uuid.replaceAll('-', ''))) return `uuid:${uuid.toLowerCase()}`;
  const address = networksOf(report)
    .filter(({ MacAddress, IPV4 }) => MacAddress !== '' && IPV4 !== '')
    .map(({ MacAddress }) => MacAddress)
    .sort()[0];
  if (address) return `host:${nameOf(report)}/${address}`;
  if (report.deviceId) return `device:${report.deviceId}`;
  throw new FileProblem('the inventory names no machine; expected HARDWARE/UUID, NETWORKS/MACADDR or DEVICEID');
}

function nameOf(report: AgentReport): string {
  const name = report.first('HARDWARE')['NAME'] ?? report.first('OPERATINGSYSTEM')['FQDN'];
  if (name) return name;
  throw new FileProblem('the inventory has no HARDWARE/NAME; expected the name of the machine');
}

/** The platform's type by its name or kernel. Throws a FileProblem for a system that License Manager has no type for. */
export function platformType(name: string): Platform['type'] {
  if (/windows|mswin/i.test(name)) return 'Windows';
  if (/mac ?os|darwin/i.test(name)) return 'MacOS';
  if (/bsd|solaris|sunos|aix|hp-?ux/i.test(name))
    throw new FileProblem(`the platform is ${JSON.stringify(name)}; expected Linux, Windows or macOS`);
  return 'Linux';
}

/** The interfaces with a hardware address; the addresses of one interface come as a record each. */
function networksOf(report: AgentReport): NetworkInterface[] {
  const records = report
    .all('NETWORKS')
    .filter((record) => record['MACADDR'] && !/loopback/i.test(record['TYPE'] ?? ''));
  const byName = Map.groupBy(records, (record) => `${record['DESCRIPTION'] ?? ''} ${record['MACADDR']}`);
  return [...byName.values()].map((group) => {
    // The OCS Inventory agent has addresses of both kinds in IPADDRESS.
    const addresses = group.flatMap(({ IPADDRESS = '', IPADDRESS6 = '' }) => [...IPADDRESS.split(','), IPADDRESS6]);
    const ofVersion = (version: number) => [...new Set(addresses)].filter((text) => isIP(text) === version).join(',');
    return {
      Name: group[0]!['DESCRIPTION'] ?? '',
      MacAddress: group[0]!['MACADDR']!.toLowerCase(),
      IPV4: ofVersion(4),
      IPV6: ofVersion(6),
    };
  });
}
