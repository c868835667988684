import { type Kysely, sql } from 'kysely';
import type { DB } from '../src/store/schema.ts';
import { OTHER_ACCOUNT } from './example-facts.ts';

// Shares with another account, which no operation makes yet.

/** Shares a license configuration, by its ARN or id. */
export async function shareLicense(db: Kysely<DB>, license: string, account = OTHER_ACCOUNT): Promise<void> {
  await sql`
    INSERT INTO license_share (account_id, region, license_configuration_id, shared_with_account_id)
    SELECT account_id, region, license_configuration_id, ${account} FROM license_configuration
    WHERE license_configuration_id = ${license.split(':').at(-1)}`.execute(db);
}

/** Shares a host resource group, by its ARN. */
export async function shareGroup(db: Kysely<DB>, arn: string, account = OTHER_ACCOUNT): Promise<void> {
  await sql`
    INSERT INTO resource_group_share (account_id, region, group_arn, shared_with_account_id)
    SELECT account_id, region, group_arn, ${account} FROM resource_group WHERE group_arn = ${arn}`.execute(db);
}
