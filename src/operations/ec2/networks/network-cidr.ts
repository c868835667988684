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
