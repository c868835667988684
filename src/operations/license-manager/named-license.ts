import { type LicenseConfigurationRef, parseLicenseConfigurationArn } from '../../domain/arn.ts';
import type { Constraint } from '../../domain/constraints.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { findVisibleLicenses } from '../../views/license-manager/visible-licenses.ts';
import { refusalFault } from './refusal-fault.ts';

/** AWS's model bounds ARNs so; an empty one is refused as an unknown one. */
export const arnConstraint: Constraint = { length: [0, 2048] };

/**
 * The license configurations that ARNs name, where the caller may read them: its own and those shared with it, of this
 * Region and not deleted. Faults on the first that is not: another account's is as unknown as one that never was.
 */
export async function readableLicenses(
  arns: readonly string[],
  context: RequestContext,
): Promise<LicenseConfigurationRef[]> {
  const refs = arns.map((arn) => parseLicenseConfigurationArn(arn));
  const owners = await findVisibleLicenses(
    context.db,
    refs.flatMap((ref) => (ref ? [ref.id] : [])),
    context,
  );
  return refs.map((ref, index) => {
    if (ref && ref.region === context.region && owners.get(ref.id) === ref.accountId) return ref;
    throw refusalFault({ kind: 'license-not-found', arn: arns[index]! });
  });
}

/** The license configuration that an ARN names, where the caller may read it. */
export async function readableLicense(
  arn: string | undefined,
  context: RequestContext,
): Promise<LicenseConfigurationRef> {
  const [ref] = await readableLicenses([arn ?? ''], context);
  return ref!;
}

/**
 * The license configuration that an ARN names, where it is the caller's own. One that is shared with the caller is no
 * secret to it, so the answer is that it may not, rather than that there is none: a client that read "unknown" would
 * take it for deleted.
 */
export async function ownLicense(arn: string | undefined, context: RequestContext): Promise<LicenseConfigurationRef> {
  const ref = await readableLicense(arn, context);
  if (ref.accountId === context.accountId) return ref;
  throw new Fault('AuthorizationException', `${arn} is shared with this account; only its owner can do this.`);
}

/** Of a shared license, an account sees what is its own; undefined for the owner, who sees all. */
export const onlyOf = (license: LicenseConfigurationRef, { accountId }: RequestContext): string | undefined =>
  license.accountId === accountId ? undefined : accountId;
