import type { ProductCode } from '@aws-sdk/client-ec2';

/** Product codes in EC2's form. All that Headroom knows are of AWS Marketplace; those of DevPay are history. */
export const productCodesShape = (ids: readonly string[] = []): ProductCode[] =>
  ids.map((ProductCodeId) => ({ ProductCodeId, ProductCodeType: 'marketplace' }));
