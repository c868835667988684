import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { EC2 } from '@aws-sdk/client-ec2';
import { type InventoryFilter, LicenseManager, type ResourceInventory } from '@aws-sdk/client-license-manager';
import { RDS } from '@aws-sdk/client-rds';
import { SSM } from '@aws-sdk/client-ssm';
import fc from 'fast-check';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { makeRsaKey, startAgent } from '../simulated-agent.ts';
import { registerFarApart } from '../ssm/far-apart.ts';

// Where does SQL Server run? Over servers, EC2 machines with and without an agent, hosts and images.

let server: InProcessServer;
let licenses: LicenseManager;
/** By what a test calls them. */
let ids: Record<'windows' | 'linux' | 'agent' | 'sql' | 'plain' | 'host' | 'image' | 'database', string>;
const key = makeRsaKey();
const REGION = 'us-east-1';

before(async () => {
  server = await startInProcessServer();
  const config = { endpoint: server.caller.url, region: REGION, credentials: server.caller };
  licenses = new LicenseManager(config);
  const ssm = new SSM(config);
  const ec2 = new EC2(config);
  const made = await ssm.createActivation({ IamRole: 'ServerRole', RegistrationLimit: 10 });
  const activation = { activationId: made.ActivationId!, activationCode: made.ActivationCode! };
  const register = async (PlatformName: string, PlatformVersion: string, names: string[]) => {
    const information = { PlatformName, PlatformVersion };
    const { instanceId, ask } = await startAgent(server.caller.url, activation, { key, information });
    await ask('PutInventory', { Items: [applications(names)] });
    await registerFarApart(server.db);
    return instanceId;
  };
  const windows = await register('Microsoft Windows Server 2022', '10.0', ['SQL Server 2022', 'Office']);
  const linux = await register('Ubuntu', '24.04', ['postgresql']);
  const launch = async (pattern: string) => {
    const { Images } = await ec2.describeImages({ Filters: [{ Name: 'name', Values: [pattern] }] });
    const { Instances } = await ec2.runInstances({
      ImageId: Images![0]!.ImageId!,
      InstanceType: 'm5.large',
      MinCount: 1,
      MaxCount: 1,
    });
    return Instances![0]!.InstanceId!;
  };
  const [sql, plain, agent] = [
    await launch('Windows_Server-2022-English-Full-SQL_2022_Standard*'),
    await launch('al2023-ami-2023*x86_64'),
    await launch('al2023-ami-2023*x86_64'),
  ];
  await ssm.putInventory({ InstanceId: agent, Items: [applications(['SQL Server 2019'])] });
  await ec2.createTags({ Resources: [plain], Tags: [{ Key: 'stage', Value: 'test' }] });
  const { HostIds } = await ec2.allocateHosts({ AvailabilityZone: `${REGION}a`, InstanceFamily: 'm5', Quantity: 1 });
  const { ImageId } = await ec2.registerImage({ Name: 'own image', Architecture: 'x86_64' });
  const database = await createDatabase(new RDS(config));
  ids = { database, windows, linux, agent, sql, plain, host: HostIds![0]!, image: ImageId! };
});

async function createDatabase(rds: RDS): Promise<string> {
  const OptionGroupName = 'packs';
  await rds.createOptionGroup({
    OptionGroupName,
    EngineName: 'oracle-ee',
    MajorEngineVersion: '19',
    OptionGroupDescription: 'x',
  });
  const OptionSettings = [{ Name: 'LICENSE_PACK', Value: 'T' }];
  await rds.modifyOptionGroup({ OptionGroupName, OptionsToInclude: [{ OptionName: 'SQLT', OptionSettings }] });
  const database = 'orders';
  await rds.createDBInstance({
    ...{ DBInstanceIdentifier: database, DBInstanceClass: 'db.m5.large', Engine: 'oracle-ee', OptionGroupName },
    ...{ AllocatedStorage: 100, MasterUsername: 'admin', MasterUserPassword: 'a-password-of-tests' },
  });
  return database;
}

const applications = (names: readonly string[]) => ({
  ...{
    TypeName: 'AWS:Application',
    SchemaVersion: '1.1',
    CaptureTime: '2026-11-28T03:06:36Z',
    ContentHash: names.join(),
  },
  Content: names.map((Name) => ({ Name })),
});

async function search(Filters: InventoryFilter[], MaxResults?: number): Promise<ResourceInventory[]> {
  const found: ResourceInventory[] = [];
  for (let NextToken: string | undefined; ; ) {
    const page = await licenses.listResourceInventory({ Filters, MaxResults, NextToken });
    found.push(...page.ResourceInventoryList!);
    NextToken = page.NextToken;
    if (NextToken === undefined) return found;
    assert.notEqual(NextToken, '');
  }
}

type Name = keyof typeof ids;
const filter = (Name: string, Condition: InventoryFilter['Condition'], Value: string): InventoryFilter => ({
  Name,
  Condition,
  Value,
});
const namesOf = (found: readonly ResourceInventory[]) =>
  found.map(({ ResourceId }) => Object.entries(ids).find(([, id]) => id === ResourceId)?.[0]);

const ALL: Name[] = ['windows', 'linux', 'sql', 'plain', 'agent', 'host', 'image', 'database'];

// In the order of the filters in the specification.
const rows: readonly (readonly [filter: () => InventoryFilter[], names: Name[]])[] = [
  [() => [], ALL],
  [() => [filter('account_id', 'EQUALS', server.accountId)], ALL],
  [() => [filter('account_id', 'EQUALS', '999999999999')], []],
  [() => [filter('account_id', 'NOT_EQUALS', '999999999999')], ALL],
  [() => [filter('application_name', 'EQUALS', 'SQL Server 2022')], ['windows']],
  [() => [filter('application_name', 'EQUALS', 'sql server 2022')], []],
  [() => [filter('application_name', 'BEGINS_WITH', 'SQL Server')], ['windows', 'agent']],
  [() => [filter('application_name', 'CONTAINS', 'Server 20')], ['windows', 'agent']],
  [() => [filter('application_name', 'NOT_EQUALS', 'postgresql')], ['windows', 'agent']],
  [() => [filter('license_included', 'EQUALS', 'sql-server-standard')], ['sql']],
  [() => [filter('license_included', 'NOT_EQUALS', 'windows-server-datacenter')], ALL.filter((name) => name !== 'sql')],
  [() => [filter('platform', 'EQUALS', 'Ubuntu')], ['linux']],
  [() => [filter('platform', 'BEGINS_WITH', 'Microsoft Windows')], ['windows']],
  [() => [filter('resource_id', 'EQUALS', ids.host)], ['host']],
  [() => [filter('resource_id', 'NOT_EQUALS', ids.host)], ALL.filter((name) => name !== 'host')],
  [() => [filter('Engine Edition', 'EQUALS', 'oracle-ee')], ['database']],
  [() => [filter('Engine Edition', 'EQUALS', 'db2-se')], []],
  [() => [filter('License Pack', 'EQUALS', 'tuning pack sqlt')], ['database']],
  [() => [filter('License Pack', 'EQUALS', 'diagnostic pack sqlt')], ['database']],
  [() => [filter('License Pack', 'EQUALS', 'ols')], []],
  [() => [filter('tag:stage', 'EQUALS', 'test')], ['plain']],
  [() => [filter('tag:stage', 'NOT_EQUALS', 'test')], ALL.filter((name) => name !== 'plain')],
  [
    () => [filter('application_name', 'BEGINS_WITH', 'SQL'), filter('platform', 'BEGINS_WITH', 'Microsoft')],
    ['windows'],
  ],
  [
    () => [filter('application_name', 'CONTAINS', 'Server'), filter('application_name', 'BEGINS_WITH', 'Off')],
    ['windows'],
  ],
  [
    () => [
      filter('application_name', 'BEGINS_WITH', 'SQL'),
      filter('application_name', 'NOT_EQUALS', 'SQL Server 2022'),
    ],
    ['agent'],
  ],
];

describe('resources are found', () => {
  for (const [filters, names] of rows)
    test(`${filters.toString().slice(6)}: ${names.length}`, async () =>
      assert.deepEqual(namesOf(await search(filters())), names));

  test('page by page as at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 8 }), fc.constantFrom(...rows), async (size, [filters, names]) =>
        assert.deepEqual(namesOf(await search(filters(), size)), names),
      ),
      { numRuns: 20 },
    );
  });

  test('with what is known of each', async () => {
    const [found] = await search([filter('resource_id', 'EQUALS', ids.sql)]);
    assert.deepEqual(
      [found!.ResourceType, found!.Platform, found!.UsageOperation, found!.InstanceType, found!.Region],
      ['EC2_INSTANCE', 'Windows with SQL Server Standard', 'RunInstances:0006', 'm5.large', REGION],
    );
    const [managed] = await search([filter('resource_id', 'EQUALS', ids.windows)]);
    assert.deepEqual(managed, {
      ResourceId: ids.windows,
      ResourceType: 'SYSTEMS_MANAGER_MANAGED_INSTANCE',
      ResourceArn: `arn:aws:ssm:${REGION}:${server.accountId}:managed-instance/${ids.windows}`,
      Platform: 'Microsoft Windows Server 2022',
      PlatformVersion: '10.0',
      ResourceOwningAccountId: server.accountId,
      Region: REGION,
    });
  });
});

describe('is refused', () => {
  const refused = (Filters: InventoryFilter[], name: string, message: RegExp) =>
    assert.rejects(
      licenses.listResourceInventory({ Filters }),
      (error: Error) => error.name === name && message.test(error.message),
    );
  const INVALID = 'InvalidParameterValueException';

  test('a filter, a condition or a value that is not known, and too many', async () => {
    await refused(
      [filter('constructor', 'EQUALS', 'x')],
      INVALID,
      /no filter named "constructor"; the filters are account_id, /,
    );
    await refused([filter('resource_id', 'BEGINS_WITH', 'x')], INVALID, /expected EQUALS or NOT_EQUALS/);
    await refused([{ Name: 'platform', Condition: 'EQUALS' }], INVALID, /has no Value/);
    await refused([filter('license_included', 'EQUALS', 'oracle')], INVALID, /expected sql-server-enterprise, /);
    await refused(Array(11).fill(filter('platform', 'EQUALS', 'x')), 'FilterLimitExceededException', /10 filters/);
  });

  test('a token of another search', async () => {
    const { NextToken } = await licenses.listResourceInventory({ MaxResults: 1 });
    await assert.rejects(licenses.listResourceInventory({ NextToken, Filters: [filter('platform', 'EQUALS', 'x')] }), {
      name: INVALID,
    });
  });
});
