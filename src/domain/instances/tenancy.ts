import type { Tenancy } from '../licenses/license.ts';

/** Licenses that AWS sells with the machine and not for Dedicated Hosts: SQL Server, RHEL, SUSE (user guide, tenancy conversion). */
const NOT_ON_HOSTS: ReadonlySet<string> = new Set([
  ...['RunInstances:0202', 'RunInstances:0006', 'RunInstances:0102', 'RunInstances:0200', 'RunInstances:0004'],
  ...['RunInstances:0100', 'RunInstances:0010', 'RunInstances:1010', 'RunInstances:0210', 'RunInstances:0014'],
  ...['RunInstances:0110', 'RunInstances:1014', 'RunInstances:1110', 'RunInstances:000g'],
]);

const WINDOWS_BYOL = 'RunInstances:0800';

/** Why a machine with this usage operation cannot have this tenancy, or undefined. */
export function findTenancyProblem(usageOperation: string, tenancy: Tenancy): string | undefined {
  if (tenancy === 'host' && NOT_ON_HOSTS.has(usageOperation))
    return `A machine whose license comes with it (${usageOperation}) cannot run on a Dedicated Host; bring your own image and license.`;
  if (tenancy === 'default' && usageOperation === WINDOWS_BYOL)
    return 'Windows with your own license (RunInstances:0800) needs the tenancy dedicated or host.';
  return undefined;
}
