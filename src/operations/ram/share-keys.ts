import type { Keys } from '../../domain/policies/context.ts';
import { printedArn } from '../../domain/resource.ts';
import { isSharedType, parseSharedResource, permissionArn, SHARED_TYPES } from '../../domain/sharing/resource-share.ts';
import type { NamesMembers } from './share-members.ts';

// Values of RAM's own condition keys, as requests give them (Service Authorization Reference).

/** Nothing is shared with an account any longer that leaves the organization. */
const RETAIN = { 'ram:RetainSharingOnAccountLeaveOrganization': ['false'] };

/** Of what is put into a share or taken out of it. */
export const memberKeys = ({ resourceArns = [], principals = [] }: NamesMembers): Keys => ({
  ...RETAIN,
  'ram:Principal': principals,
  'ram:ResourceArn': resourceArns.map(printedArn),
  'ram:RequestedResourceType': [...new Set(resourceArns.flatMap((arn) => parseSharedResource(arn)?.type ?? []))],
});

/** Of whether a share may be with principals outside the organization, where a request says so. */
export const externalKeys = (allowed: boolean | undefined): Keys =>
  allowed === undefined ? {} : { 'ram:RequestedAllowsExternalPrincipals': [String(allowed)] };

/** Of a permission, where there is such a one. */
export const permissionKeys = (arn: string): Keys => ({
  'ram:PermissionArn': [arn],
  'ram:PermissionResourceType': Object.keys(SHARED_TYPES).filter(
    (type) => isSharedType(type) && permissionArn(type) === arn,
  ),
});
