import { licenseConfigurationArn, parseLicenseConfigurationArn } from '../../domain/arn.ts';
import type { Constraint } from '../../domain/constraints.ts';
import type { MeteredLicense } from '../../domain/metrics/license-metrics.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { readMeteredLicenses } from '../../views/history/license-usage.ts';

/** License configurations of one question. */
export const someLicenses: Constraint = { items: [1, 100] };

export const arnOf = (license: MeteredLicense): string => licenseConfigurationArn(license, license.id);

/** The license configurations of the caller's that ARNs name, in their order; those that are deleted keep their history. */
export async function findOwnLicenses(arns: readonly string[], context: RequestContext): Promise<MeteredLicense[]> {
  const refs = arns.map((arn) => {
    const ref = parseLicenseConfigurationArn(arn);
    if (!ref) throw invalid(`Invalid license configuration ARN: ${arn}.`);
    return ref;
  });
  const found = await readMeteredLicenses(
    context.db,
    context,
    refs.map(({ id }) => id),
  );
  return refs.map((ref, index) => {
    const license = found.find(({ id }) => id === ref.id);
    if (license && license.accountId === ref.accountId && license.region === ref.region) return license;
    throw new Fault(
      'ResourceNotFoundException',
      `There is no license configuration ${arns[index]} in this account and Region.`,
    );
  });
}

/** A time from one instant until another, which is outside; until now where that is not said. */
export function readPeriod(
  { From: from, To: to }: { readonly From: Date; readonly To?: Date | undefined },
  { now }: { readonly now: Date },
): { readonly from: Date; readonly until: Date } {
  const until = to ?? now;
  if (from >= until)
    throw invalid('From is not before To: expected the beginning of a time and its end, which is outside.');
  return { from, until };
}

export const invalid = (message: string): Fault => new Fault('InvalidParameterValueException', message);
