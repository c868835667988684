import { randomUUID } from 'node:crypto';
import { RDS } from '@aws-sdk/client-rds';
import type { Caller } from '../signed-request.ts';
import type { Input } from './valid-inputs.ts';

/** What requests about databases name. Those that are stopped, started and changed are there in that state once. */
export interface DatabaseWorld {
  readonly databaseId: string;
  readonly databaseArn: string;
  readonly stoppedDatabaseId: string;
  readonly spareDatabaseId: string;
  readonly changedDatabaseId: string;
  readonly sourceDatabaseId: string;
  readonly replicaId: string;
  readonly optionGroup: string;
  readonly spareOptionGroup: string;
}

const database = (DBInstanceIdentifier: string) => ({
  ...{ DBInstanceIdentifier, DBInstanceClass: 'db.m5.large', Engine: 'postgres', AllocatedStorage: 20 },
  ...{ MasterUsername: 'admin', MasterUserPassword: 'a-password-of-tests' },
});
const optionGroup = (OptionGroupName: string) => ({
  ...{ OptionGroupName, EngineName: 'oracle-ee', MajorEngineVersion: '19', OptionGroupDescription: 'fuzz' },
});
const replica = (DBInstanceIdentifier: string, SourceDBInstanceIdentifier: string) => ({
  ...{ DBInstanceIdentifier, SourceDBInstanceIdentifier, DBInstanceClass: 'db.m5.xlarge' },
});
const unique = (): string => `fuzz-${randomUUID()}`;

export async function createDatabaseWorld({ url, ...credentials }: Caller): Promise<DatabaseWorld> {
  const rds = new RDS({ endpoint: url, region: 'us-east-1', credentials });
  const create = async () => (await rds.createDBInstance(database(unique()))).DBInstance!;
  const group = async () => (await rds.createOptionGroup(optionGroup(unique()))).OptionGroup!.OptionGroupName!;
  const [kept, stopped, spare, changed] = [await create(), await create(), await create(), await create()];
  const source = await create();
  for (const { DBInstanceIdentifier } of [kept, stopped, changed, source])
    while ((await rds.describeDBInstances({ DBInstanceIdentifier })).DBInstances![0]!.DBInstanceStatus !== 'available');
  const replicaId = unique();
  await rds.createDBInstanceReadReplica(replica(replicaId, source.DBInstanceIdentifier!));
  const stoppedDatabaseId = stopped.DBInstanceIdentifier!;
  await rds.stopDBInstance({ DBInstanceIdentifier: stoppedDatabaseId });
  while (
    (await rds.describeDBInstances({ DBInstanceIdentifier: stoppedDatabaseId })).DBInstances![0]!.DBInstanceStatus !==
    'stopped'
  );
  return {
    databaseId: kept.DBInstanceIdentifier!,
    databaseArn: kept.DBInstanceArn!,
    stoppedDatabaseId,
    spareDatabaseId: spare.DBInstanceIdentifier!,
    changedDatabaseId: changed.DBInstanceIdentifier!,
    sourceDatabaseId: source.DBInstanceIdentifier!,
    replicaId,
    optionGroup: await group(),
    spareOptionGroup: await group(),
  };
}

/** One valid request of every operation of RDS that is built. */
export const databaseInputs: Readonly<Record<string, (world: DatabaseWorld) => Input>> = {
  AddTagsToResource: ({ databaseArn }) => ({ ResourceName: databaseArn, Tags: [{ Key: 'a', Value: 'b' }] }),
  RemoveTagsFromResource: ({ databaseArn }) => ({ ResourceName: databaseArn, TagKeys: ['a'] }),
  ListTagsForResource: ({ databaseArn }) => ({ ResourceName: databaseArn }),
  CreateDBInstance: () => database(unique()),
  CreateDBInstanceReadReplica: ({ sourceDatabaseId }) => replica(unique(), sourceDatabaseId),
  PromoteReadReplica: ({ replicaId }) => ({ DBInstanceIdentifier: replicaId, BackupRetentionPeriod: 7 }),
  DescribeDBInstances: ({ databaseId }) => ({ Filters: [{ Name: 'db-instance-id', Values: [databaseId] }] }),
  StopDBInstance: ({ databaseId }) => ({ DBInstanceIdentifier: databaseId }),
  StartDBInstance: ({ stoppedDatabaseId }) => ({ DBInstanceIdentifier: stoppedDatabaseId }),
  ModifyDBInstance: ({ changedDatabaseId }) => ({
    DBInstanceIdentifier: changedDatabaseId,
    DBInstanceClass: 'db.m5.xlarge',
    ApplyImmediately: true,
  }),
  DeleteDBInstance: ({ spareDatabaseId }) => ({ DBInstanceIdentifier: spareDatabaseId, SkipFinalSnapshot: true }),
  CreateOptionGroup: () => optionGroup(unique()),
  ModifyOptionGroup: ({ optionGroup: OptionGroupName }) => ({
    OptionGroupName,
    OptionsToInclude: [{ OptionName: 'SQLT', OptionSettings: [{ Name: 'LICENSE_PACK', Value: 'T' }] }],
    OptionsToRemove: ['OLAP'],
  }),
  DescribeOptionGroups: () => ({ EngineName: 'oracle-ee', MaxRecords: 20 }),
  DeleteOptionGroup: ({ spareOptionGroup }) => ({ OptionGroupName: spareOptionGroup }),
};
