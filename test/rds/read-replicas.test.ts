import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import {
  type CreateDBInstanceMessage,
  type CreateDBInstanceReadReplicaMessage,
  type DBInstance,
  RDS,
  waitUntilDBInstanceAvailable,
} from '@aws-sdk/client-rds';
import { recount } from '../../src/ledger/recount.ts';
import { eventually } from '../eventually.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';

let server: InProcessServer;
let rds: RDS;
let elsewhere: RDS;
let licenses: LicenseManager;
let source: string;
let replica: string;
let made = 0;

before(async () => {
  server = await startInProcessServer();
  const config = { endpoint: server.caller.url, region: 'us-east-1', credentials: server.caller };
  rds = new RDS(config);
  elsewhere = new RDS({ ...config, region: 'eu-west-1' });
  licenses = new LicenseManager(config);
});

beforeEach(() => {
  source = `source-${made++}`;
  replica = `replica-${made++}`;
});

const available = (DBInstanceIdentifier: string, client = rds) =>
  waitUntilDBInstanceAvailable({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { DBInstanceIdentifier });

async function givenSource(given: Partial<CreateDBInstanceMessage> = {}): Promise<DBInstance> {
  const { DBInstance: created } = await rds.createDBInstance({
    ...{ DBInstanceIdentifier: source, DBInstanceClass: 'db.m5.large', Engine: 'oracle-ee', AllocatedStorage: 100 },
    ...{ MasterUsername: 'admin', MasterUserPassword: 'a-password-of-tests', ...given },
  });
  await available(source);
  return created!;
}

const replicate = async (given: Partial<CreateDBInstanceReadReplicaMessage> = {}, client = rds) =>
  (
    await client.createDBInstanceReadReplica({
      DBInstanceIdentifier: replica,
      SourceDBInstanceIdentifier: source,
      ...given,
    })
  ).DBInstance!;

const found = async (DBInstanceIdentifier: string, client = rds) =>
  (await client.describeDBInstances({ DBInstanceIdentifier })).DBInstances![0]!;

/** What each of both says of the other. */
const sides = async () => {
  const [of, by] = [await found(source), await found(replica)];
  return [of.ReadReplicaDBInstanceIdentifiers, by.ReadReplicaSourceDBInstanceIdentifier];
};

async function license(name: 'Engine Edition' | 'License Pack', value: string): Promise<string> {
  const filter = {
    ...{ ProductInformationFilterName: name, ProductInformationFilterComparator: 'EQUALS' },
    ProductInformationFilterValue: [value],
  };
  const { LicenseConfigurationArn } = await licenses.createLicenseConfiguration({
    ...{ Name: `${value} ${made++}`, LicenseCountingType: 'vCPU', DisassociateWhenNotFound: true },
    ProductInformationList: [{ ResourceType: 'RDS', ProductInformationFilterList: [filter] }],
  });
  return LicenseConfigurationArn!;
}

/** What a database comes to hold of a license. */
const holds = (LicenseConfigurationArn: string, identifier: string, count: number) =>
  eventually(async () => {
    const { LicenseConfigurationUsageList: list } = await licenses.listUsageForLicenseConfiguration({
      LicenseConfigurationArn,
    });
    const use = list!.find(({ ResourceArn }) => ResourceArn!.endsWith(`:db:${identifier}`));
    return (use?.ConsumedLicenses ?? 0) === count;
  }, `${identifier} holds ${count}`);

describe('a read replica', () => {
  test('has what its source has, but what is its own, and each names the other', async () => {
    await givenSource({
      ...{ MultiAZ: true, DeletionProtection: true, Port: 1600, BackupRetentionPeriod: 7 },
      ...{ VpcSecurityGroupIds: ['sg-1'], Tags: [{ Key: 'of', Value: 'source' }] },
    });
    const created = await replicate({ DBInstanceClass: 'db.m5.xlarge', Tags: [{ Key: 'of', Value: 'replica' }] });
    assert.equal(created.DBInstanceStatus, 'creating');
    await available(replica);
    const { Engine, EngineVersion, LicenseModel, MasterUsername, AllocatedStorage, ...rest } = await found(replica);
    const of = await found(source);
    assert.deepEqual(
      { Engine, EngineVersion, LicenseModel, MasterUsername, AllocatedStorage },
      {
        ...{ Engine: 'oracle-ee', EngineVersion: of.EngineVersion, LicenseModel: 'bring-your-own-license' },
        ...{ MasterUsername: 'admin', AllocatedStorage: 100 },
      },
    );
    assert.deepEqual(
      [rest.DBInstanceClass, rest.MultiAZ, rest.DeletionProtection, rest.BackupRetentionPeriod, rest.ReplicaMode],
      ['db.m5.xlarge', false, false, 0, 'open-read-only'],
    );
    assert.deepEqual([rest.Endpoint!.Port, rest.VpcSecurityGroups![0]!.VpcSecurityGroupId], [1600, 'sg-1']);
    assert.deepEqual(rest.TagList, [{ Key: 'of', Value: 'replica' }]);
    assert.deepEqual(rest.StatusInfos, [{ StatusType: 'read replication', Normal: true, Status: 'replicating' }]);
    assert.notEqual(rest.DbiResourceId, of.DbiResourceId);
    assert.deepEqual(await sides(), [[replica], source]);
  });

  test('of a source in another Region is named by ARNs, and has nothing that is of that Region', async () => {
    const { DBInstanceArn } = await givenSource({ Engine: 'postgres', VpcSecurityGroupIds: ['sg-1'] });
    await assert.rejects(replicate({}, elsewhere), { name: 'DBInstanceNotFoundFault' });
    const created = await replicate({ SourceDBInstanceIdentifier: DBInstanceArn! }, elsewhere);
    assert.equal(created.ReadReplicaSourceDBInstanceIdentifier, DBInstanceArn);
    assert.deepEqual(created.VpcSecurityGroups, []);
    assert.deepEqual((await found(source)).ReadReplicaDBInstanceIdentifiers, [created.DBInstanceArn]);
  });

  test('is promoted: a database of its own, with backups', async () => {
    await givenSource();
    await replicate({ ReplicaMode: 'mounted' });
    await assert.rejects(rds.promoteReadReplica({ DBInstanceIdentifier: replica }), /is creating; expected available/);
    await available(replica);
    await assert.rejects(rds.promoteReadReplica({ DBInstanceIdentifier: source }), {
      ...{ name: 'InvalidDBInstanceStateFault', message: `DB Instance ${source} is not a read replica.` },
    });
    await rds.promoteReadReplica({ DBInstanceIdentifier: replica, PreferredBackupWindow: '01:00-01:30' });
    await available(replica);
    const { BackupRetentionPeriod, PreferredBackupWindow, ReplicaMode, StatusInfos = [] } = await found(replica);
    assert.deepEqual(
      [BackupRetentionPeriod, PreferredBackupWindow, ReplicaMode, StatusInfos],
      [1, '01:00-01:30', undefined, []],
    );
    assert.deepEqual(await sides(), [[], undefined]);
  });

  test('outlives its source, which is deleted, and leaves it when it is deleted itself', async () => {
    await givenSource();
    await replicate();
    const other = `replica-${made++}`;
    await replicate({ DBInstanceIdentifier: other });
    await rds.deleteDBInstance({ DBInstanceIdentifier: other, SkipFinalSnapshot: true });
    await eventually(
      async () => (await found(source)).ReadReplicaDBInstanceIdentifiers!.length === 1,
      'one replica is left',
    );
    await rds.deleteDBInstance({ DBInstanceIdentifier: source, SkipFinalSnapshot: true });
    assert.equal((await found(replica)).ReadReplicaSourceDBInstanceIdentifier, undefined);
  });

  test('of Oracle follows the option group and the version of its source', async () => {
    const OptionGroupName = `group-${made++}`;
    const named = { EngineName: 'oracle-ee', MajorEngineVersion: '19', OptionGroupDescription: 'x' };
    await rds.createOptionGroup({ OptionGroupName, ...named });
    await givenSource();
    await replicate();
    await available(replica);
    const EngineVersion = '19.0.0.0.ru-2026-01.rur-2026-01.r1';
    const change = { OptionGroupName, EngineVersion };
    await assert.rejects(
      rds.modifyDBInstance({ DBInstanceIdentifier: replica, OptionGroupName }),
      /leave OptionGroupName/,
    );
    await assert.rejects(
      rds.modifyDBInstance({ DBInstanceIdentifier: replica, EngineVersion }),
      /version of its source/,
    );
    await rds.modifyDBInstance({ DBInstanceIdentifier: source, ...change });
    const after = await found(replica);
    assert.deepEqual([after.OptionGroupMemberships![0]!.OptionGroupName, after.EngineVersion], Object.values(change));
  });
});

describe('is refused', () => {
  const refused = (given: Partial<CreateDBInstanceReadReplicaMessage>, name: string, message: RegExp) =>
    assert.rejects(replicate(given), (error: Error) => {
      assert.match(`${error.name}: ${error.message}`, new RegExp(`^${name}: .*${message.source}`, 's'));
      return true;
    });
  const [STATE, COMBINATION] = ['InvalidDBInstanceStateFault', 'InvalidParameterCombination'];

  test('a source that is not there, is none, or is not ready', async () => {
    await refused({}, 'DBInstanceNotFoundFault', /not found/);
    await refused({ SourceDBInstanceIdentifier: undefined }, COMBINATION, /SourceDBInstanceIdentifier is missing/);
    await refused(
      { SourceDBInstanceIdentifier: 'arn:aws:rds:us-east-1:999999999999:db:x' },
      'AccessDenied',
      /another account/,
    );
    await refused({ SourceDBClusterIdentifier: 'c' }, COMBINATION, /Clusters are not built/);
    await givenSource({ BackupRetentionPeriod: 0 });
    await refused({}, STATE, /Automated backups are not enabled/);
    await rds.modifyDBInstance({ DBInstanceIdentifier: source, BackupRetentionPeriod: 1 });
    await refused({}, STATE, /is modifying; expected available/);
  });

  test('terms that do not go with the source', async () => {
    await givenSource();
    await refused({ DBInstanceIdentifier: source }, 'DBInstanceAlreadyExistsFault', /already exists/);
    await refused({ DBInstanceClass: 'db.huge' }, 'InvalidParameterValue', /db\.huge/);
    await refused({ AllocatedStorage: 50 }, COMBINATION, /has 100 GiB, 50 were asked for/);
    await refused({ OptionGroupName: 'other' }, COMBINATION, /option group of its source/);
    await refused({ ReplicaMode: 'closed' as 'mounted' }, 'InvalidParameterValue', /ReplicaMode/);
  });

  test('an engine without replicas, a mode that it has not, and replicas of what may have none', async () => {
    await givenSource({ Engine: 'oracle-se2' });
    await refused({}, COMBINATION, /no read replicas of oracle-se2/);
    source = `source-${made++}`;
    await givenSource({ Engine: 'mysql' });
    await refused({ ReplicaMode: 'mounted' }, COMBINATION, /for Oracle and Db2/);
    source = `source-${made++}`;
    await givenSource({ Engine: 'db2-se' });
    await replicate();
    await available(replica);
    const of = { SourceDBInstanceIdentifier: replica, DBInstanceIdentifier: `replica-${made++}` };
    await refused(of, STATE, /no replica can have replicas/);
    for (let n = 0; n < 2; n++) await replicate({ DBInstanceIdentifier: `replica-${made++}` });
    await refused({ DBInstanceIdentifier: 'one-more' }, 'InstanceQuotaExceededFault', /has 3 read replicas/);
  });

  test('to stop either, and to turn off the backups of a source', async () => {
    await givenSource({ Engine: 'postgres' });
    await replicate();
    await available(replica);
    await assert.rejects(
      rds.stopDBInstance({ DBInstanceIdentifier: source }),
      /has read replicas and cannot be stopped/,
    );
    await assert.rejects(
      rds.stopDBInstance({ DBInstanceIdentifier: replica }),
      /is a read replica and cannot be stopped/,
    );
    await assert.rejects(
      rds.modifyDBInstance({ DBInstanceIdentifier: source, BackupRetentionPeriod: 0 }),
      /cannot be turned off while it has read replicas/,
    );
    await assert.rejects(
      rds.modifyDBInstance({ DBInstanceIdentifier: source, ReplicaMode: 'mounted' }),
      /is no read replica/,
    );
    // A replica of PostgreSQL has replicas once it has backups.
    await rds.modifyDBInstance({ DBInstanceIdentifier: replica, BackupRetentionPeriod: 1 });
    await available(replica);
    await replicate({ SourceDBInstanceIdentifier: replica, DBInstanceIdentifier: `replica-${made++}` });
  });
});

describe('licenses follow', () => {
  test('a replica by its edition, as a database of its own', async () => {
    const arn = await license('Engine Edition', 'db2-ae');
    await givenSource({ Engine: 'db2-ae' });
    await replicate({ DBInstanceClass: 'db.m5.xlarge' });
    await holds(arn, source, 2);
    await holds(arn, replica, 4);
    await rds.deleteDBInstance({ DBInstanceIdentifier: source, SkipFinalSnapshot: true });
    await holds(arn, source, 0);
    await holds(arn, replica, 4);
  });

  test('a replica of Oracle by Data Guard while it is read', async () => {
    const arn = await license('License Pack', 'data guard');
    await givenSource();
    await replicate();
    await holds(arn, replica, 2);
    const filter = { Name: 'License Pack', Condition: 'EQUALS', Value: 'data guard' } as const;
    const { ResourceInventoryList } = await licenses.listResourceInventory({ Filters: [filter] });
    const listed = ResourceInventoryList!.map(({ ResourceId }) => ResourceId);
    assert.deepEqual([listed.includes(replica), listed.includes(source)], [true, false]);
    await available(replica);
    await rds.modifyDBInstance({ DBInstanceIdentifier: replica, ReplicaMode: 'mounted' });
    await holds(arn, replica, 0);
    await available(replica);
    await rds.modifyDBInstance({ DBInstanceIdentifier: replica, ReplicaMode: 'open-read-only' });
    await holds(arn, replica, 2);
    await rds.deleteDBInstance({ DBInstanceIdentifier: source, SkipFinalSnapshot: true });
    await holds(arn, replica, 0);
  });
});

test('at the end every counter agrees with what databases have', async () => {
  assert.deepEqual((await recount(server.db)).differences, []);
  assert.deepEqual(server.errors, []);
});
