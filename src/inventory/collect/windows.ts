import { hostname } from 'node:os';
import type { Application, ServerInventory } from '../server-inventory.ts';
import { networkInterfaces } from './network-interfaces.ts';
import type { RunCommand } from './run-command.ts';

/**
 * What PowerShell is asked: one JSON document of the system, the processors and what is installed for all users, 32 and 64
 * bit. The registry is read because asking Windows Installer for its products repairs them.
 */
const SCRIPT = `
$ErrorActionPreference = 'Stop'
[Console]::OutputEncoding = [Text.Encoding]::UTF8
$keys = 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*', 'HKLM:\\SOFTWARE\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*'
@{
  system = Get-CimInstance Win32_OperatingSystem | Select-Object Caption, Version, ServicePackMajorVersion
  processors = @(Get-CimInstance Win32_Processor | Select-Object Name, MaxClockSpeed, NumberOfCores, NumberOfLogicalProcessors)
  applications = @(Get-ItemProperty $keys -ErrorAction SilentlyContinue | Where-Object { $_.DisplayName } |
    Select-Object DisplayName, DisplayVersion, Publisher, InstallDate, PSChildName, PSParentPath)
} | ConvertTo-Json -Depth 3 -Compress`;

interface WindowsAnswer {
  readonly system: { readonly Caption: string; readonly Version: string };
  /** A record a socket. */
  readonly processors: readonly {
    readonly Name: string;
    readonly MaxClockSpeed: number;
    readonly NumberOfCores: number;
    readonly NumberOfLogicalProcessors: number;
  }[];
  readonly applications: readonly Readonly<Record<string, string | null>>[];
}

/** The inventory of this Windows machine. */
export async function collectWindows(run: RunCommand): Promise<ServerInventory> {
  const output = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', SCRIPT]);
  if (output === undefined) throw new Error('powershell.exe is not on the PATH; it is needed to read the inventory.');
  return { name: hostname(), networks: networkInterfaces(), ...readWindowsAnswer(output) };
}

/** The inventory in the JSON that SCRIPT prints. */
export function readWindowsAnswer(output: string): Pick<ServerInventory, 'platform' | 'processors' | 'applications'> {
  const { system, processors, applications } = JSON.parse(output) as WindowsAnswer;
  const total = (numberOf: (processor: WindowsAnswer['processors'][number]) => number) =>
    processors.reduce((sum, processor) => sum + numberOf(processor), 0);
  const [first] = processors;
  return {
    platform: { type: 'Windows', name: system.Caption.trim(), version: system.Version, kernelVersion: system.Version },
    processors: first
      ? {
          model: first.Name.trim(),
          speedMHz: first.MaxClockSpeed,
          sockets: processors.length,
          cores: total(({ NumberOfCores }) => NumberOfCores),
          cpus: total(({ NumberOfLogicalProcessors }) => NumberOfLogicalProcessors),
        }
      : {},
    applications: applications.map(readApplication),
  };
}

function readApplication(entry: Readonly<Record<string, string | null>>): Application {
  const { DisplayName, DisplayVersion, Publisher, InstallDate, PSChildName, PSParentPath } = entry;
  const date = /^(\d{4})(\d\d)(\d\d)$/.exec(InstallDate ?? '');
  return {
    Name: DisplayName!.trim(),
    ...(DisplayVersion && { Version: DisplayVersion }),
    ...(Publisher && { Publisher: Publisher.trim() }),
    Architecture: /WOW6432Node/i.test(PSParentPath ?? '') ? 'i386' : 'x86_64',
    ...(date && { InstalledTime: `${date[1]}-${date[2]}-${date[3]}T00:00:00Z` }),
    ...(PSChildName && { PackageId: PSChildName }),
  };
}
