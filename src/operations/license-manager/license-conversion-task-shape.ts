import type { LicenseConversionContext, LicenseConversionTask } from '@aws-sdk/client-license-manager';
import type { LicenseContext } from '../../domain/licenses/license-conversion.ts';
import { resourceArn } from '../../domain/resource.ts';
import type { ConversionTaskRow } from '../../views/license-manager/license-conversion-tasks.ts';

/** A conversion task as License Manager prints it; times that have not come are left out. */
export const conversionTaskShape = (row: ConversionTaskRow): LicenseConversionTask => ({
  LicenseConversionTaskId: row.id,
  ResourceArn: resourceArn({ type: 'EC2_INSTANCE', id: row.instanceId, ownerId: row.accountId, region: row.region }),
  SourceLicenseContext: contextShape(row.source),
  DestinationLicenseContext: contextShape(row.destination),
  Status: row.status,
  StatusMessage: row.statusMessage ?? undefined,
  StartTime: row.startedAt,
  LicenseConversionTime: row.convertedAt ?? undefined,
  EndTime: row.endedAt ?? undefined,
});

const contextShape = ({ usageOperation, productCodes }: LicenseContext): LicenseConversionContext => ({
  UsageOperation: usageOperation,
  ...(productCodes.length > 0 && {
    ProductCodes: productCodes.map((id) => ({ ProductCodeId: id, ProductCodeType: 'marketplace' as const })),
  }),
});
