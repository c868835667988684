import type { Grant } from '@aws-sdk/client-license-manager';
import { grantArn, issuedLicenseArn } from '../../../domain/arn.ts';
import type { IssuedGrant } from '../../../domain/issued/grant.ts';
import type { ListedGrant } from '../../../views/license-manager/issued-grants.ts';

/** A grant as License Manager prints it. Its parent is the license, where whoever grants issued that. */
export function grantShape(grant: ListedGrant): Grant {
  const { id, accountId, ownerId, licenseId, parentId, parentAccountId, operations, reason, override } = grant;
  const licenseArn = issuedLicenseArn(ownerId, licenseId);
  return {
    GrantArn: grantArn(accountId, id),
    GrantName: grant.name,
    ParentArn: parentId !== null && parentAccountId !== null ? grantArn(parentAccountId, parentId) : licenseArn,
    LicenseArn: licenseArn,
    GranteePrincipalArn: grant.principalArn,
    HomeRegion: grant.homeRegion,
    GrantStatus: grant.status,
    StatusReason: reason ?? undefined,
    Version: String(grant.version),
    GrantedOperations: [...operations] as Grant['GrantedOperations'],
    ...(override && { Options: { ActivationOverrideBehavior: override as 'DISTRIBUTED_GRANTS_ONLY' } }),
  };
}

/** What operations that change a grant answer of it. */
export const changedShape = ({ accountId, id, status, version }: IssuedGrant) => ({
  GrantArn: grantArn(accountId, id),
  Status: status,
  Version: String(version),
});
