import type { Input } from '../fuzz/valid-inputs.ts';

/** What names something of another account where the valid request of the fuzz tests names nothing; `id` finds one by its kind. */
export const foreignInputs = (id: (kind: string) => string, accountId: string): Readonly<Record<string, Input>> => ({
  'ec2:DescribeAddresses': { AllocationIds: [id('eipalloc')] },
  'ec2:DescribeAddressesAttribute': { AllocationIds: [id('eipalloc')] },
  'ec2:DescribeHosts': { HostIds: [id('h')] },
  'ec2:DescribePlacementGroups': { GroupIds: [id('pg')] },
  'ec2:DescribeImages': { ImageIds: [id('ami')] },
  'ec2:DescribeInstances': { InstanceIds: [id('i')] },
  'ec2:DescribeInternetGateways': { InternetGatewayIds: [id('igw')] },
  'ec2:DescribeLaunchTemplates': { LaunchTemplateIds: [id('lt')] },
  'ec2:DescribeNatGateways': { NatGatewayIds: [id('nat')] },
  'ec2:DescribeSecurityGroups': { GroupIds: [id('sg')] },
  'ec2:DescribeSpotInstanceRequests': { SpotInstanceRequestIds: [id('sir')] },
  'ec2:DescribeSubnets': { SubnetIds: [id('subnet')] },
  'ec2:DescribeTags': { Filters: [{ Name: 'resource-id', Values: [id('i')] }] },
  'ec2:DescribeVolumes': { VolumeIds: [id('vol')] },
  'ec2:DescribeVpcs': { VpcIds: [id('vpc')] },
  'cloudtrail:LookupEvents': { LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: id('i') }] },
  'headroom:ExportAuditEvents': { AccountId: accountId },
  'headroom:CreateAccountKey': { AccountId: accountId },
  'license-manager:ListResourceInventory': {
    Filters: [
      { Name: 'resource_arn', Condition: 'EQUALS', Value: `arn:aws:ec2:us-east-1:${accountId}:instance/${id('i')}` },
    ],
  },
  'ram:GetResourceShares': { resourceOwner: 'OTHER-ACCOUNTS' },
  'ssm:DescribeInstanceInformation': { Filters: [{ Key: 'InstanceIds', Values: [id('mi')] }] },
  'ssm:GetInventory': { Filters: [{ Key: 'AWS:InstanceInformation.InstanceId', Values: [id('mi')], Type: 'Equal' }] },
});

/** Operations whose requests name nothing that somebody has, by service: what they make, read or change is the caller's own. */
export const namesNothing: Readonly<Record<string, readonly string[]>> = {
  ec2: [
    ...['AllocateAddress', 'AllocateHosts', 'CreateInternetGateway', 'CreateKeyPair', 'CreatePlacementGroup'],
    ...['CreateVolume', 'CreateVpc', 'DeleteKeyPair', 'DescribeAccountAttributes'],
    ...['DescribeAvailabilityZones', 'DescribeCapacityReservations', 'DescribeDhcpOptions'],
    ...['DescribeHostReservationOfferings', 'DescribeHostReservations', 'DescribeManagedPrefixLists'],
    ...[
      'DescribePrefixLists',
      'DescribeReservedInstances',
      'DescribeVpcPeeringConnections',
      'GetEbsEncryptionByDefault',
    ],
    ...['DescribeIamInstanceProfileAssociations', 'DescribeInstanceTypeOfferings', 'DescribeInstanceTypes'],
    ...['DescribeKeyPairs', 'DescribeRegions', 'DescribeSnapshots'],
    ...['DescribeSpotPriceHistory', 'DescribeVolumesModifications'],
    ...['GetInstanceTypesFromInstanceRequirements', 'ImportKeyPair', 'RegisterImage'],
  ],
  headroom: [
    ...['CreateAccount', 'CreateWebhook', 'DropDeliveries', 'GetAuditKeys', 'ListAlerts', 'ListFailedDeliveries'],
    ...['ListWebhooks', 'RetryDeliveries'],
  ],
  iam: [
    ...['ChangePassword', 'CreateAccountAlias', 'CreateGroup', 'CreateInstanceProfile'],
    ...['CreateOpenIDConnectProvider', 'CreatePolicy', 'CreateRole', 'CreateServiceLinkedRole'],
    ...['CreateUser', 'DeleteAccountAlias', 'DeleteServiceLinkedRole', 'GetAccountSummary'],
    ...['GetContextKeysForCustomPolicy', 'GetServiceLinkedRoleDeletionStatus', 'ListAccountAliases'],
    ...['ListEntitiesForPolicy', 'ListGroups', 'ListInstanceProfiles', 'ListOpenIDConnectProviders'],
    ...['ListPolicies', 'ListRoles', 'ListUsers', 'SimulateCustomPolicy'],
  ],
  'license-manager': [
    ...['CreateLicense', 'CreateLicenseConfiguration', 'GetServiceSettings'],
    ...['ListLicenseAssetGroups', 'ListLicenseAssetRulesets', 'ListLicenseConfigurationsForOrganization'],
    ...['ListReceivedLicensesForOrganization', 'UpdateServiceSettings'],
  ],
  monitoring: [
    ...['DeleteAlarms', 'DescribeAlarmHistory', 'DescribeAlarms', 'DisableAlarmActions'],
    ...['EnableAlarmActions', 'SetAlarmState'],
  ],
  organizations: [
    ...['CreateAccount', 'CreateOrganization', 'CreatePolicy', 'DeleteOrganization'],
    ...['DescribeOrganization', 'DisableAWSServiceAccess', 'EnableAWSServiceAccess', 'LeaveOrganization'],
    ...['ListAWSServiceAccessForOrganization', 'ListAccounts', 'ListCreateAccountStatus'],
    ...['ListDelegatedAdministrators', 'ListHandshakesForAccount', 'ListHandshakesForOrganization'],
    ...['ListPolicies', 'ListRoots'],
  ],
  ram: [
    ...['EnableSharingWithAwsOrganization', 'GetPermission', 'GetResourceShareInvitations'],
    ...['GetResourceShares', 'ListPermissions', 'ListPrincipals', 'ListResourceTypes'],
  ],
  rds: [...['CreateDBInstance', 'CreateOptionGroup', 'DescribeOptionGroups']],
  'resource-groups': [...['CreateGroup', 'ListGroups', 'SearchResources']],
  sns: [...['CreateTopic', 'ListSubscriptions', 'ListTopics']],
  ssm: [
    ...['CreateActivation', 'CreateResourceDataSync', 'DeleteInventory', 'DescribeActivations'],
    ...['DescribeInstanceProperties', 'DescribeInventoryDeletions', 'GetDocument', 'GetInventorySchema'],
    ...['GetParameter', 'GetParameters', 'GetParametersByPath', 'ListResourceDataSync'],
    ...['RegisterManagedInstance', 'UpdateManagedInstancePublicKey'],
  ],
  sts: [...['GetCallerIdentity', 'GetSessionToken']],
};
