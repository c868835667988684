import { readFile } from 'node:fs/promises';
import { hostname, release } from 'node:os';
import { join } from 'node:path';
import type { Platform, ServerInventory } from '../server-inventory.ts';
import { linuxPackages } from './linux-packages.ts';
import { networkInterfaces } from './network-interfaces.ts';
import { linuxProcessors } from './processors-linux.ts';
import type { RunCommand } from './run-command.ts';

/** The inventory of this Linux machine. */
export async function collectLinux(run: RunCommand, root = '/'): Promise<ServerInventory> {
  const [platform, processors, applications] = await Promise.all([
    linuxPlatform(root),
    linuxProcessors(root),
    linuxPackages(run, root),
  ]);
  return { name: hostname(), platform, processors, applications, networks: networkInterfaces() };
}

/** From os-release; a machine without one is `Linux` of its kernel's version. */
async function linuxPlatform(root: string): Promise<Platform> {
  const text = await readFile(join(root, 'etc/os-release'), 'utf8').catch(() => '');
  const value = (name: string) => new RegExp(`^${name}=(["']?)(.*)\\1$`, 'm').exec(text)?.[2];
  const kernelVersion = release();
  return {
    type: 'Linux',
    name: value('NAME') ?? 'Linux',
    version: value('VERSION_ID') ?? kernelVersion,
    kernelVersion,
  };
}
