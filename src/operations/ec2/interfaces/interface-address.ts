import type { PrivateIpAddressSpecification } from '@aws-sdk/client-ec2';
import type { AskedAddresses } from '../../../domain/networks/network.ts';
import type { NetworkInterface } from '../../../domain/records/network-interface.ts';
import { CommonFault, Fault } from '../../../fault.ts';

interface Addressed {
  readonly PrivateIpAddress?: string | undefined;
  readonly PrivateIpAddresses?: PrivateIpAddressSpecification[] | undefined;
  readonly SecondaryPrivateIpAddressCount?: number | undefined;
}

/** More than any instance type has (EC2 user guide, IP addresses per network interface): a bound of ours. */
const MOST = 255;

/** The addresses that a request names for a network interface, in either of the two ways, or how many it asks for. */
export function addressesOf(one: Addressed): AskedAddresses {
  const { PrivateIpAddress: named, PrivateIpAddresses: list = [], SecondaryPrivateIpAddressCount: count } = one;
  // One that does not say is a secondary one, as Terraform sends them.
  const primaries = list.filter(({ Primary }) => Primary);
  if (primaries.length + (named ? 1 : 0) > 1)
    throw new Fault('InvalidParameterCombination', 'Only one primary private IP address can be specified.');
  const secondaryIps = list.filter(({ Primary }) => !Primary).map(({ PrivateIpAddress }) => PrivateIpAddress ?? '');
  if (secondaryIps.includes(''))
    throw new CommonFault(
      'MissingMember',
      'The request must contain the parameter PrivateIpAddresses.PrivateIpAddress',
    );
  const privateIp = named || primaries[0]?.PrivateIpAddress || undefined;
  checkSecondary({ privateIp, secondaryIps, secondaryCount: count });
  return {
    privateIp,
    ...(secondaryIps.length > 0 && { secondaryIps }),
    ...(count && { secondaryCount: count }),
  };
}

/** What changes of a network interface when secondary addresses are taken off it, with the Elastic IP addresses that lead there. */
export function withoutAddresses(
  { secondaryIps, secondaryElasticIps }: Pick<NetworkInterface, 'secondaryIps' | 'secondaryElasticIps'>,
  addresses: readonly string[],
) {
  const left = secondaryIps?.filter((address) => !addresses.includes(address));
  const led = secondaryElasticIps?.filter(({ privateIp }) => !addresses.includes(privateIp));
  return {
    secondaryIps: left?.length ? left : undefined,
    secondaryElasticIps: led?.length ? led : undefined,
  };
}

/** What is asked for beside the primary address is by name or by number, each once and not too many. */
export function checkSecondary({ privateIp, secondaryIps = [], secondaryCount: count = 0 }: AskedAddresses): void {
  if (count && secondaryIps.length > 0)
    throw new Fault(
      'InvalidParameterCombination',
      'Give secondary private IP addresses or how many there are to be, but not both.',
    );
  if (!Number.isInteger(count) || count < 0)
    throw new Fault('InvalidParameterValue', `Invalid value '${count}' for SecondaryPrivateIpAddressCount.`);
  if (Math.max(count, secondaryIps.length) > MOST)
    throw new Fault(
      'PrivateIpAddressLimitExceeded',
      `A network interface has ${MOST} secondary addresses at the most.`,
    );
  const all = privateIp ? [privateIp, ...secondaryIps] : secondaryIps;
  const twice = all.find((address, place) => all.indexOf(address) !== place);
  if (twice !== undefined) throw new Fault('InvalidParameterValue', `The address ${twice} is given twice.`);
}
