import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { licenseConfigurationArn } from '../src/domain/arn.ts';
import { idFromSeed } from '../src/domain/ids.ts';
import { insertLicenseConfiguration, type NewLicenseConfiguration } from '../src/store/license-configuration.ts';
import type { DB } from '../src/store/schema.ts';
import { ACCOUNT, REGION } from './example-facts.ts';

/** Inserts a license configuration, counted by vCPU and without a limit unless `given` says otherwise; returns its ARN. */
export async function givenLicense(db: Kysely<DB>, given: Partial<NewLicenseConfiguration> = {}): Promise<string> {
  const license: NewLicenseConfiguration = {
    accountId: ACCOUNT,
    region: REGION,
    id: idFromSeed('lic', randomUUID(), 0, 32),
    name: 'SQL Server',
    description: undefined,
    countingType: 'vCPU',
    licenseCount: undefined,
    hardLimit: false,
    ruleTexts: [],
    disassociateWhenNotFound: undefined,
    productInformation: [],
    licenseExpiry: undefined,
    createdAt: new Date(),
    ...given,
  };
  await db.transaction().execute((trx) => insertLicenseConfiguration(trx, license));
  return licenseConfigurationArn(license, license.id);
}
