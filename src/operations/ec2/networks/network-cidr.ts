import { type Cidr, parseCidr } from '../../../domain/networks/cidr.ts';
import { CommonFault, Fault } from '../../../fault.ts';

// AWS's bounds of a VPC and of a subnet.
const LARGEST = 2 ** (32 - 16);
const SMALLEST = 2 ** (32 - 28);

/** The block that a VPC or a subnet is to have; `rangeCode` is the code of one that is too large or too small. */
export function networkCidr(text: string | undefined, rangeCode: string): Cidr {
  if (!text) throw new CommonFault('MissingMember', 'The request must contain the parameter CidrBlock');
  const cidr = parseCidr(text);
  if (!cidr)
    throw new Fault(
      'InvalidParameterValue',
      `Value (${text}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
    );
  if (cidr.size > LARGEST || cidr.size < SMALLEST)
    throw new Fault(rangeCode, `The CIDR '${text}' is invalid. Its prefix must be between /16 and /28.`);
  return cidr;
}

/** Faults UnsupportedOperation when the request gives one of the members: IPv6, address pools and Outposts are not built. */
export function refuseUnbuilt<Request extends object>(
  request: Request,
  members: readonly (keyof Request & string)[],
): void {
  const given = members.find((member) => request[member]);
  if (given) throw new Fault('UnsupportedOperation', `Headroom does not support ${given} yet; leave it out.`);
}
