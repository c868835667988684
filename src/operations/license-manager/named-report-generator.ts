import { parseReportGeneratorArn } from '../../domain/arn.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';

/** The id in the ARN of a report generator of the caller's account and Region; faults on every other. */
export function reportGeneratorId(arn: string, { accountId, region }: RequestContext): string {
  const ref = parseReportGeneratorArn(arn);
  if (ref?.accountId === accountId && ref.region === region) return ref.id;
  throw unknownGenerator(arn);
}

export const unknownGenerator = (arn: string): Fault =>
  new Fault(
    'ResourceNotFoundException',
    `There is no report generator ${arn} in this account and Region; ListLicenseManagerReportGenerators names those there are.`,
  );
