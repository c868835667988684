import type { Application, Platform, Processors } from '../server-inventory.ts';
import type { AgentReport } from './agent-report.ts';
import { platformType, positive, readServer } from './agent-server.ts';
import { FileProblem } from './file-problem.ts';
import type { ImportedServer } from './imported-server.ts';

/**
 * A server as the FusionInventory agent (2.6) and the GLPI agent that follows it describe one. What their members mean,
 * read in their code and seen in their files:
 *
 * - CPUS: one record a socket. CORE is the cores of that socket. THREAD is the logical processors of that socket on
 *   Linux; on Windows without a readable BIOS it is those of one core, and then smaller than CORE.
 * - CPUS on Linux where the kernel names no sockets: one record a logical processor, CORE 1 and THREAD 1. What that
 *   stands for is not known, and neither are cores and sockets.
 * - CPUS on 64-bit ARM and on s390x: none, for the agent has no module that takes these architectures.
 * - CPUS/ARCH is the name of the module that read it (`i386` on x86_64 too).
 * - SOFTWARES/PUBLISHER of a Debian package is the distribution, not who made the package.
 */
export const readFusionInventory = (report: AgentReport): ImportedServer =>
  readServer(report, {
    source: 'FusionInventory',
    platform: platformOf,
    processors: processorsOf,
    application: applicationOf,
  });

function platformOf(report: AgentReport): Platform {
  const system = report.first('OPERATINGSYSTEM');
  const name = system['NAME'] ?? report.first('HARDWARE')['OSNAME'];
  if (!name) throw new FileProblem('the inventory has no OPERATINGSYSTEM/NAME; expected the platform of the machine');
  const type = platformType(`${system['KERNEL_NAME'] ?? ''} ${name}`);
  const kernelVersion = system['KERNEL_VERSION'];
  return {
    type,
    // On Windows NAME is `Windows`, FULL_NAME has the edition that licenses are about.
    name: (type === 'Windows' && system['FULL_NAME']) || name,
    version: (type === 'Windows' ? kernelVersion : system['VERSION']) ?? '',
    ...(kernelVersion && { kernelVersion }),
  };
}

function processorsOf(report: AgentReport, leftOut: string[]): Processors {
  const records = report.all('CPUS');
  const model = records[0]?.['NAME'];
  const speedMHz = positive(records[0]?.['SPEED']);
  const described = { ...(model && { model }), ...(speedMHz && { speedMHz }) };
  const sockets = records.map((record) => ({ cores: positive(record['CORE']), threads: positive(record['THREAD']) }));
  const isPerProcessor =
    sockets.length > 1 && sockets.every(({ cores, threads }) => cores === 1 && (threads ?? 1) === 1);
  if (isPerProcessor) {
    leftOut.push(
      `cores and sockets: ${sockets.length} records of one core each stand for logical processors, whose sockets the agent does not know`,
    );
    return { ...described, cpus: sockets.length };
  }
  if (sockets.length === 0 || sockets.some(({ cores }) => cores === undefined)) {
    leftOut.push(`processors: ${sockets.length === 0 ? 'no CPUS record' : 'a CPUS record has no CORE'}`);
    return described;
  }
  return {
    ...described,
    sockets: sockets.length,
    cores: sum(sockets.map(({ cores }) => cores!)),
    cpus: sum(sockets.map(({ cores, threads }) => logicalProcessors(cores!, threads))),
  };
}

function logicalProcessors(cores: number, threads: number | undefined): number {
  if (threads === undefined) return cores;
  return threads < cores ? cores * threads : threads;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function applicationOf(record: Readonly<Record<string, string>>): Application | undefined {
  const { NAME, VERSION, PUBLISHER, ARCH, FROM, SYSTEM_CATEGORY, COMMENTS, GUID } = record;
  if (!NAME) return undefined;
  return {
    Name: NAME,
    ...(VERSION && { Version: VERSION }),
    ...(PUBLISHER && FROM !== 'deb' && { Publisher: PUBLISHER }),
    ...(ARCH && { Architecture: ARCH }),
    ...(SYSTEM_CATEGORY && { ApplicationType: SYSTEM_CATEGORY }),
    ...(COMMENTS && { Summary: COMMENTS }),
    ...(GUID && { PackageId: GUID }),
  };
}
