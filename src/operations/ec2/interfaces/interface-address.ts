import type { PrivateIpAddressSpecification } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';

interface Addressed {
  readonly PrivateIpAddress?: string | undefined;
  readonly PrivateIpAddresses?: PrivateIpAddressSpecification[] | undefined;
}

/** The one address that it can have yet, in either of the two ways to name it. */
export function addressOf({ PrivateIpAddress, PrivateIpAddresses: list = [] }: Addressed): string | undefined {
  if (list.length > 1 || list.some(({ Primary }) => Primary === false))
    throw new Fault(
      'UnsupportedOperation',
      'Headroom gives a network interface one private address and no second one.',
    );
  return PrivateIpAddress || list[0]?.PrivateIpAddress || undefined;
}
