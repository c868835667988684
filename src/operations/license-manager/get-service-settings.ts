import type { GetServiceSettingsRequest, GetServiceSettingsResponse } from '@aws-sdk/client-license-manager';
import { shareArn } from '../../domain/sharing/resource-share.ts';
import type { Operation } from '../../operation.ts';
import { findServiceSettings } from '../../views/license-manager/service-settings.ts';

/** An account that never set anything has no organization and no cross-account discovery. */
export const getServiceSettings: Operation<GetServiceSettingsRequest, GetServiceSettingsResponse> = {
  async handle(_request, context) {
    const settings = await findServiceSettings(context.db, context);
    const sources = settings?.discovery_source_regions ?? [];
    return {
      S3BucketArn: settings?.s3_bucket_arn ?? undefined,
      SnsTopicArn: settings?.sns_topic_arn ?? undefined,
      OrganizationConfiguration: { EnableIntegration: settings?.organization_integration ?? false },
      EnableCrossAccountsDiscovery: settings?.cross_accounts_discovery ?? false,
      ...(settings?.share_id && { LicenseManagerResourceShareArn: shareArn({ ...context, id: settings.share_id }) }),
      ...(sources.length > 0 && {
        CrossRegionDiscoveryHomeRegion: context.region,
        CrossRegionDiscoverySourceRegions: sources,
      }),
    };
  },
};
