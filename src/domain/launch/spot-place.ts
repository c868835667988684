import type { LaunchRequest } from '../commands.ts';
import type { Refusal } from '../refusal.ts';

/**
 * Why a Spot launch cannot go where it says, or undefined. EC2 has no Spot Instances of tenancy host (EC2 API reference,
 * SpotPlacement), so none names a host, a host resource group or that tenancy, whichever operation asks for it. A Core or
 * Socket license is another matter: its launch names no place, and License Manager finds it the group that the license
 * needs, for Spot as for every other launch; else no image with such a license could be launched as Spot at all.
 */
export function findSpotPlaceProblem(request: LaunchRequest): Refusal | undefined {
  const { tenancy, hostId, hostResourceGroupArn, settings } = request;
  if (!settings.spot || !(tenancy === 'host' || hostId || hostResourceGroupArn)) return undefined;
  return { kind: 'placement-conflict', problem: PROBLEM };
}

const PROBLEM =
  'Spot Instances cannot be launched onto Dedicated Hosts: the tenancy host is not for them. Leave it out; with a Core or Socket license a host resource group that takes it is then found.';
