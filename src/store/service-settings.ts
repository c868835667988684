import { sql, type Transaction } from 'kysely';
import type { DB } from './schema.ts';

/** What of an account's settings in a Region changes; undefined members stay as they are. */
export interface ServiceSettingsChange {
  readonly accountId: string;
  readonly region: string;
  readonly s3BucketArn: string | undefined;
  readonly snsTopicArn: string | undefined;
  readonly discoverySourceRegions: readonly string[] | undefined;
  /** Whether the account's organization is linked. */
  readonly integration?: boolean | undefined;
  readonly crossAccountsDiscovery?: true | undefined;
  /** The share that comes with a link. */
  readonly shareId?: string | undefined;
}

/** Writes changed settings. */
export async function putServiceSettings(trx: Transaction<DB>, change: ServiceSettingsChange): Promise<void> {
  const { accountId, region, s3BucketArn = null, snsTopicArn = null, discoverySourceRegions = null } = change;
  const { integration = null, crossAccountsDiscovery = null, shareId = null } = change;
  await sql`
    INSERT INTO service_settings AS s (account_id, region, s3_bucket_arn, sns_topic_arn, discovery_source_regions,
      organization_integration, cross_accounts_discovery, share_id)
    VALUES (${accountId}, ${region}, ${s3BucketArn}, ${snsTopicArn}, coalesce(${discoverySourceRegions}::text[], '{}'),
      coalesce(${integration}::boolean, false), coalesce(${crossAccountsDiscovery}::boolean, false), ${shareId})
    ON CONFLICT (account_id, region) DO UPDATE
    SET s3_bucket_arn = coalesce(excluded.s3_bucket_arn, s.s3_bucket_arn),
      sns_topic_arn = coalesce(excluded.sns_topic_arn, s.sns_topic_arn),
      discovery_source_regions = coalesce(${discoverySourceRegions}::text[], s.discovery_source_regions),
      organization_integration = coalesce(${integration}::boolean, s.organization_integration),
      cross_accounts_discovery = excluded.cross_accounts_discovery OR s.cross_accounts_discovery,
      share_id = coalesce(${shareId}::text, s.share_id)`.execute(trx);
}

/** Ends what an account has set about its organization, in all Regions, when that is no more. */
export async function forgetOrganization(trx: Transaction<DB>, accountId: string): Promise<void> {
  await sql`
    UPDATE service_settings SET organization_integration = false, cross_accounts_discovery = false
    WHERE account_id = ${accountId}`.execute(trx);
}
