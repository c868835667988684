import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { ACCOUNT, OTHER_ACCOUNT } from '../example-facts.ts';
import { idOf, startWorld } from './world.ts';

const world = await startWorld();
const get = (arn: string, who = {}) => world.call('GetLicenseConfiguration', { LicenseConfigurationArn: arn }, who);
const update = (arn: string, change: object) =>
  world.call('UpdateLicenseConfiguration', { LicenseConfigurationArn: arn, ...change });
const UNKNOWN = /^InvalidParameterValueException 400: .*Invalid license configuration ARN/;

/** The summaries of a license that only instances use: the other kinds are there with 0. */
const usedBy = (instances: number) => [
  { ResourceType: 'EC2_INSTANCE', ConsumedLicenses: instances },
  { ResourceType: 'EC2_HOST', ConsumedLicenses: 0 },
  { ResourceType: 'SYSTEMS_MANAGER_MANAGED_INSTANCE', ConsumedLicenses: 0 },
];
const tiedTo = (instances: number) => [
  { ResourceType: 'EC2_INSTANCE', AssociationCount: instances },
  { ResourceType: 'EC2_HOST', AssociationCount: 0 },
  { ResourceType: 'EC2_AMI', AssociationCount: 0 },
  { ResourceType: 'SYSTEMS_MANAGER_MANAGED_INSTANCE', AssociationCount: 0 },
];

describe('CreateLicenseConfiguration', () => {
  test('answers an ARN of the account and Region with an id of lic- and 32 hexadecimal digits', async () => {
    assert.match(
      await world.create(),
      /^arn:aws:license-manager:us-east-1:111111111111:license-configuration:lic-[0-9a-f]{32}$/,
    );
  });

  test('with what is required is unlimited, soft, available and unused', async () => {
    const arn = await world.create({ Name: 'Least', LicenseCountingType: 'vCPU' });
    assert.deepEqual(await get(arn), {
      LicenseConfigurationId: idOf(arn),
      LicenseConfigurationArn: arn,
      Name: 'Least',
      LicenseCountingType: 'vCPU',
      LicenseRules: [],
      LicenseCountHardLimit: false,
      ConsumedLicenses: 0,
      Status: 'AVAILABLE',
      OwnerAccountId: ACCOUNT,
      ConsumedLicenseSummaryList: usedBy(0),
      ManagedResourceSummaryList: tiedTo(0),
    });
  });

  test('keeps everything it is given', async () => {
    const given = {
      Name: 'Everything',
      Description: 'of the first\nand the second line',
      LicenseCountingType: 'vCPU',
      LicenseCount: Number.MAX_SAFE_INTEGER,
      LicenseCountHardLimit: true,
      LicenseRules: ['#allowedTenancy=EC2-Default,EC2-DedicatedInstance', '#honorVcpuOptimization=True'],
      DisassociateWhenNotFound: true,
      ProductInformationList: [
        {
          ResourceType: 'SSM_MANAGED',
          ProductInformationFilterList: [
            {
              ProductInformationFilterName: 'Application Name',
              ProductInformationFilterValue: ['Microsoft SQL Server'],
              ProductInformationFilterComparator: 'EQUALS',
            },
          ],
        },
      ],
      LicenseExpiry: 1_893_456_000,
    };
    const tags = [
      { Key: 'cost', Value: 'db' },
      { Key: 'empty', Value: '' },
    ];
    const arn = await world.create({ ...given, Tags: tags });
    const got = await get(arn);
    for (const [member, value] of Object.entries(given)) assert.deepEqual(got[member], value, member);
    assert.deepEqual(got.Tags, tags);
  });

  test('takes a count of 0, and a name that is taken', async () => {
    const [one, other] = [await world.create({ Name: 'Twin', LicenseCount: 0 }), await world.create({ Name: 'Twin' })];
    assert.notEqual(one, other);
    assert.equal((await get(one)).LicenseCount, 0);
  });

  test('is recorded with who did it', async () => {
    const arn = await world.create({ Name: 'Recorded' });
    const event = await world.db
      .selectFrom('audit_event')
      .selectAll()
      .where(sql`resources`, '=', sql`array[${arn}]`)
      .executeTakeFirstOrThrow();
    assert.equal(event.action, 'license-manager:CreateLicenseConfiguration');
    assert.equal(event.user_name, 'root');
    assert.equal(JSON.parse(event.record).additionalEventData.name, 'Recorded');
  });
});

describe('GetLicenseConfiguration', () => {
  test('tells by resource type what is taken and what is tied', async () => {
    const arn = await world.create({ LicenseCountingType: 'vCPU' });
    await world.launched({ licenseConfigurationArns: [arn], maxCount: 2 });
    const got = await get(arn);
    assert.equal(got.ConsumedLicenses, 8);
    assert.deepEqual(got.ConsumedLicenseSummaryList, usedBy(8));
    assert.deepEqual(got.ManagedResourceSummaryList, tiedTo(2));
  });

  test('reads counters and no row per machine', async () => {
    const arn = await world.create();
    await sql`UPDATE license_configuration SET consumed = 1000000 WHERE license_configuration_id = ${idOf(arn)}`.execute(
      world.db,
    );
    await sql`UPDATE license_counter SET consumed = 1000000 WHERE license_configuration_id = ${idOf(arn)}
      AND resource_type = 'EC2_INSTANCE'`.execute(world.db);
    const got = await get(arn);
    assert.equal(got.ConsumedLicenses, 1_000_000);
    assert.deepEqual(got.ConsumedLicenseSummaryList, usedBy(1_000_000));
  });
});

describe('UpdateLicenseConfiguration', () => {
  test('changes each member and leaves the others', async () => {
    const arn = await world.create({ Name: 'Before', LicenseCountingType: 'Core', LicenseCount: 1 });
    const change = {
      Name: 'After',
      Description: 'new',
      LicenseCount: 7,
      LicenseCountHardLimit: true,
      LicenseRules: ['#licenseAffinityToHost=90'],
      DisassociateWhenNotFound: false,
      LicenseExpiry: 0,
    };
    for (const [member, value] of Object.entries(change)) {
      const before = await get(arn);
      await update(arn, { [member]: value });
      assert.deepEqual(await get(arn), { ...before, [member]: value }, member);
    }
    await update(arn, { LicenseConfigurationStatus: 'DISABLED' });
    assert.equal((await get(arn)).Status, 'DISABLED');
    await update(arn, { LicenseConfigurationStatus: 'AVAILABLE' });
    assert.equal((await get(arn)).Status, 'AVAILABLE');
  });

  test('with nothing to change is no error', async () => {
    const arn = await world.create();
    const before = await get(arn);
    await update(arn, {});
    assert.deepEqual(await get(arn), before);
  });

  test('takes product information away again by an empty list', async () => {
    const filter = {
      ProductInformationFilterName: 'Platform Name',
      ProductInformationFilterValue: ['Ubuntu'],
      ProductInformationFilterComparator: 'EQUALS',
    };
    const arn = await world.create();
    await update(arn, {
      ProductInformationList: [{ ResourceType: 'SSM_MANAGED', ProductInformationFilterList: [filter] }],
    });
    assert.equal((await get(arn)).ProductInformationList.length, 1);
    await update(arn, { ProductInformationList: [] });
    assert.equal((await get(arn)).ProductInformationList, undefined);
  });

  test('takes a count below what is consumed and a hard limit that is passed, which then block', async () => {
    const arn = await world.create({ LicenseCount: 5 });
    await world.launched({ licenseConfigurationArns: [arn], maxCount: 3 });
    await update(arn, { LicenseCount: 2, LicenseCountHardLimit: true });
    assert.equal((await get(arn)).ConsumedLicenses, 3);
    assert.equal((await world.launch({ licenseConfigurationArns: [arn] })).ok, false);
  });

  test('a hard limit needs a count, given now or before', async () => {
    const arn = await world.create();
    const input = { LicenseConfigurationArn: arn, LicenseCountHardLimit: true };
    assert.match(
      await world.refusal('UpdateLicenseConfiguration', input),
      /^InvalidParameterValueException 400: LicenseCountHardLimit/,
    );
    await update(arn, { LicenseCountHardLimit: true, LicenseCount: 1 });
  });

  test('keeps the rules as they are, but for an added licenseAffinityToHost', async () => {
    const arn = await world.create({ LicenseCountingType: 'Core', LicenseRules: ['#minimumCores=8'] });
    const refused = [[], ['#minimumCores=9'], ['#minimumCores=8', '#maximumCores=16']];
    for (const LicenseRules of refused)
      assert.match(
        await world.refusal('UpdateLicenseConfiguration', { LicenseConfigurationArn: arn, LicenseRules }),
        /^InvalidParameterValueException 400: License rule .* after creation/,
      );
    await update(arn, { LicenseRules: ['#minimumCores=8', '#licenseAffinityToHost=7'] });
    assert.deepEqual((await get(arn)).LicenseRules, ['#minimumCores=8', '#licenseAffinityToHost=7']);
  });

  test('refuses product information that does not go with the terms', async () => {
    const arn = await world.create({ LicenseCountingType: 'Instance' });
    const filter = {
      ProductInformationFilterName: 'Engine Edition',
      ProductInformationFilterValue: ['oracle-ee'],
      ProductInformationFilterComparator: 'EQUALS',
    };
    const rds = {
      LicenseConfigurationArn: arn,
      ProductInformationList: [{ ResourceType: 'RDS', ProductInformationFilterList: [filter] }],
    };
    assert.match(await world.refusal('UpdateLicenseConfiguration', rds), /^InvalidParameterValueException 400: .*vCPU/);
    const unknown = {
      ...rds,
      ProductInformationList: [{ ResourceType: 'EC2', ProductInformationFilterList: [filter] }],
    };
    assert.match(
      await world.refusal('UpdateLicenseConfiguration', unknown),
      /^InvalidParameterValueException 400: .*SSM_MANAGED and RDS/,
    );
  });
});

describe('DeleteLicenseConfiguration', () => {
  test('makes Get, Update and another Delete answer that the ARN is invalid', async () => {
    const arn = await world.create({ Tags: [{ Key: 'a', Value: 'b' }] });
    assert.deepEqual(await world.call('DeleteLicenseConfiguration', { LicenseConfigurationArn: arn }), {});
    for (const name of ['GetLicenseConfiguration', 'UpdateLicenseConfiguration', 'DeleteLicenseConfiguration'] as const)
      assert.match(await world.refusal(name, { LicenseConfigurationArn: arn }), UNKNOWN, name);
    assert.deepEqual(await world.db.selectFrom('tag').selectAll().where('resource_id', '=', idOf(arn)).execute(), []);
  });

  test('is refused, in other words, while resources are tied to it, stopped ones included', async () => {
    const arn = await world.create();
    const instances = await world.launched({ licenseConfigurationArns: [arn] });
    const refused = async () => world.refusal('DeleteLicenseConfiguration', { LicenseConfigurationArn: arn });
    assert.match(await refused(), /^InvalidParameterValueException 400: .*is in use/);
    assert.doesNotMatch(await refused(), /Invalid license configuration ARN/);
    await world.end('stop', instances);
    assert.equal((await get(arn)).ConsumedLicenses, 0);
    assert.match(await refused(), /is in use/);
    await world.end('terminate', instances);
    await world.call('DeleteLicenseConfiguration', { LicenseConfigurationArn: arn });
  });
});

describe('an ARN that names no license configuration of the account in the Region', async () => {
  const foreign = await world.create({}, { accountId: OTHER_ACCOUNT });
  const elsewhere = await world.create({}, { region: 'eu-west-1' });
  const own = await world.create();
  const table: [what: string, arn: string][] = [
    ['never was', own.replace(/lic-.*/, `lic-${'0'.repeat(32)}`)],
    ['another account has', foreign],
    ['another account has, under this account', foreign.replace(OTHER_ACCOUNT, ACCOUNT)],
    ['is in another Region', elsewhere],
    ['is in another Region, under this one', elsewhere.replace('eu-west-1', 'us-east-1')],
    ['is its own, in another Region', own.replace('us-east-1', 'eu-west-1')],
    ['is its own, under another account', own.replace(ACCOUNT, OTHER_ACCOUNT)],
    ['is of another service', own.replace('license-manager', 'ec2')],
    ['is an id', idOf(own)],
    ['is no ARN', 'database'],
    ['is empty', ''],
  ];
  const names = [
    'GetLicenseConfiguration',
    'UpdateLicenseConfiguration',
    'DeleteLicenseConfiguration',
    'ListAssociationsForLicenseConfiguration',
    'ListUsageForLicenseConfiguration',
    'ListFailuresForLicenseConfigurationOperations',
  ] as const;
  for (const [what, arn] of table)
    test(`that ${what}`, async () => {
      for (const name of names)
        assert.match(await world.refusal(name, { LicenseConfigurationArn: arn }), UNKNOWN, name);
      const listed = await world.refusal('ListLicenseConfigurations', { LicenseConfigurationArns: [own, arn] });
      assert.match(listed, UNKNOWN);
    });
});

test('with neither required member there is a refusal that names it', async () => {
  for (const name of ['GetLicenseConfiguration', 'UpdateLicenseConfiguration', 'DeleteLicenseConfiguration'] as const)
    assert.match(await world.refusal(name, {}), /^InvalidParameterValueException 400: .*LicenseConfigurationArn/);
});
