import { findPublicParameter } from '../../../domain/catalogue/public-parameters.ts';
import { Fault } from '../../../fault.ts';

/** A parameter of Systems Manager in the place of an image's id, with its version behind a colon if it is to have one. */
const ALIAS = /^resolve:ssm:([^:]+)(?::([^:]+))?$/;

/** The id of an image, which may be given by a parameter that holds it; faults InvalidParameterValue, for EC2 publishes no code. */
export function resolveImageId(given: string, region: string): string {
  const [alias, name = '', version = '1'] = ALIAS.exec(given) ?? [];
  if (alias === undefined) return given;
  const parameter = version === '1' ? findPublicParameter(region, name) : undefined;
  if (parameter) return parameter.value;
  throw new Fault(
    'InvalidParameterValue',
    `Invalid value '${given}' for ImageId: there is no such parameter. GetParametersByPath lists those below /aws/service.`,
  );
}
