/** Of CloudTrail. */
export const cloudTrailInputs = {
  LookupEvents: () => ({
    LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }],
    StartTime: 1_767_225_600,
    MaxResults: 5,
  }),
};

interface LicenseWorld {
  readonly licenseArn: string;
}

/** Of Headroom's own operations, those on what was. */
export const exportInputs = {
  ExportAuditEvents: () => ({ From: 1_767_225_600 }),
  GetAuditKeys: () => ({}),
  GetLicenseUsage: ({ licenseArn }: LicenseWorld) => ({ LicenseConfigurationArns: [licenseArn], At: 1_767_225_600 }),
  GetPeakLicenseUsage: ({ licenseArn }: LicenseWorld) => ({
    LicenseConfigurationArns: [licenseArn],
    From: 1_767_225_600,
    To: 1_798_761_600,
  }),
  ListLicenseUses: ({ licenseArn }: LicenseWorld) => ({
    LicenseConfigurationArn: licenseArn,
    From: 1_767_225_600,
    MaxResults: 5,
  }),
};
