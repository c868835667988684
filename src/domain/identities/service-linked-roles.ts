/** A role that only a service assumes, and that it has once in an account. */
export interface ServiceLinkedRole {
  readonly service: string;
  readonly roleName: string;
  readonly policyArn: string;
}

const role = (service: string, roleName: string, policyName: string): ServiceLinkedRole => ({
  service: `${service}.amazonaws.com`,
  roleName: `AWSServiceRoleFor${roleName}`,
  policyArn: `arn:aws:iam::aws:policy/aws-service-role/${policyName}`,
});

/** Those of License Manager, by the service ("Using service-linked roles", License Manager user guide). */
const ROLES: ReadonlyMap<string, ServiceLinkedRole> = new Map(
  [
    role('license-manager', 'AWSLicenseManagerRole', 'AWSLicenseManagerServiceRolePolicy'),
    role(
      'license-manager.master-account',
      'AWSLicenseManagerMasterAccountRole',
      'AWSLicenseManagerMasterAccountRolePolicy',
    ),
    role(
      'license-manager.member-account',
      'AWSLicenseManagerMemberAccountRole',
      'AWSLicenseManagerMemberAccountRolePolicy',
    ),
    role(
      'license-manager-linux-subscriptions',
      'AWSLicenseManagerLinuxSubscriptionsService',
      'AWSLicenseManagerLinuxSubscriptionsServiceRolePolicy',
    ),
    role(
      'license-manager-user-subscriptions',
      'AWSLicenseManagerUserSubscriptionsService',
      'AWSLicenseManagerUserSubscriptionsServiceRolePolicy',
    ),
  ].map((one) => [one.service, one]),
);

export const serviceLinkedRole = (service: string): ServiceLinkedRole | undefined => ROLES.get(service);

export const SERVICES_WITH_ROLES: readonly string[] = [...ROLES.keys()];

export const serviceRolePath = (service: string): string => `/aws-service-role/${service}/`;

export const serviceTrustPolicy = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });
