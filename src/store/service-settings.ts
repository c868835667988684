import { sql, type Transaction } from 'kysely';
import type { DB } from './schema.ts';

/** What of an account's settings in a Region changes; undefined members stay as they are. */
export interface ServiceSettingsChange {
  readonly accountId: string;
  readonly region: string;
  readonly s3BucketArn: string | undefined;
  readonly snsTopicArn: string | undefined;
  readonly discoverySourceRegions: readonly string[] | undefined;
}

/** Writes changed settings. */
export async function putServiceSettings(trx: Transaction<DB>, change: ServiceSettingsChange): Promise<void> {
  const { accountId, region, s3BucketArn = null, snsTopicArn = null, discoverySourceRegions = null } = change;
  await sql`
    INSERT INTO service_settings AS s (account_id, region, s3_bucket_arn, sns_topic_arn, discovery_source_regions)
    VALUES (${accountId}, ${region}, ${s3BucketArn}, ${snsTopicArn}, coalesce(${discoverySourceRegions}::text[], '{}'))
    ON CONFLICT (account_id, region) DO UPDATE
    SET s3_bucket_arn = coalesce(excluded.s3_bucket_arn, s.s3_bucket_arn),
      sns_topic_arn = coalesce(excluded.sns_topic_arn, s.sns_topic_arn),
      discovery_source_regions = coalesce(${discoverySourceRegions}::text[], s.discovery_source_regions)`.execute(trx);
}
