import type { ResourceSharePermissionSummary } from '@aws-sdk/client-ram';
import {
  isSharedType,
  PERMITTED,
  permissionArn,
  SHARED_TYPES,
  type SharedType,
} from '../../domain/sharing/resource-share.ts';
import { malformedArn, unknownResource } from './share-faults.ts';

const TYPES = Object.keys(SHARED_TYPES).filter(isSharedType);

/** When the permissions came to be, which AWS says of its own. */
const SINCE = new Date('2019-01-01T00:00:00Z');

/** The type whose permission an ARN names; faults where there is none. There is one permission a type, of one version. */
export function typePermitted(arn: string, version?: number): SharedType {
  if (!arn.startsWith('arn:')) throw malformedArn(`The permission ARN ${arn} is not valid.`);
  const type = TYPES.find((one) => permissionArn(one) === arn);
  if (!type) throw unknownResource(`Permission ${arn} could not be found; ListPermissions lists those that are here.`);
  if (version !== undefined && version !== 1)
    throw unknownResource(`Permission ${arn} has the version 1 alone, not ${version}.`);
  return type;
}

export const permissionSummary = (type: SharedType): ResourceSharePermissionSummary => ({
  arn: permissionArn(type),
  version: '1',
  defaultVersion: true,
  name: SHARED_TYPES[type].permission,
  resourceType: type,
  status: 'ATTACHABLE',
  creationTime: SINCE,
  lastUpdatedTime: SINCE,
  isResourceTypeDefault: true,
  permissionType: 'AWS_MANAGED',
  featureSet: 'STANDARD',
});

/** What a permission allows, as the part of a policy that a share fills in. */
export const permissionText = (type: SharedType): string =>
  JSON.stringify({ Effect: 'Allow', Action: PERMITTED[type] });

export const permissionsOf = (types: readonly SharedType[] = TYPES): ResourceSharePermissionSummary[] =>
  types.map(permissionSummary);
