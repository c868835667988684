import { type Kysely, sql } from 'kysely';
import type { HostGroup } from '../../src/domain/hosts/host-resource-group.ts';
import type { License } from '../../src/domain/licenses/license.ts';
import { insertAssociations } from '../../src/store/license-association.ts';
import { addToCounters } from '../../src/store/license-configuration.ts';
import type { DB } from '../../src/store/schema.ts';
import { ACCOUNT, exampleImage, NOW, publicImage, REGION } from '../example-facts.ts';
import { givenLicense } from '../given-license.ts';
import { shareGroup, shareLicense } from '../shares.ts';
import { publisherLicense, worldAccounts, worldGroups, worldLicenses } from './random-commands.ts';

/** Empties the database and gives it the accounts, the account's own image and these licenses, of which nothing is taken. */
export async function givenLicenses(db: Kysely<DB>, ...licenses: readonly License[]): Promise<void> {
  await sql`TRUNCATE account, license_counter, resource_share, license_association, consumption, instance, tag,
    license_operation_failure, idempotency_token, audit_event CASCADE`.execute(db);
  await sql`INSERT INTO account (account_id) SELECT unnest(${[...worldAccounts]}::text[])`.execute(db);
  await sql`
    INSERT INTO image (account_id, region, image_id, name, architecture, platform_details, usage_operation,
      root_device_name, settings, created_at)
    VALUES (${ACCOUNT}, ${REGION}, ${exampleImage.id}, 'example', ${exampleImage.architecture},
      ${exampleImage.platformDetails}, ${exampleImage.usageOperation}, ${exampleImage.rootDeviceName}, '{}', ${NOW})`.execute(
    db,
  );
  for (const license of licenses) {
    await givenLicense(db, { ...license, createdAt: NOW });
    for (const account of license.sharedWith) await shareLicense(db, license.id, account);
  }
}

/** Ties a license to an image, as UpdateLicenseSpecificationsForResource of its owner does. */
export function givenImageTie(
  db: Kysely<DB>,
  license: License,
  image: { id: string; ownerId: string },
  amiScope?: string,
): Promise<void> {
  const resource = { type: 'EC2_AMI', id: image.id, ownerId: image.ownerId, region: REGION } as const;
  const association = {
    licenseId: license.id,
    licenseAccountId: license.accountId,
    resource,
    ...(amiScope && { amiScope }),
  };
  return db.transaction().execute(async (trx) => {
    await insertAssociations([association], NOW).execute(trx);
    const counters = {
      license_configuration_id: license.id,
      resource_type: 'EC2_AMI' as const,
      consumed: 0,
      associations: 1,
      observed: false,
    };
    for (const statement of addToCounters([counters])) await statement.execute(trx);
  });
}

/** Creates a host resource group, as CreateGroup does. */
export async function givenGroup(db: Kysely<DB>, group: HostGroup): Promise<void> {
  const parameter = (name: string, values: readonly string[]) => ({ Name: name, Values: values });
  const { allowedLicenseArns, allowedFamilies } = group;
  const configuration = [
    {
      Type: 'AWS::EC2::HostManagement',
      Parameters: [
        parameter('auto-allocate-host', [String(group.autoAllocate)]),
        parameter('auto-release-host', [String(group.autoRelease)]),
        parameter('auto-host-recovery', [String(group.autoRecovery)]),
        ...(allowedFamilies ? [parameter('allowed-host-families', allowedFamilies)] : []),
        allowedLicenseArns
          ? parameter('allowed-host-based-license-configurations', allowedLicenseArns)
          : parameter('any-host-based-license-configuration', ['true']),
      ],
    },
    {
      Type: 'AWS::ResourceGroups::Generic',
      Parameters: [
        parameter('allowed-resource-types', ['AWS::EC2::Host']),
        parameter('deletion-protection', ['UNLESS_EMPTY']),
      ],
    },
  ];
  await sql`
    INSERT INTO resource_group (account_id, region, group_name, group_arn, configuration, created_at)
    VALUES (${group.accountId}, ${group.region}, ${group.name}, ${group.arn}, ${JSON.stringify(configuration)}, ${NOW})`.execute(
    db,
  );
  for (const account of group.sharedWith) await shareGroup(db, group.arn, account);
}

/** The world of the random commands. */
export async function givenWorld(db: Kysely<DB>): Promise<void> {
  await givenLicenses(db, ...worldLicenses);
  for (const group of worldGroups) await givenGroup(db, group);
  await givenImageTie(db, publisherLicense, publicImage, 'cross-account');
}

/** Lets all affinities of licenses to hosts be over, so that the next settlement ends them. */
export async function passAffinities(db: Kysely<DB>): Promise<void> {
  await sql`UPDATE consumption SET hold_until = hold_until - interval '1 year' WHERE hold_until IS NOT NULL`.execute(
    db,
  );
}

/** Lets passing states be over, so that the next `advance` ends them. */
export async function passTime(db: Kysely<DB>): Promise<void> {
  await sql`UPDATE instance SET state_due = state_due - interval '1 hour' WHERE state_due IS NOT NULL`.execute(db);
}
