import { licenseConfigurationArn, parseArn, parseLicenseConfigurationArn } from '../arn.ts';
import type { Scope } from '../decision.ts';
import { parseResourceGroupArn, resourceGroupArn } from '../hosts/host-resource-group.ts';

/** A resource share of an account in a Region. */
export interface ResourceShare extends Scope {
  readonly id: string;
  /** The order of creation. */
  readonly sequence: number;
  readonly name: string;
  /** Whether accounts outside the owner's organization can be invited. */
  readonly allowExternal: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** An invitation to a share, which an account outside the owner's organization gets. */
export interface Invitation {
  readonly id: string;
  readonly sequence: number;
  readonly shareId: string;
  readonly shareName: string;
  readonly region: string;
  readonly senderId: string;
  readonly receiverId: string;
  readonly status: 'PENDING' | 'ACCEPTED' | 'REJECTED';
  readonly invitedAt: Date;
  /** Once that is over, one that is PENDING has expired. */
  readonly expiresAt: Date;
}

export type SharedType = 'license-manager:LicenseConfiguration' | 'resource-groups:Group';

/** What can be shared, by RAM's words for it, with the service, and the permission that comes with it. */
export const SHARED_TYPES: Readonly<Record<SharedType, { readonly service: string; readonly permission: string }>> = {
  'license-manager:LicenseConfiguration': {
    service: 'license-manager',
    permission: 'AWSRAMDefaultPermissionLicenseConfiguration',
  },
  'resource-groups:Group': { service: 'resource-groups', permission: 'AWSRAMDefaultPermissionResourceGroup' },
};

export const isSharedType = (text: string): text is SharedType => Object.hasOwn(SHARED_TYPES, text);

export const permissionArn = (type: SharedType): string =>
  `arn:aws:ram::aws:permission/${SHARED_TYPES[type].permission}`;

/** What members may do with what is shared, as a policy whose resources and principals are those of the share. */
export const PERMITTED: Readonly<Record<SharedType, readonly string[]>> = {
  'license-manager:LicenseConfiguration': [
    'license-manager:GetLicenseConfiguration',
    'license-manager:ListAssociationsForLicenseConfiguration',
    'license-manager:ListLicenseConfigurations',
    'license-manager:ListUsageForLicenseConfiguration',
    'license-manager:UpdateLicenseSpecificationsForResource',
    'ec2:RunInstances',
    'ec2:StartInstances',
  ],
  'resource-groups:Group': [
    'resource-groups:GetGroup',
    'resource-groups:GetGroupConfiguration',
    'resource-groups:ListGroupResources',
    'ec2:DescribeHosts',
    'ec2:RunInstances',
    'ec2:StartInstances',
  ],
};

/** A resource that a share has. */
export interface SharedResource {
  /** By which it is found: a license configuration's id, or a group's ARN. */
  readonly id: string;
  readonly arn: string;
  readonly type: SharedType;
}

/** The resource that an ARN names, with its owner and Region; undefined where it names none that can be shared. */
export function parseSharedResource(arn: string): (SharedResource & Scope) | undefined {
  const license = parseLicenseConfigurationArn(arn);
  if (license) {
    const own = licenseConfigurationArn(license, license.id);
    return { ...license, arn: own, type: 'license-manager:LicenseConfiguration' };
  }
  const group = parseResourceGroupArn(arn);
  if (!group) return undefined;
  const own = resourceGroupArn(group, group.name);
  return { ...group, id: own, arn: own, type: 'resource-groups:Group' };
}

/** Whom a share can be with: an account, an organization, or a unit. */
export type SharePrincipal =
  | { readonly kind: 'account'; readonly id: string }
  | { readonly kind: 'organization' | 'unit'; readonly id: string; readonly organizationId: string };

/** The account id or the ARN of an organization or a unit that a text is; undefined for anything else. */
export function parseSharePrincipal(text: string): SharePrincipal | undefined {
  if (/^[0-9]{12}$/.test(text)) return { kind: 'account', id: text };
  const arn = parseArn(text);
  if (arn?.service !== 'organizations') return undefined;
  const [kind, organizationId = '', unitId] = arn.resource.split('/');
  if (!/^o-[a-z0-9]{10,32}$/.test(organizationId)) return undefined;
  if (kind === 'organization' && unitId === undefined) return { kind, id: organizationId, organizationId };
  if (kind !== 'ou' || !unitId || !/^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/.test(unitId)) return undefined;
  return { kind: 'unit', id: unitId, organizationId };
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

export const shareArn = ({ accountId, region, id }: Scope & { readonly id: string }): string =>
  `arn:aws:ram:${region}:${accountId}:resource-share/${id}`;

export const invitationArn = (at: Scope, id: string): string =>
  `arn:aws:ram:${at.region}:${at.accountId}:resource-share-invitation/${id}`;

const parse = (kind: string) => {
  const resource = new RegExp(`^${kind}/(${UUID})$`);
  return (text: string): (Scope & { readonly id: string }) | undefined => {
    const arn = parseArn(text);
    const id = arn && resource.exec(arn.resource)?.[1];
    return arn && id && arn.service === 'ram' ? { accountId: arn.accountId, region: arn.region, id } : undefined;
  };
};

/** Owner, Region and id of a share's ARN. */
export const parseShareArn = parse('resource-share');
/** Sender, Region and id of an invitation's ARN. */
export const parseInvitationArn = parse('resource-share-invitation');

/** AWS's quotas for an account in a Region (RAM user guide, quotas), and how long an invitation can be accepted. */
export const SHARE_QUOTAS = {
  shares: 5_000,
  principals: 5_000,
  resources: 5_000,
  tags: 50,
  invitationHours: 12,
} as const;
