interface StatementText {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

interface ReadyMade {
  readonly name: string;
  readonly path?: string;
  readonly description: string;
  readonly statements: readonly StatementText[];
}

const allow = (...actions: readonly string[]): StatementText => ({ Effect: 'Allow', Action: actions, Resource: '*' });

const LICENSE_ROLES = 'arn:aws:iam::*:role/aws-service-role/license-manager*.amazonaws.com/*';

const makeServiceRoles: StatementText = {
  Effect: 'Allow',
  Action: 'iam:CreateServiceLinkedRole',
  Resource: LICENSE_ROLES,
  Condition: { StringLike: { 'iam:AWSServiceName': 'license-manager*.amazonaws.com' } },
};

const passRolesTo = (...services: readonly string[]): StatementText => ({
  Effect: 'Allow',
  Action: 'iam:PassRole',
  Resource: '*',
  Condition: { StringEquals: { 'iam:PassedToService': services } },
});

const READ_ALL = [
  ...['license-manager:Get*', 'license-manager:List*', 'ec2:Describe*', 'ec2:Get*', 'rds:Describe*', 'rds:List*'],
  ...['resource-groups:Get*', 'resource-groups:List*', 'resource-groups:Search*', 'tag:Get*'],
  ...['ssm:Describe*', 'ssm:Get*', 'ssm:List*'],
  ...['organizations:Describe*', 'organizations:List*', 'ram:Get*', 'ram:List*'],
  ...['sns:Get*', 'sns:List*'],
];

const READ_IDENTITIES = ['iam:Get*', 'iam:List*', 'iam:Generate*', 'iam:Simulate*'];
const READ_USAGE = ['cloudwatch:Get*', 'cloudwatch:List*', 'cloudwatch:Describe*', 'headroom:Get*', 'headroom:List*'];
const READ_TRAIL = ['cloudtrail:LookupEvents', 'cloudtrail:Describe*', 'cloudtrail:Get*', 'cloudtrail:List*'];

/** The work of the mission's people and programs. */
const OF_HEADROOM: readonly ReadyMade[] = [
  {
    name: 'HeadroomLicenseAdministrator',
    description: 'Writes license configurations, ties them to what is licensed, shares them, and looks after servers.',
    statements: [
      allow('license-manager:*', 'resource-groups:*', 'ram:*', 'ssm:*', 'sns:*', 'cloudwatch:*', ...READ_USAGE),
      allow('ec2:Describe*', 'ec2:Get*', 'ec2:AllocateHosts', 'ec2:ModifyHosts', 'ec2:ReleaseHosts'),
      allow('ec2:CreateTags', 'ec2:DeleteTags', 'rds:Describe*', 'rds:List*', 'tag:*'),
      allow('organizations:Describe*', 'organizations:List*', 'iam:GetRole', 'iam:ListRoles', ...READ_TRAIL),
      makeServiceRoles,
      passRolesTo('ssm.amazonaws.com'),
    ],
  },
  {
    name: 'HeadroomLaunchingUser',
    description: 'Launches, changes and removes machines, and sees the licenses that they take.',
    statements: [
      allow('license-manager:Get*', 'license-manager:List*', 'resource-groups:Get*', 'resource-groups:List*'),
      allow(...READ_USAGE),
      allow('ec2:Describe*', 'ec2:Get*', 'ec2:*Instance*', 'ec2:*Volume*', 'ec2:*Snapshot*', 'ec2:*LaunchTemplate*'),
      allow(
        'ec2:*Fleet*',
        'ec2:*Spot*',
        'ec2:*KeyPair*',
        'ec2:*NetworkInterface*',
        'ec2:*Address*',
        'ec2:*SecurityGroup*',
      ),
      allow('ec2:CreateTags', 'ec2:DeleteTags', 'iam:ListInstanceProfiles'),
      passRolesTo('ec2.amazonaws.com', 'spotfleet.amazonaws.com'),
    ],
  },
  {
    name: 'HeadroomAuditor',
    description: 'Reads licenses, what uses them, identities, policies and the audit trail; changes nothing.',
    statements: [
      allow(...READ_ALL, ...READ_IDENTITIES, ...READ_TRAIL, ...READ_USAGE, 'headroom:Export*', 'headroom:Generate*'),
    ],
  },
  {
    name: 'HeadroomDiscoveryAgent',
    description: 'Registers servers, and imports and reads what is found on them.',
    statements: [
      allow('ssm:RegisterManagedInstance', 'ssm:CreateActivation', 'ssm:DescribeActivations', 'ssm:DeleteActivation'),
      allow('ssm:DescribeInstance*', 'ssm:*Inventory*', 'ssm:ListAssociations', 'ssm:AddTagsToResource'),
      allow('ssm:DeregisterManagedInstance', 'license-manager:ListResourceInventory'),
      passRolesTo('ssm.amazonaws.com'),
    ],
  },
];

/** Policies of the roles that AWS License Manager has in an account. */
const OF_LICENSE_MANAGER: readonly ReadyMade[] = [
  {
    name: 'AWSLicenseManagerServiceRolePolicy',
    path: '/aws-service-role/',
    description: 'Lets License Manager see what is licensed and what is found on servers.',
    statements: [
      allow('ec2:DescribeInstances', 'ec2:DescribeImages', 'ec2:DescribeHosts', 'rds:DescribeDBInstances'),
      allow('ssm:ListInventoryEntries', 'ssm:GetInventory', 'ssm:CreateAssociation'),
      allow('license-manager:GetServiceSettings', 'license-manager:GetLicense*', 'license-manager:List*'),
      allow('license-manager:UpdateLicenseSpecificationsForResource', 'organizations:DescribeOrganization'),
      allow('organizations:ListAWSServiceAccessForOrganization', 'organizations:ListDelegatedAdministrators'),
    ],
  },
  {
    name: 'AWSLicenseManagerMasterAccountRolePolicy',
    path: '/aws-service-role/',
    description: 'Lets License Manager share an organization’s licenses from its management account.',
    statements: [
      allow('organizations:Describe*', 'organizations:List*', 'resource-groups:PutGroupPolicy'),
      allow('ram:GetResourceShares', 'ram:GetResourceShareAssociations', 'ram:TagResource', 'ram:CreateResourceShare'),
      allow('ram:AssociateResourceShare', 'ram:DisassociateResourceShare', 'ram:UpdateResourceShare'),
      allow('ram:DeleteResourceShare', 'ssm:*ResourceDataSync'),
    ],
  },
  {
    name: 'AWSLicenseManagerMemberAccountRolePolicy',
    path: '/aws-service-role/',
    description: 'Lets License Manager keep a member account in line with its organization.',
    statements: [
      allow('license-manager:UpdateLicenseSpecificationsForResource', 'license-manager:GetLicenseConfiguration'),
      allow('ssm:ListInventoryEntries', 'ssm:GetInventory', 'ssm:CreateAssociation', 'ssm:*ResourceDataSync'),
      allow('ram:AcceptResourceShareInvitation', 'ram:GetResourceShareInvitations'),
    ],
  },
  {
    name: 'AWSLicenseManagerLinuxSubscriptionsServiceRolePolicy',
    path: '/aws-service-role/',
    description: 'Lets License Manager count commercial Linux subscriptions.',
    statements: [
      allow('ec2:DescribeInstances', 'ec2:DescribeRegions', 'organizations:Describe*', 'organizations:List*'),
    ],
  },
  {
    name: 'AWSLicenseManagerUserSubscriptionsServiceRolePolicy',
    path: '/aws-service-role/',
    description: 'Lets License Manager see the machines of user-based subscriptions.',
    statements: [allow('ec2:DescribeInstances', 'ec2:DescribeVpcs', 'ec2:DescribeSubnets', 'ssm:GetInventory')],
  },
  {
    name: 'AWSLicenseManagerConsumptionPolicy',
    path: '/service-role/',
    description: 'Checks licenses out and in.',
    statements: [
      allow('license-manager:CheckoutLicense', 'license-manager:CheckInLicense', 'license-manager:GetLicense'),
      allow('license-manager:ExtendLicenseConsumption'),
    ],
  },
];

const all = (name: string, service: string, ...actions: readonly string[]): ReadyMade => ({
  name,
  description: `All of ${service}.`,
  statements: [allow(...actions)],
});

const read = (name: string, service: string, ...actions: readonly string[]): ReadyMade => ({
  name,
  description: `Reads ${service}.`,
  statements: [allow(...actions)],
});

// A policy variable, which the evaluation puts in.
const OWN_USER = ['arn:aws:iam::*:user/', '{aws:username}'].join('$');

/** What accounts of AWS attach by name, for the services that Headroom offers. */
const OF_SERVICES: readonly ReadyMade[] = [
  all('AdministratorAccess', 'what the account has', '*'),
  {
    name: 'PowerUserAccess',
    description: 'All but identities and the organization.',
    statements: [
      allow(
        'license-manager:*',
        'ec2:*',
        'rds:*',
        'ssm:*',
        'resource-groups:*',
        'tag:*',
        'ram:*',
        'cloudtrail:*',
        'sns:*',
        'sts:*',
      ),
      allow('iam:CreateServiceLinkedRole', 'iam:ListRoles', 'organizations:DescribeOrganization'),
    ],
  },
  read('ReadOnlyAccess', 'what the account has', ...READ_ALL, ...READ_IDENTITIES, ...READ_TRAIL),
  read('SecurityAudit', 'settings that security depends on', ...READ_ALL, ...READ_IDENTITIES, ...READ_TRAIL),
  all('AmazonEC2FullAccess', 'EC2', 'ec2:*'),
  read('AmazonEC2ReadOnlyAccess', 'EC2', 'ec2:Describe*', 'ec2:Get*'),
  all('AmazonRDSFullAccess', 'RDS', 'rds:*', 'ec2:Describe*'),
  read('AmazonRDSReadOnlyAccess', 'RDS', 'rds:Describe*', 'rds:List*', 'ec2:Describe*'),
  all('AmazonSSMFullAccess', 'Systems Manager', 'ssm:*', 'ec2messages:*', 'ec2:DescribeInstanceStatus'),
  read('AmazonSSMReadOnlyAccess', 'Systems Manager', 'ssm:Describe*', 'ssm:Get*', 'ssm:List*'),
  {
    name: 'AmazonSSMManagedInstanceCore',
    description: 'What the agent of a server calls.',
    statements: [
      allow('ssm:DescribeAssociation', 'ssm:GetDocument', 'ssm:ListAssociations', 'ssm:ListInstanceAssociations'),
      allow(
        'ssm:PutInventory',
        'ssm:PutComplianceItems',
        'ssm:UpdateAssociationStatus',
        'ssm:UpdateInstanceInformation',
      ),
      allow('ssm:UpdateInstanceAssociationStatus', 'ec2messages:*'),
    ],
  },
  all('IAMFullAccess', 'IAM', 'iam:*', 'organizations:Describe*', 'organizations:List*'),
  read('IAMReadOnlyAccess', 'IAM', ...READ_IDENTITIES),
  {
    name: 'IAMUserChangePassword',
    description: 'Changes one’s own password.',
    statements: [
      { Effect: 'Allow', Action: 'iam:ChangePassword', Resource: OWN_USER },
      allow('iam:GetAccountPasswordPolicy'),
    ],
  },
  all('ResourceGroupsandTagEditorFullAccess', 'Resource Groups', 'resource-groups:*', 'tag:*', 'ec2:Describe*'),
  read(
    'ResourceGroupsandTagEditorReadOnlyAccess',
    'Resource Groups',
    'resource-groups:Get*',
    'resource-groups:List*',
    'tag:Get*',
  ),
  all('AWSOrganizationsFullAccess', 'Organizations', 'organizations:*'),
  read('AWSOrganizationsReadOnlyAccess', 'Organizations', 'organizations:Describe*', 'organizations:List*'),
  all('AWSResourceAccessManagerFullAccess', 'Resource Access Manager', 'ram:*'),
  read('AWSResourceAccessManagerReadOnlyAccess', 'Resource Access Manager', 'ram:Get*', 'ram:List*'),
  all('AmazonSNSFullAccess', 'SNS', 'sns:*'),
  read('AmazonSNSReadOnlyAccess', 'SNS', 'sns:Get*', 'sns:List*'),
  all('AWSCloudTrail_FullAccess', 'CloudTrail', 'cloudtrail:*'),
  read('AWSCloudTrail_ReadOnlyAccess', 'CloudTrail', ...READ_TRAIL),
];

/**
 * The managed policies that are there from the start. Those under AWS's names (AWS managed policy reference) say what AWS's
 * say of the services that are offered here, in words of our own.
 */
export const READY_MADE: readonly ReadyMade[] = [...OF_HEADROOM, ...OF_LICENSE_MANAGER, ...OF_SERVICES];
