import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import {
  type CreateDBInstanceMessage,
  RDS,
  waitUntilDBInstanceAvailable,
  waitUntilDBInstanceDeleted,
} from '@aws-sdk/client-rds';
import { recount } from '../../src/ledger/recount.ts';
import { eventually } from '../eventually.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';

let server: InProcessServer;
let rds: RDS;
let licenses: LicenseManager;
let identifier: string;
let made = 0;

before(async () => {
  server = await startInProcessServer();
  const config = { endpoint: server.caller.url, region: 'us-east-1', credentials: server.caller };
  rds = new RDS(config);
  licenses = new LicenseManager(config);
});

beforeEach(() => {
  identifier = `db-${made++}`;
});

const waiting = () => ({ client: rds, maxWaitTime: 30, minDelay: 1, maxDelay: 1 });
const named = () => ({ DBInstanceIdentifier: identifier });

const create = (given: Partial<CreateDBInstanceMessage> = {}) =>
  rds.createDBInstance({
    ...named(),
    DBInstanceClass: 'db.m5.large',
    Engine: 'oracle-ee',
    AllocatedStorage: 100,
    MasterUsername: 'admin',
    MasterUserPassword: 'a-password-of-tests',
    ...given,
  });
const available = () => waitUntilDBInstanceAvailable(waiting(), named());
const stateOf = async () => (await rds.describeDBInstances(named())).DBInstances![0]!.DBInstanceStatus;
const isIn = (state: string) => eventually(async () => (await stateOf()) === state, `it is ${state}`);

async function license(name: 'Engine Edition' | 'License Pack', value: string): Promise<string> {
  const { LicenseConfigurationArn } = await licenses.createLicenseConfiguration({
    Name: `${value} ${made++}`,
    LicenseCountingType: 'vCPU',
    DisassociateWhenNotFound: true,
    ProductInformationList: [
      {
        ResourceType: 'RDS',
        ProductInformationFilterList: [
          {
            ProductInformationFilterName: name,
            ProductInformationFilterComparator: 'EQUALS',
            ProductInformationFilterValue: [value],
          },
        ],
      },
    ],
  });
  return LicenseConfigurationArn!;
}

const consumed = async (arn: string) =>
  (await licenses.getLicenseConfiguration({ LicenseConfigurationArn: arn })).ConsumedLicenses;
const becomes = (arn: string, count: number) =>
  eventually(async () => (await consumed(arn)) === count, `${count} are consumed`);

describe('a database', () => {
  test('is created, read back, found by every filter, and deleted', async () => {
    const { DBInstance: created } = await create({ Tags: [{ Key: 'stage', Value: 'test' }], MultiAZ: true });
    assert.deepEqual(
      [created!.DBInstanceStatus, created!.Endpoint, created!.LicenseModel],
      ['creating', undefined, 'bring-your-own-license'],
    );
    await available();
    const [found] = (await rds.describeDBInstances(named())).DBInstances!;
    assert.equal(found!.DBInstanceArn, `arn:aws:rds:us-east-1:${server.accountId}:db:${identifier}`);
    assert.deepEqual(
      [found!.MultiAZ, found!.Endpoint!.Port, found!.TagList],
      [true, 1521, [{ Key: 'stage', Value: 'test' }]],
    );
    for (const [Name, Value] of [
      ['db-instance-id', identifier],
      ['db-instance-id', found!.DBInstanceArn!],
      ['dbi-resource-id', found!.DbiResourceId!],
      ['engine', 'oracle-ee'],
    ] as const) {
      const { DBInstances } = await rds.describeDBInstances({ Filters: [{ Name, Values: [Value] }] });
      assert.ok(
        DBInstances!.some(({ DBInstanceIdentifier: id }) => id === identifier),
        Name,
      );
    }
    await rds.deleteDBInstance({ ...named(), SkipFinalSnapshot: true });
    await waitUntilDBInstanceDeleted(waiting(), named());
    await assert.rejects(rds.describeDBInstances(named()), { name: 'DBInstanceNotFoundFault' });
    await create();
  });

  test('stops, starts and changes, each from the states that AWS allows', async () => {
    await create();
    await assert.rejects(rds.stopDBInstance(named()), { name: 'InvalidDBInstanceStateFault' });
    await available();
    await assert.rejects(rds.startDBInstance(named()), /is available; expected stopped/);
    await rds.stopDBInstance(named());
    await isIn('stopped');
    await rds.startDBInstance(named());
    await available();
    await rds.modifyDBInstance({
      ...named(),
      DBInstanceClass: 'db.m5.xlarge',
      AllocatedStorage: 200,
      ApplyImmediately: true,
    });
    await available();
    const [found] = (await rds.describeDBInstances(named())).DBInstances!;
    assert.deepEqual([found!.DBInstanceClass, found!.AllocatedStorage], ['db.m5.xlarge', 200]);
  });

  test('has tags by its ARN', async () => {
    const { DBInstance } = await create();
    const ResourceName = DBInstance!.DBInstanceArn!;
    await rds.addTagsToResource({
      ResourceName,
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    });
    await rds.removeTagsFromResource({ ResourceName, TagKeys: ['a'] });
    assert.deepEqual((await rds.listTagsForResource({ ResourceName })).TagList, [{ Key: 'b', Value: '2' }]);
  });
});

describe('is refused', () => {
  const refused = (given: Partial<CreateDBInstanceMessage>, name: string, message: RegExp) =>
    assert.rejects(create(given), (error: Error) => error.name === name && message.test(error.message));
  const [VALUE, COMBINATION] = ['InvalidParameterValue', 'InvalidParameterCombination'];

  test('what RDS would refuse, with what was expected', async () => {
    await refused({ DBInstanceIdentifier: '1st' }, VALUE, /DBInstanceIdentifier/);
    await refused({ DBInstanceClass: 'db.huge' }, VALUE, /Invalid DB Instance class: db\.huge/);
    await refused({ Engine: 'constructor' }, VALUE, /Invalid DB engine: constructor; expected one of oracle-ee/);
    await refused({ LicenseModel: 'license-included' }, COMBINATION, /expected bring-your-own-license/);
    await refused({ AllocatedStorage: 5 }, VALUE, /AllocatedStorage/);
    await refused({ MasterUserPassword: 'sh@rt' }, VALUE, /not a valid password/);
    await refused({ MasterUserPassword: undefined }, COMBINATION, /MasterUserPassword is missing/);
    await refused({ OptionGroupName: 'nowhere' }, 'OptionGroupNotFoundFault', /nowhere/);
  });

  test('a name that is taken, and a deletion that is protected or without a word about a snapshot', async () => {
    await create({ DeletionProtection: true });
    await assert.rejects(create(), { name: 'DBInstanceAlreadyExistsFault' });
    await assert.rejects(rds.deleteDBInstance(named()), /FinalDBSnapshotIdentifier is required/);
    await assert.rejects(rds.deleteDBInstance({ ...named(), SkipFinalSnapshot: true }), /disable deletion protection/);
  });

  test('an option group of another engine, and the deletion of one that is in use', async () => {
    const group = {
      OptionGroupName: `group-${made++}`,
      EngineName: 'oracle-se2',
      MajorEngineVersion: '19',
      OptionGroupDescription: 'x',
    };
    await rds.createOptionGroup(group);
    await refused(
      { OptionGroupName: group.OptionGroupName },
      COMBINATION,
      /is for oracle-se2 19, the DB instance is oracle-ee 19/,
    );
    await create({ Engine: 'oracle-se2', OptionGroupName: group.OptionGroupName });
    await assert.rejects(rds.deleteOptionGroup({ OptionGroupName: group.OptionGroupName }), /in use by db-/);
  });
});

describe('licenses follow databases', () => {
  test('by edition: from the creation, with the class, but while stopped, to the deletion', async () => {
    const arn = await license('Engine Edition', 'db2-se');
    await create({ Engine: 'db2-se', DBInstanceClass: 'db.m5.2xlarge' });
    await becomes(arn, 8);
    const usage = await licenses.listUsageForLicenseConfiguration({ LicenseConfigurationArn: arn });
    assert.deepEqual(
      usage.LicenseConfigurationUsageList!.map(({ ResourceArn, ResourceType }) => [ResourceArn, ResourceType]),
      [[`arn:aws:rds:us-east-1:${server.accountId}:db:${identifier}`, 'RDS']],
    );
    const [{ ResourceArn } = {}] = usage.LicenseConfigurationUsageList!;
    const tied = await licenses.listLicenseSpecificationsForResource({ ResourceArn });
    assert.deepEqual(tied.LicenseSpecifications, [{ LicenseConfigurationArn: arn }]);
    await available();
    await rds.modifyDBInstance({ ...named(), DBInstanceClass: 'db.m5.xlarge' });
    await becomes(arn, 4);
    await available();
    await rds.stopDBInstance(named());
    await becomes(arn, 0);
    await isIn('stopped');
    await rds.startDBInstance(named());
    await becomes(arn, 4);
    await rds.deleteDBInstance({ ...named(), SkipFinalSnapshot: true });
    await becomes(arn, 0);
    const ties = await licenses.listAssociationsForLicenseConfiguration({ LicenseConfigurationArn: arn });
    assert.deepEqual(ties.LicenseConfigurationAssociations, []);
  });

  test('by license pack: with the options of the option group', async () => {
    const arn = await license('License Pack', 'tuning pack sqlt');
    const OptionGroupName = `packs-${made++}`;
    await rds.createOptionGroup({
      OptionGroupName,
      EngineName: 'oracle-ee',
      MajorEngineVersion: '19',
      OptionGroupDescription: 'x',
    });
    await create({ OptionGroupName });
    const sqlt = (Value: string) => ({
      OptionGroupName,
      OptionsToInclude: [{ OptionName: 'SQLT', OptionSettings: [{ Name: 'LICENSE_PACK', Value }] }],
    });
    await rds.modifyOptionGroup(sqlt('T'));
    await becomes(arn, 2);
    await rds.modifyOptionGroup(sqlt('D'));
    await becomes(arn, 0);
  });

  test('a license that comes later finds databases that are there', async () => {
    await create({ Engine: 'db2-ae' });
    await becomes(await license('Engine Edition', 'db2-ae'), 2);
  });
});

test('at the end every counter agrees with what databases have', async () => {
  assert.deepEqual((await recount(server.db)).differences, []);
  assert.deepEqual(server.errors, []);
});
