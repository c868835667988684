import type {
  CreateDBInstanceMessage,
  CreateDBInstanceReadReplicaMessage,
  ModifyDBInstanceMessage,
} from '@aws-sdk/client-rds';
import type { PassedRole } from '../../access/pass-role.ts';
import type { Constraints } from '../../domain/constraints.ts';
import type { Keys } from '../../domain/policies/context.ts';
import { type DbSettings, vcpusOfClass } from '../../domain/rds/db-instance.ts';
import { engineNames, findEngine } from '../../domain/rds/engines.ts';
import { Fault } from '../../fault.ts';

/** Members that are kept and read back as they were given. */
const ECHOED = [
  ...['DBName', 'AvailabilityZone', 'BackupRetentionPeriod', 'PreferredBackupWindow', 'PreferredMaintenanceWindow'],
  ...[
    'Port',
    'MultiAZ',
    'AutoMinorVersionUpgrade',
    'Iops',
    'StorageThroughput',
    'CharacterSetName',
    'NcharCharacterSetName',
  ],
  ...['PubliclyAccessible', 'StorageType', 'StorageEncrypted', 'KmsKeyId', 'CopyTagsToSnapshot', 'MonitoringInterval'],
  ...['MonitoringRoleArn', 'Timezone', 'DeletionProtection', 'MaxAllocatedStorage', 'NetworkType', 'ProcessorFeatures'],
  ...['CACertificateIdentifier', 'DedicatedLogVolume', 'VpcSecurityGroupIds', 'CustomIamInstanceProfile'],
  'ReplicaMode',
] as const;

export const REPLICA_MODES = ['open-read-only', 'mounted'];

export const termsConstraints: Constraints = {
  AllocatedStorage: { range: [20, 65_536], integer: true },
  BackupRetentionPeriod: { range: [0, 35], integer: true },
  Port: { range: [1150, 65_535], integer: true },
  MasterUsername: {
    pattern: /^[A-Za-z][A-Za-z0-9_]{0,62}$/,
    form: '1 to 63 letters, digits and underscores, the first a letter',
  },
  MonitoringInterval: { range: [0, 60], integer: true },
};

/** What a request hands on: the role by which its metrics are written. */
export const passedRoles = ({ MonitoringRoleArn: role }: { MonitoringRoleArn?: string | undefined }): PassedRole[] =>
  role ? [{ service: 'monitoring.rds.amazonaws.com', role }] : [];

/** What of a request is kept beside what is decided on; what it does not say is left out. */
export function settingsOf(
  request: Partial<CreateDBInstanceMessage & ModifyDBInstanceMessage & CreateDBInstanceReadReplicaMessage>,
): DbSettings {
  const given = ECHOED.map((name) => [name, request[name]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** Condition keys of a database that a request makes or changes, as far as it says (Service Authorization Reference, RDS). */
export function databaseKeys(request: Partial<CreateDBInstanceMessage & ModifyDBInstanceMessage>): Keys {
  const values = {
    BackupTarget: request.BackupTarget,
    DatabaseClass: request.DBInstanceClass,
    DatabaseEngine: request.Engine,
    DatabaseName: request.DBName,
    ManageMasterUserPassword: request.ManageMasterUserPassword,
    MultiAz: request.MultiAZ,
    Piops: request.Iops,
    PubliclyAccessible: request.PubliclyAccessible,
    StorageEncrypted: request.StorageEncrypted,
    StorageSize: request.AllocatedStorage,
  };
  const said = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said.map(([key, value]) => [`rds:${key}`, [String(value)]]));
}

export const invalidValue = (message: string): Fault => new Fault('InvalidParameterValue', message);
export const invalidCombination = (message: string): Fault => new Fault('InvalidParameterCombination', message);

export function checkClass(name: string): void {
  if (vcpusOfClass(name) === undefined)
    throw invalidValue(`Invalid DB Instance class: ${name}; expected db. with an instance type, such as db.m5.large.`);
}

/** The option group that a request names; one that RDS has for everybody stands for none. */
export const groupNamed = (name: string | undefined): string | undefined =>
  name?.startsWith('default:') ? undefined : name;

/** The engine of that name. Faults for one that is not known, and for clusters, which are not built. */
export function knownEngine(name: string) {
  const engine = findEngine(name);
  if (!engine)
    throw invalidValue(
      `Invalid DB engine: ${name}; expected one of ${engineNames.join(', ')}. Clusters are not built.`,
    );
  return engine;
}

export function checkLicenseModel(engine: string, model: string): void {
  const { licenseModels } = knownEngine(engine);
  if (!licenseModels.includes(model))
    throw invalidCombination(
      `${engine} does not have the license model ${model}; expected ${licenseModels.join(' or ')}.`,
    );
}

/** The password is checked and forgotten: nothing connects to a record. */
export function checkPassword(password: string | undefined, isManaged: boolean | undefined): void {
  if (isManaged && password !== undefined)
    throw invalidCombination('You can specify MasterUserPassword or ManageMasterUserPassword, not both.');
  if (isManaged || password === undefined) return;
  if (!/^[ -~]{8,128}$/.test(password) || /[/@" ]/.test(password))
    throw invalidValue(
      'The parameter MasterUserPassword is not a valid password. Expected 8 to 128 printable ASCII characters besides "/", "@", """ and " ".',
    );
}
