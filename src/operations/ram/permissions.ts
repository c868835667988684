import type {
  GetPermissionRequest,
  GetPermissionResponse,
  ListPermissionsRequest,
  ListPermissionsResponse,
  ListResourceSharePermissionsRequest,
  ListResourceSharePermissionsResponse,
  ListResourceTypesRequest,
  ListResourceTypesResponse,
} from '@aws-sdk/client-ram';
import { SHARED_TYPES } from '../../domain/sharing/resource-share.ts';
import type { Operation } from '../../operation.ts';
import { readTypesIn } from '../../views/ram/shares.ts';
import { pageConstraints } from './list-page.ts';
import { readType } from './list-resources.ts';
import { ownShare, shareResources } from './named-share.ts';
import { permissionKeys } from './share-keys.ts';
import { permissionSummary, permissionsOf, permissionText, typePermitted } from './share-permissions.ts';

// There is one permission for each type of resource, made by AWS, so each of these lists is one page.

export const listPermissions: Operation<ListPermissionsRequest, ListPermissionsResponse> = {
  constraints: { permissionType: { oneOf: ['ALL', 'AWS_MANAGED', 'CUSTOMER_MANAGED'] }, ...pageConstraints },

  async handle({ resourceType, permissionType }) {
    const type = readType(resourceType);
    return { permissions: permissionType === 'CUSTOMER_MANAGED' ? [] : permissionsOf(type && [type]) };
  },
};

export const getPermission: Operation<GetPermissionRequest, GetPermissionResponse> = {
  resources: ({ permissionArn: arn }) => [arn!],
  keys: ({ permissionArn: arn }) => permissionKeys(arn!),

  async handle({ permissionArn: arn, permissionVersion: version }) {
    const type = typePermitted(arn!, version);
    const { status: _, tags: __, ...summary } = permissionSummary(type);
    return { permission: { ...summary, status: 'ATTACHABLE', permission: permissionText(type) } };
  },
};

/** A share has the permissions of the types that are in it. */
export const listResourceSharePermissions: Operation<
  ListResourceSharePermissionsRequest,
  ListResourceSharePermissionsResponse
> = {
  constraints: pageConstraints,
  resources: shareResources,

  async handle({ resourceShareArn: arn }, context) {
    const share = await ownShare(arn!, context);
    const permissions = permissionsOf(await readTypesIn(context.db, share.id));
    return { permissions: permissions.map((permission) => ({ ...permission, status: 'ASSOCIATED' })) };
  },
};

export const listResourceTypes: Operation<ListResourceTypesRequest, ListResourceTypesResponse> = {
  constraints: { resourceRegionScope: { oneOf: ['ALL', 'REGIONAL', 'GLOBAL'] }, ...pageConstraints },

  async handle({ resourceRegionScope: scope }) {
    const types = Object.entries(SHARED_TYPES).map(([resourceType, { service: serviceName }]) => ({
      resourceType,
      serviceName,
      resourceRegionScope: 'REGIONAL' as const,
    }));
    return { resourceTypes: scope === 'GLOBAL' ? [] : types };
  },
};
