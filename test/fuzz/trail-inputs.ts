/** Of CloudTrail. */
export const cloudTrailInputs = {
  LookupEvents: () => ({
    LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }],
    StartTime: 1_767_225_600,
    MaxResults: 5,
  }),
};

/** Of Headroom's own operations, those on the audit trail. */
export const exportInputs = {
  ExportAuditEvents: () => ({ From: 1_767_225_600 }),
  GetAuditKeys: () => ({}),
};
