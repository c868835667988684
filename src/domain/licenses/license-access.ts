import { licenseConfigurationArn } from '../arn.ts';
import type { Access } from '../authorization.ts';
import type { Refusal } from '../refusal.ts';
import type { License } from './license.ts';

/**
 * The authorization step once more, for licenses that a request does not name itself: those of a launch template, of an
 * image, of machines that are to start. EC2 asks IAM for the right to each license configuration at RunInstances and
 * StartInstances, and only under lock is it known which they are. Undefined where the caller may use them all.
 */
export function findDeniedLicense(
  access: Access | undefined,
  action: 'ec2:RunInstances' | 'ec2:StartInstances',
  licenses: readonly License[],
): Refusal | undefined {
  if (!access || licenses.length === 0) return undefined;
  const resources = licenses.map((license) => licenseConfigurationArn(license, license.id));
  const decision = access({ action, resources });
  return decision.allowed ? undefined : { kind: 'not-authorized', reason: decision.reason };
}
