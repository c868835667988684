import { parseLicenseConfigurationArn } from '../arn.ts';
import type { LaunchRequest } from '../commands.ts';
import { pass, type Scope, type Step, stop } from '../decision.ts';
import type { Association, Facts } from '../facts.ts';
import type { LaunchImage } from '../images/image.ts';
import { isVisibleTo, type License } from '../licenses/license.ts';
import { LICENSES_PER_RESOURCE } from '../licenses/license-claim.ts';

/**
 * Steps 10 and 11 of a launch: the licenses that the request or its template names, those of the image in the
 * launching account, and those of the image's owner with scope cross-account, each once. A license that is named must
 * be visible and, later, enabled; a disabled one that only the image brings lets the launch through untracked. The user
 * guide says both of a disabled license; this reading keeps every sentence of it true.
 */
export function collectLicenses(
  scope: Scope,
  request: LaunchRequest,
  image: LaunchImage,
  facts: Facts,
): Step<License[]> {
  const named: License[] = [];
  for (const arn of request.licenseConfigurationArns) {
    const license = findVisibleLicense(facts, scope, arn);
    if (!license) return stop({ kind: 'license-not-found', arn });
    named.push(license);
  }
  const licenses = [...new Set([...named, ...licensesOfImage(scope, image, facts)])];
  return licenses.length > LICENSES_PER_RESOURCE
    ? stop({ kind: 'too-many-licenses', count: licenses.length, limit: LICENSES_PER_RESOURCE })
    : pass(licenses);
}

/** The license that an ARN names, where it exists in the Region and launches of the account may use it. */
export function findVisibleLicense(facts: Facts, scope: Scope, arn: string): License | undefined {
  const ref = parseLicenseConfigurationArn(arn);
  const license = ref && facts.licenses.get(ref.id);
  if (!license || license.status === 'DELETED') return undefined;
  const isTheOneNamed = license.accountId === ref.accountId && license.region === ref.region;
  return isTheOneNamed && ref.region === scope.region && isVisibleTo(license, scope.accountId) ? license : undefined;
}

function licensesOfImage(scope: Scope, image: LaunchImage, facts: Facts): License[] {
  return (facts.associations.get(image.id) ?? []).flatMap((association) => {
    const license = facts.licenses.get(association.licenseId);
    return license?.status === 'AVAILABLE' && tracksLaunch(association, license, scope) ? [license] : [];
  });
}

/**
 * An account's own licenses, those that it tied to its own image, and those that the image's owner tied with scope
 * cross-account. Whom an image is shared with can tie to it its own licenses only, for its own launches; so one that the
 * owner does not see was not tied by the owner.
 */
function tracksLaunch({ resource, amiScope }: Association, license: License, { accountId, region }: Scope): boolean {
  if (resource.region !== region) return false;
  if (license.accountId === accountId) return true;
  const isForAll = amiScope === 'cross-account' || resource.ownerId === accountId;
  return isForAll && isVisibleTo(license, resource.ownerId);
}
