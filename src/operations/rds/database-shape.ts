import type { DBInstance } from '@aws-sdk/client-rds';
import type { DbInstance } from '../../domain/rds/db-instance.ts';
import { findEngine, majorVersion } from '../../domain/rds/engines.ts';
import { databaseArn, nameFrom } from './named-database.ts';

/** The option group that a database of an engine has where none is named. */
export const defaultOptionGroup = (engine: string, version: string): string =>
  `default:${engine}-${majorVersion(engine, version).replaceAll('.', '-')}`;

/** What RDS sets where a request does not say. */
const DEFAULTS = {
  AutoMinorVersionUpgrade: true,
  BackupRetentionPeriod: 1,
  PreferredBackupWindow: '03:00-03:30',
  PreferredMaintenanceWindow: 'sun:05:00-sun:05:30',
  MultiAZ: false,
  PubliclyAccessible: false,
  StorageType: 'gp2',
  StorageEncrypted: false,
  CopyTagsToSnapshot: false,
  MonitoringInterval: 0,
  DeletionProtection: false,
  NetworkType: 'IPV4',
  CACertificateIdentifier: 'rds-ca-rsa2048-g1',
};

/** A database as RDS prints it. It can be connected to nowhere: it is a record. */
export function databaseShape(database: DbInstance, tags: Readonly<Record<string, string>>): DBInstance {
  const { identifier, engine, engineVersion, region, settings } = database;
  const {
    VpcSecurityGroupIds: groups = [],
    Port,
    ...echoed
  } = settings as {
    VpcSecurityGroupIds?: readonly string[];
    Port?: number;
  };
  const port = Port ?? findEngine(engine)!.port;
  const isReachable = database.state !== 'creating';
  return {
    ...DEFAULTS,
    AvailabilityZone: `${region}a`,
    ...echoed,
    DBInstanceIdentifier: identifier,
    DBInstanceClass: database.class,
    Engine: engine,
    EngineVersion: engineVersion,
    DBInstanceStatus: database.state,
    MasterUsername: database.masterUsername,
    ...(isReachable && {
      Endpoint: {
        Address: `${identifier}.${database.dbiResourceId.slice(3, 15).toLowerCase()}.${region}.rds.amazonaws.com`,
        Port: port,
      },
    }),
    DbInstancePort: 0,
    AllocatedStorage: database.allocatedStorage,
    InstanceCreateTime: database.createdAt,
    LicenseModel: database.licenseModel,
    OptionGroupMemberships: [
      { OptionGroupName: database.optionGroupName ?? defaultOptionGroup(engine, engineVersion), Status: 'in-sync' },
    ],
    VpcSecurityGroups: groups.map((id) => ({ VpcSecurityGroupId: id, Status: 'active' })),
    ReadReplicaDBInstanceIdentifiers: database.replicas.map((replica) => nameFrom(database, replica)),
    ...(database.source && {
      ReadReplicaSourceDBInstanceIdentifier: nameFrom(database, database.source),
      ...(isReachable && {
        StatusInfos: [{ StatusType: 'read replication', Normal: true, Status: 'replicating' }],
      }),
    }),
    DbiResourceId: database.dbiResourceId,
    DBInstanceArn: databaseArn(identifier, database),
    TagList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
}
