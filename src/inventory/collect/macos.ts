import { hostname, release } from 'node:os';
import type { Application, Processors, ServerInventory } from '../server-inventory.ts';
import { networkInterfaces } from './network-interfaces.ts';
import type { RunCommand } from './run-command.ts';

/** The inventory of this Mac. */
export async function collectMacOs(run: RunCommand): Promise<ServerInventory> {
  const [version, sysctl, applications] = await Promise.all([
    run('sw_vers', ['-productVersion']),
    run('sysctl', ['-a', 'hw', 'machdep.cpu.brand_string']).then((text) => text ?? ''),
    run('system_profiler', ['-json', 'SPApplicationsDataType']),
  ]);
  return {
    name: hostname(),
    platform: { type: 'MacOS', name: 'macOS', version: version?.trim() ?? '', kernelVersion: release() },
    processors: readSysctl(sysctl),
    applications: readApplications(applications ?? '{}'),
    networks: networkInterfaces(),
  };
}

/** From lines `name: value` of sysctl. */
export function readSysctl(output: string): Processors {
  const values = new Map(output.split('\n').map((line) => line.split(/:\s*(.*)/s, 2) as [string, string]));
  const numeric = (name: string) => (/^\d+$/.test(values.get(name) ?? '') ? Number(values.get(name)) : undefined);
  const model = values.get('machdep.cpu.brand_string');
  const [sockets, cores, cpus] = [numeric('hw.packages'), numeric('hw.physicalcpu'), numeric('hw.logicalcpu')];
  return { ...(model && { model }), ...(sockets && { sockets }), ...(cores && { cores }), ...(cpus && { cpus }) };
}

interface ProfiledApplication {
  readonly _name: string;
  readonly version?: string;
  readonly lastModified?: string;
  readonly obtained_from?: string;
  readonly signed_by?: readonly string[];
}

/** From the JSON of system_profiler. The publisher is who signed it, if somebody did. */
export function readApplications(output: string): Application[] {
  const { SPApplicationsDataType = [] } = JSON.parse(output) as { SPApplicationsDataType?: ProfiledApplication[] };
  return SPApplicationsDataType.map(({ _name, version, obtained_from, signed_by }) => ({
    Name: _name,
    ...(version && { Version: version }),
    ...(obtained_from && { ApplicationType: obtained_from }),
    ...(signed_by?.[0] && { Publisher: signed_by[0].replace(/^Developer ID Application: /, '') }),
  }));
}
