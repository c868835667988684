import type { Parameter } from '@aws-sdk/client-ssm';
import { findPublicParameter, type PublicParameter } from '../../domain/catalogue/public-parameters.ts';
import type { RequestContext } from '../../operation.ts';

/** No parameter was ever changed: its image is the newest of its kind. */
const VERSION = 1;

export const parameterShape = ({ name, value, modifiedAt }: PublicParameter, region: string): Parameter => ({
  Name: name,
  Type: 'String',
  Value: value,
  Version: VERSION,
  LastModifiedDate: modifiedAt,
  ARN: `arn:aws:ssm:${region}::parameter${name}`,
  DataType: 'text',
});

/** What a request says of a parameter: its name or ARN, with a version or a label behind a colon. */
const REFERENCE = /^(?:arn:aws[a-z-]*:ssm:[a-z0-9-]*:\d*:parameter)?([^:]*)(?::([^:]+))?$/;

/** The parameter that a request names, as it is answered; or which of name and version there is not. */
export function namedParameter(
  reference: string,
  { region }: Pick<RequestContext, 'region'>,
): Parameter | 'unknown' | 'unknown-version' {
  const [, name = '', selector] = REFERENCE.exec(reference) ?? [];
  const found = findPublicParameter(region, name);
  if (!found) return 'unknown';
  if (selector !== undefined && selector !== String(VERSION)) return 'unknown-version';
  return { ...parameterShape(found, region), ...(selector && { Selector: `:${selector}` }) };
}
