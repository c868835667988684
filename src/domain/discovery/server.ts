import { type License, licensesFor, type Machine } from '../licenses/license.ts';
import type { Resource } from '../resource.ts';

/** A server outside EC2 as a decision sees it: one that registered with Systems Manager, or a database of RDS. */
export interface Server {
  readonly resource: Resource;
  /** Until then it counts as using what it has, if nothing more is heard of it; undefined where it does not. */
  readonly presentUntil: Date | undefined;
  /** Logical processors; undefined where it never said. */
  readonly cpus: number | undefined;
}

/** Whether a server uses what it has: one that fell silent for long gives its licenses back. */
export const isPresent = ({ presentUntil }: Server, at: Date): boolean =>
  presentUntil !== undefined && at < presentUntil;

/** A server as what licenses count; only what is known of it. */
export const machineOfServer = ({ cpus = 0 }: Server): Machine => ({
  tenancy: 'default',
  vcpus: cpus,
  coreCount: cpus,
  threadsPerCore: 1,
});

/** How many licenses a server takes that uses what it has; undefined where its processors would have to be known. */
export function licensesForServer(license: License, server: Server): number | undefined {
  if (license.countingType === 'vCPU' && server.cpus === undefined) return undefined;
  return licensesFor(license, machineOfServer(server));
}
