import type { ServerInventory } from '../server-inventory.ts';
import { collectLinux } from './linux.ts';
import { collectMacOs } from './macos.ts';
import { commandRunner } from './run-command.ts';
import { collectWindows } from './windows.ts';

/** The inventory of this machine. Throws where a tool that should tell it fails: half a list is never taken for a list. */
export function collectInventory(env: Readonly<Record<string, string | undefined>>): Promise<ServerInventory> {
  const runCommand = commandRunner(env);
  if (process.platform === 'linux') return collectLinux(runCommand);
  if (process.platform === 'win32') return collectWindows(runCommand);
  if (process.platform === 'darwin') return collectMacOs(runCommand);
  throw new Error(`No inventory can be taken on ${process.platform}; expected Linux, Windows or macOS.`);
}
