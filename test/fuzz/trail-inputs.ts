/** Of CloudTrail. */
export const cloudTrailInputs = {
  LookupEvents: () => ({
    LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }],
    StartTime: 1_767_225_600,
    MaxResults: 5,
  }),
};
